// SPDX-License-Identifier: MIT
// tests/interop/signatures.cpp
//
// What tests/interop/signatures.py holds against Python's model_signing:
//   signatures generate CURVE PRIVATE PUBLIC                      writes a new key; CURVE is 256, 384 or 521
//   signatures sign MODEL SIGNATURE PRIVATE [sha256|blake3 [links]]
//   signatures verify MODEL SIGNATURE PUBLIC
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/signature.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/file.hpp>
#include <lastro/with/openssl.hpp>

namespace artifact = lastro::artifact;
namespace core = lastro::core;
namespace hash = lastro::hash;
namespace with = lastro::with;

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const std::string what = arguments.empty() ? "" : arguments[0];
    try {
        if (what == "generate" && arguments.size() == 4) {
            const auto curve = arguments[1] == "256"   ? with::ec_curve::p256
                               : arguments[1] == "384" ? with::ec_curve::p384
                                                       : with::ec_curve::p521;
            const auto key = with::ec_private_key::generate(curve);
            core::write_file(arguments[2], core::as_bytes(key.private_pem()));
            core::write_file(arguments[3], core::as_bytes(key.public_pem()));
        } else if (what == "sign" && arguments.size() >= 4) {
            artifact::manifest_settings settings;
            if (arguments.size() > 4 && arguments[4] == "blake3") {
                settings.algorithm = hash::algorithm::blake3;
            }
            settings.follow_links = arguments.size() > 5;
            artifact::sign(arguments[1], arguments[2], with::ec_private_key::load(arguments[3]), settings);
        } else if (what == "verify" && arguments.size() == 4) {
            artifact::verify(arguments[1], arguments[2], with::ec_public_key::load(arguments[3]));
        } else {
            throw std::invalid_argument{"usage: see the head of tests/interop/signatures.cpp"};
        }
    } catch (const std::exception& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}
