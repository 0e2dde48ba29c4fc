// SPDX-License-Identifier: MIT
// tests/interop/dvc.cpp
//
// The two directions that tests/interop/dvc.sh holds against DVC:
//   dvc add CACHE PATH          keeps PATH in CACHE and writes PATH.dvc
//   dvc checkout CACHE FILE TO  writes what FILE (a .dvc file) says to the directory TO, and FILE again to TO.dvc
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/dvc_cache.hpp>
#include <lastro/store/dvc_file.hpp>

namespace core = lastro::core;
namespace store = lastro::store;

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    try {
        if (arguments.size() == 3 && arguments[0] == "add") {
            const store::dvc_file file{.outputs = {store::dvc_cache{arguments[1]}.add(arguments[2])}};
            core::write_file(arguments[2] + ".dvc", core::as_bytes(store::dvc_file_text(file)));
        } else if (arguments.size() == 4 && arguments[0] == "checkout") {
            const store::dvc_file file = store::parse_dvc_file(core::read_text(arguments[2]), arguments[2]);
            for (const store::dvc_output& output : file.outputs) {
                store::dvc_cache{arguments[1]}.check_out(output, core::join_path(arguments[3], output.path));
            }
            core::write_file(arguments[3] + ".dvc", core::as_bytes(store::dvc_file_text(file)));
        } else {
            throw std::invalid_argument{"usage: dvc add CACHE PATH | dvc checkout CACHE FILE TO"};
        }
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
