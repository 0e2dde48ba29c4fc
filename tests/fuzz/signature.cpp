// SPDX-License-Identifier: MIT
// tests/fuzz/signature.cpp: any bytes as a signature's bundle, statement or base64. The first byte chooses which.
#include <string>
#include <string_view>

#include <lastro/artifact/signature_bundle.hpp>
#include <lastro/artifact/statement.hpp>
#include <lastro/core/base64.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace artifact = lastro::artifact;
        namespace core = lastro::core;
        if (input.empty()) {
            return;
        }
        const std::string_view text = core::as_text(input.subspan(1));
        switch (static_cast<unsigned char>(input[0]) % 3) {
            case 0: {
                const artifact::signature_bundle bundle = artifact::parse_bundle(text, "fuzz");
                fuzz::require(artifact::parse_bundle(artifact::bundle_text(bundle), "fuzz") == bundle,
                              "another bundle");
                static_cast<void>(artifact::parse_statement(bundle.payload, "fuzz"));
                break;
            }
            case 1: {
                const artifact::model_manifest manifest = artifact::parse_statement(text, "fuzz");
                fuzz::require(artifact::parse_statement(artifact::statement_text(manifest), "fuzz") == manifest,
                              "another manifest");
                for (const artifact::manifest_file& file : manifest.files) {
                    fuzz::require(file.path == "." || core::is_safe_relative_path(file.path), "a path that leads out");
                }
                break;
            }
            default:
                if (const auto decoded = core::from_base64(text)) {
                    fuzz::require(core::to_base64(*decoded) == text, "another spelling");
                }
        }
    });
}
