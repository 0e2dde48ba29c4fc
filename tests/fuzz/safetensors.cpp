// SPDX-License-Identifier: MIT
// tests/fuzz/safetensors.cpp: any bytes as a safetensors file.
#include <string>

#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>

#include "check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace artifact = lastro::artifact;
        const artifact::safetensors_header header = artifact::parse_safetensors(input, "fuzz");
        std::uint64_t end = 0;
        for (const artifact::tensor_info& t : header.tensors) {
            fuzz::require(t.begin == end && t.end >= t.begin, "tensors that are not side by side");
            end = t.end;
        }
        fuzz::require(header.data_begin + end == input.size(), "tensors that do not end where the file does");
        // What was read can be written, and reads as the same.
        const auto metadata = header.metadata.value_or(artifact::text_map{});
        auto file = artifact::safetensors_header_bytes(header.tensors, metadata);
        file.resize(file.size() + static_cast<std::size_t>(end));
        const artifact::safetensors_header again = artifact::parse_safetensors(file, "fuzz");
        fuzz::require(again.tensors.size() == header.tensors.size(), "another number of tensors after writing");
        fuzz::require(again.metadata.value_or(artifact::text_map{}) == metadata, "other metadata after writing");
    });
}
