// SPDX-License-Identifier: MIT
// tests/fuzz/records.cpp: any bytes as one of the JSON records. The first byte chooses which.
#include <string>
#include <string_view>

#include <lastro/artifact/card.hpp>
#include <lastro/core/error.hpp>
#include <lastro/store/canonical_form.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/store/commit.hpp>
#include <lastro/store/manifest.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace store = lastro::store;
        namespace artifact = lastro::artifact;
        if (input.empty()) {
            return;
        }
        const std::string_view text = lastro::core::as_text(input.subspan(1));
        switch (static_cast<unsigned char>(input[0]) % 4) {
            case 0: {  // canonical text is a fixed point, and what is called so is that
                const bool is_canonical = store::is_canonical_json(text);
                std::string canonical;
                try {
                    canonical = store::canonical_json(store::parse_json(text, "fuzz"));
                } catch (const lastro::format_error&) {
                    fuzz::require(!is_canonical, "no JSON, and called canonical");
                    throw;
                }
                fuzz::require(is_canonical == (canonical == text), "another judgement than that of writing again");
                fuzz::require(store::canonical_json(store::parse_canonical_json(canonical, "fuzz")) == canonical,
                              "canonical text that is not");
                break;
            }
            case 1:
                fuzz::require(store::commit_text(store::parse_commit(text, "fuzz")) == text, "another commit");
                break;
            case 2:
                fuzz::require(store::manifest_text(store::parse_manifest(text, "fuzz")) == text, "another manifest");
                break;
            default: {
                const artifact::card card = artifact::parse_card(store::parse_json(text, "fuzz"), "fuzz");
                const std::string written = store::canonical_json(artifact::to_json(card));  // NaN equals itself here
                const artifact::card again = artifact::parse_card(store::parse_json(written, "fuzz"), "fuzz");
                fuzz::require(store::canonical_json(artifact::to_json(again)) == written, "another card");
                fuzz::require(!artifact::to_string(card).empty(), "a card that says nothing");
            }
        }
    });
}
