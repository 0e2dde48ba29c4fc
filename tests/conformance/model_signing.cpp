// SPDX-License-Identifier: MIT
// tests/conformance/model_signing.cpp
//
// Runs ../shared/cases/model_signing.json: OpenSSF model signatures with EC keys. Needs libcrypto.
#include <string>
#include <vector>

#include <lastro/artifact/signature.hpp>
#include <lastro/core/base64.hpp>
#include <lastro/core/file.hpp>
#include <lastro/store/snapshot.hpp>
#if __has_include(<openssl/core_names.h>)
#include <lastro/with/openssl.hpp>
#endif

#include "../core/temporary_directory.hpp"
#include "case_file.hpp"

namespace {

using conformance::json;
namespace artifact = lastro::artifact;
namespace core = lastro::core;

std::string differs(const std::string& what, const json& expected, const json& got) {
    return expected == got ? std::string{} : what + ": expected " + expected.dump() + ", got " + got.dump() + "; ";
}

std::string check_order(const json& c) {
    auto names = c.at("input").at("names").get<std::vector<std::string>>();
    core::stable_sort(std::span{names}, lastro::store::path_before);
    return differs("order", c.at("expected").at("order"), names);
}

/// The files of a case in a directory of their own.
struct case_directory : temporary_directory {
    std::string model = *this / "model";

    explicit case_directory(const json& files) {
        core::create_directories(model);
        for (const auto& [name, base64] : files.items()) {
            core::create_directories(core::directory_of(model + '/' + name));
            const std::string content = conformance::from_base64(base64.get<std::string>());
            core::write_file(model + '/' + name, core::as_bytes(content));
        }
    }
};

std::string check_root(const json& c) {
    const case_directory here{c.at("input").at("files")};
    const artifact::model_manifest manifest = artifact::manifest_of(here.model, {.ignore = {}}, 2);
    json order = json::array();
    json digests = json::array();
    for (const artifact::manifest_file& file : manifest.files) {
        order.push_back(file.path);
        digests.push_back(file.digest.hex());
    }
    const json& expected = c.at("expected");
    return differs("order", expected.at("order"), order) + differs("digests", expected.at("digests"), digests) +
           differs("root_sha256", expected.at("root_sha256"), artifact::root_digest(manifest).hex());
}

std::string check_pae(const json& c) {
    const json& input = c.at("input");
    const std::string payload = conformance::from_base64(input.at("payload_base64").get<std::string>());
    const std::string pae = artifact::dsse_pae(input.at("payload_type").get<std::string>(), payload);
    return differs("pae", c.at("expected").at("pae_base64"), core::to_base64(core::as_bytes(pae)));
}

std::string check_hint(const json& c) {
    const auto pem = c.at("input").at("public_pem").get<std::string>();
    std::string difference = differs("hint", c.at("expected").at("hint"), artifact::key_hint(pem));
#if __has_include(<openssl/core_names.h>)
    difference += differs("PEM", pem, lastro::with::ec_public_key{pem}.public_pem());
#endif
    return difference;
}

#if __has_include(<openssl/core_names.h>)
/// What was refused: the step's name; "accepted" where nothing was.
template <class Key>
std::string refused_step(const case_directory& here, const std::string& signature, const Key& key) {
    try {
        artifact::verify(here.model, signature, key);
    } catch (const lastro::error& e) {
        const std::string message = e.what();
        const std::size_t begin = signature.size() + 2;
        return message.starts_with(signature + ": ") ? message.substr(begin, message.find(':', begin) - begin)
                                                     : message;
    }
    return "accepted";
}

std::string check_verify(const json& c) {
    const json& input = c.at("input");
    const case_directory here{input.at("files")};
    const std::string signature = here / "model.sig";
    const auto bundle = input.at("bundle_json").get<std::string>();
    core::write_file(signature, core::as_bytes(bundle));
    const lastro::with::ec_public_key key{input.at("public_pem").get<std::string>()};
    const std::string step = refused_step(here, signature, key);
    const json& expected = c.at("expected");
    if (!expected.at("verified").get<bool>()) {
        return differs("reason", expected.at("reason"), step);
    }
    if (step != "accepted") {
        return "refused: " + step;
    }
    // The same files under a key of their own, the signature inside: they are verified with that key and not with the other.
    const auto own = lastro::with::ec_private_key::generate();
    const std::string inside = here.model + "/model.sig";
    artifact::sign(here.model, inside, own);
    return differs("with its key", "accepted", refused_step(here, inside, own.public_key())) +
           differs("with another key", "signature", refused_step(here, inside, key));
}
#else
std::string check_verify(const json&) { return conformance::skip("OpenSSL is not installed"); }
#endif

}  // namespace

int main(int argc, char** argv) {
    return conformance::run(argc, argv,
                            {{"ms_order", check_order},
                             {"ms_root", check_root},
                             {"dsse_pae", check_pae},
                             {"ms_key_hint", check_hint},
                             {"ms_verify", check_verify}});
}
