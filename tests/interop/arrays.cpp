// SPDX-License-Identifier: MIT
// tests/interop/arrays.cpp
//
// Arrays to and from NumPy, for tests/interop/arrays.py.
//
//   arrays write DIRECTORY     own.npz and one .npy file for every array in it
//   arrays check DIRECTORY     numpy.npz, packed.npz and every .npy that NumPy wrote: each number k of an array is k
#include <algorithm>
#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/npz.hpp>
#include <lastro/with/zlib.hpp>

namespace {

namespace artifact = lastro::artifact;
namespace core = lastro::core;

template <class T>
void count_up(std::vector<artifact::tensor_data>& arrays, std::vector<std::vector<std::byte>>& kept) {
    const std::string type{to_string(artifact::dtype_of<T>)};
    for (const std::vector<std::uint64_t>& shape :
         std::vector<std::vector<std::uint64_t>>{{}, {0}, {7}, {2, 3}, {0, 5}, {1, 2, 3, 4}}) {
        std::uint64_t count = 1;
        std::string name = type;
        for (const std::uint64_t size : shape) {
            count *= size;
            name += '_' + std::to_string(size);
        }
        std::vector<std::byte> bytes;
        for (std::uint64_t i = 0; i < count; ++i) {
            core::append_le(bytes, static_cast<T>(i));
        }
        kept.push_back(std::move(bytes));
        arrays.push_back({.name = name, .type = artifact::dtype_of<T>, .shape = shape, .bytes = {}});
    }
}

template <class T>
bool counts_up(const auto& array) {
    const std::vector<T> numbers = array.template copy<T>();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] != static_cast<T>(i)) {
            return false;
        }
    }
    return true;
}

void check(const auto& array, const std::string& name, int& checked) {
    using artifact::dtype;
    const bool right = array.type() == dtype::f64   ? counts_up<double>(array)
                       : array.type() == dtype::f32 ? counts_up<float>(array)
                       : array.type() == dtype::i64 ? counts_up<std::int64_t>(array)
                       : array.type() == dtype::u64 ? counts_up<std::uint64_t>(array)
                       : array.type() == dtype::i32 ? counts_up<std::int32_t>(array)
                       : array.type() == dtype::u32 ? counts_up<std::uint32_t>(array)
                       : array.type() == dtype::i16 ? counts_up<std::int16_t>(array)
                       : array.type() == dtype::u16 ? counts_up<std::uint16_t>(array)
                       : array.type() == dtype::i8  ? counts_up<std::int8_t>(array)
                       : array.type() == dtype::u8  ? counts_up<std::uint8_t>(array)
                                                    : false;
    if (!right) {
        throw std::runtime_error{name + ": other numbers"};
    }
    ++checked;
}

}  // namespace

int main(int argc, char** argv) try {
    if (argc != 3) {
        throw std::runtime_error{"usage: arrays write|check DIRECTORY"};
    }
    const std::filesystem::path at = argv[2];
    if (argv[1] == std::string{"write"}) {
        std::vector<artifact::tensor_data> arrays;
        std::vector<std::vector<std::byte>> kept;
        count_up<double>(arrays, kept), count_up<float>(arrays, kept);
        count_up<std::int64_t>(arrays, kept), count_up<std::uint64_t>(arrays, kept),
            count_up<std::int32_t>(arrays, kept);
        count_up<std::uint32_t>(arrays, kept), count_up<std::int16_t>(arrays, kept),
            count_up<std::uint16_t>(arrays, kept);
        count_up<std::int8_t>(arrays, kept), count_up<std::uint8_t>(arrays, kept);
        for (std::size_t i = 0; i < arrays.size(); ++i) {
            arrays[i].bytes = kept[i];
            artifact::write_npy((at / (arrays[i].name + ".npy")).string(), arrays[i]);
        }
        artifact::write_npz((at / "own.npz").string(), arrays);
        return 0;
    }
    int checked = 0;
    for (const char* const name : {"numpy.npz", "packed.npz"}) {
        const artifact::npz_file file{(at / name).string(), lastro::with::inflate};
        for (const std::string& array : file.names()) {
            check(file.array(array), name + (": " + array), checked);
        }
    }
    for (const auto& entry : std::filesystem::directory_iterator{at}) {
        if (entry.path().extension() == ".npy") {
            check(artifact::npy_file{entry.path().string()}, entry.path().filename().string(), checked);
        }
    }
    std::cout << checked << '\n';
    return 0;
} catch (const std::exception& e) {
    std::cerr << "arrays: " << e.what() << '\n';
    return 1;
}
