// SPDX-License-Identifier: MIT
// tests/fuzz/arrays.cpp: any bytes as a NumPy file, an archive of them, or the index of tensors in several files. The first
// byte chooses which.
#include <string>
#include <vector>

#include <lastro/artifact/detail/crc32.hpp>
#include <lastro/artifact/npy_header.hpp>
#include <lastro/artifact/sharded.hpp>
#include <lastro/artifact/zip.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace artifact = lastro::artifact;
        namespace core = lastro::core;
        if (input.empty()) {
            return;
        }
        const core::byte_span rest = input.subspan(1);
        switch (static_cast<unsigned char>(input[0]) % 3) {
            case 0: {
                const artifact::npy_header header = artifact::parse_npy(rest, "fuzz");
                fuzz::require(header.data_begin + header.data_size == rest.size(), "data that does not end the file");
                std::vector<std::byte> again = artifact::npy_header_bytes(header.type, header.shape);
                again.resize(again.size() + static_cast<std::size_t>(header.data_size));
                const artifact::npy_header read = artifact::parse_npy(again, "fuzz");
                fuzz::require(read.shape == header.shape && read.type == header.type, "another array after writing");
                break;
            }
            case 1: {
                std::uint64_t total = 0;
                for (const artifact::zip_entry& entry : artifact::parse_zip(rest, "fuzz")) {
                    total += entry.stored.size();
                    static_cast<void>(artifact::detail::crc32(entry.stored));  // reads every byte
                }
                fuzz::require(total <= rest.size(), "files that overlap");
                break;
            }
            default: {
                const artifact::weight_map map = artifact::parse_shard_index(core::as_text(rest), "fuzz");
                const std::string text = lastro::store::canonical_json(lastro::store::json{{"weight_map", map}});
                fuzz::require(artifact::parse_shard_index(text, "fuzz") == map, "another index after writing");
            }
        }
    });
}
