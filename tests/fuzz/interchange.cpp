// SPDX-License-Identifier: MIT
// tests/fuzz/interchange.cpp: any bytes as one of other tools' files. The first byte chooses which.
#include <string>
#include <string_view>
#include <vector>

#include <lastro/core/text.hpp>
#include <lastro/store/chunker.hpp>
#include <lastro/store/dvc_directory.hpp>
#include <lastro/store/dvc_file.hpp>
#include <lastro/store/fastcdc.hpp>
#include <lastro/store/lfs_pointer.hpp>
#include <lastro/store/yaml.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace store = lastro::store;
        namespace core = lastro::core;
        if (input.empty()) {
            return;
        }
        const std::string_view text = core::as_text(input.subspan(1));
        switch (static_cast<unsigned char>(input[0]) % 6) {
            case 0: {
                const store::lfs_pointer pointer = store::parse_lfs_pointer(text, "fuzz");
                // The older versions are shorter: what they leave room for may be too long in the canonical form.
                if (pointer.size > 0 && text.size() < 1000) {
                    const std::string canonical = store::lfs_pointer_text(pointer);
                    fuzz::require(store::parse_lfs_pointer(canonical, "fuzz") == pointer, "another pointer");
                }
                break;
            }
            case 1:
                static_cast<void>(store::parse_yaml(text, "fuzz"));
                break;
            case 2:
                if (core::is_utf8(text)) {
                    const std::string line = "k: " + store::yaml_scalar(text) + "\nz: 1\n";
                    fuzz::require(store::parse_yaml(line, "fuzz").at("k") == store::json(std::string{text}),
                                  "another scalar");
                }
                break;
            case 3: {
                const store::dvc_file file = store::parse_dvc_file(text, "fuzz");
                fuzz::require(store::parse_dvc_file(store::dvc_file_text(file), "fuzz") == file, "another file");
                break;
            }
            case 4: {
                const auto entries = store::parse_dvc_directory(text, "fuzz");
                fuzz::require(store::parse_dvc_directory(store::dvc_directory_text(entries), "fuzz") == entries,
                              "another directory");
                break;
            }
            default: {
                const store::fastcdc rule{{.minimum = 64, .average = 256, .maximum = 1024}};
                std::vector<std::size_t> lengths;
                const auto keep = [&](core::byte_span chunk) { lengths.push_back(chunk.size()); };
                store::for_each_chunk(rule, input, keep);
                const std::vector<std::size_t> expected = lengths;
                lengths.clear();
                store::chunk_stream stream{rule};
                for (core::byte_span rest = input; !rest.empty();) {
                    const std::size_t piece = core::smaller(rest.size(), 1 + std::to_integer<std::size_t>(rest[0]) * 9);
                    stream.update(rest.first(piece), keep);
                    rest = rest.subspan(piece);
                }
                stream.finish(keep);
                fuzz::require(lengths == expected, "other chunks");
            }
        }
    });
}
