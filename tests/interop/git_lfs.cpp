// SPDX-License-Identifier: MIT
// tests/interop/git_lfs.cpp
//
// The two directions that tests/interop/git_lfs.sh holds against Git LFS:
//   git_lfs put LFS FILE         keeps FILE's content in LFS (.git/lfs) and leaves its pointer in FILE
//   git_lfs get LFS POINTER TO   writes what POINTER stands for to TO
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/lfs_objects.hpp>
#include <lastro/store/lfs_pointer.hpp>

namespace core = lastro::core;
namespace store = lastro::store;

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    try {
        if (arguments.size() == 3 && arguments[0] == "put") {
            const store::lfs_pointer pointer = store::lfs_objects{arguments[1]}.put(core::read_file(arguments[2]));
            core::write_file(arguments[2], core::as_bytes(store::lfs_pointer_text(pointer)));
        } else if (arguments.size() == 4 && arguments[0] == "get") {
            const store::lfs_pointer pointer = store::parse_lfs_pointer(core::read_text(arguments[2]), arguments[2]);
            core::write_file(arguments[3], store::lfs_objects{arguments[1]}.get(pointer).bytes());
        } else {
            throw std::invalid_argument{"usage: git_lfs put LFS FILE | git_lfs get LFS POINTER TO"};
        }
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
