// SPDX-License-Identifier: MIT
// tests/artifact/signature.test.cpp
//
// With a key that is no secret; with real ones: tests/with/openssl.test.cpp and tests/conformance/model_signing.cpp.
#include <lastro/artifact/signature.hpp>

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/file.hpp>
#include <lastro/hash/sha256.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace artifact = lastro::artifact;
namespace core = lastro::core;
namespace hash = lastro::hash;

namespace {

/// Both halves of a key: the digest of a name and the message.
struct toy_key {
    std::string name;

    std::string public_pem() const { return name; }
    std::vector<std::byte> sign(core::byte_span message) const {
        const hash::digest d = hash::sha256{}.update(core::as_bytes(name)).update(message).finalize();
        return {d.bytes().begin(), d.bytes().end()};
    }
    bool verify(core::byte_span message, core::byte_span signature) const {
        const std::vector<std::byte> own = sign(message);
        return core::as_text(own) == core::as_text(signature);
    }
};
static_assert(artifact::signing_key<toy_key> && artifact::verifying_key<toy_key>);
static_assert(!artifact::signing_key<int> && !artifact::verifying_key<int>);

const toy_key key{"key"};

struct model_directory : temporary_directory {
    std::string model = *this / "rain";
    std::string signature = model + "/sub/model.sig";

    model_directory() {
        core::create_directories(model + "/sub");
        core::write_file(model + "/a", core::as_bytes("A"));
        core::write_file(model + "/sub/b", core::as_bytes("B"));
    }
    std::string refusal(const toy_key& with = key) const {
        try {
            artifact::verify(model, signature, with);
        } catch (const lastro::error& e) {
            const std::string message = e.what();
            return message.starts_with(signature + ": ") ? message.substr(signature.size() + 2) : message;
        }
        return "accepted";
    }
    /// Puts a signed payload in the place of the signature.
    void put(const std::string& payload, const std::string& type = std::string{artifact::in_toto_payload_type}) const {
        artifact::signature_bundle bundle{.key_hint = "h", .payload_type = type, .payload = payload};
        bundle.signature = key.sign(core::as_bytes(artifact::dsse_pae(type, payload)));
        core::write_file(signature, core::as_bytes(artifact::bundle_text(bundle)));
    }
};

}  // namespace

TEST_SUITE("artifact/signature") {
    TEST_CASE("signature: a model that was signed is verified, the signature inside it or beside it, or of one file") {
        const model_directory here;
        const artifact::model_manifest inside = artifact::sign(here.model, here.signature, key);
        CHECK(inside.name == "rain");
        CHECK(inside.settings.ignore.back() == "sub/model.sig");
        CHECK(inside.files.size() == 2);
        CHECK(artifact::verify(here.model, here.signature, key, 2) == inside);
        CHECK(artifact::sign(here.model, here.signature, key) == inside);  // again, over the old signature

        const artifact::manifest_settings blake3{.algorithm = hash::algorithm::blake3, .ignore = {"sub"}};
        const artifact::model_manifest beside = artifact::sign(here.model, here / "rain.sig", key, blake3, 2);
        CHECK(beside.settings == blake3);
        CHECK(artifact::verify(here.model, here / "rain.sig", key) == beside);
        const artifact::model_manifest one = artifact::sign(here.model + "/a", here / "a.sig", key);
        CHECK(artifact::verify(here.model + "/a", here / "a.sig", key) == one);

        const std::string text = core::read_text(here / "a.sig");
        CHECK(artifact::parse_bundle(text, "a").key_hint == hash::sha256::of(core::as_bytes("key")).hex());
        CHECK(artifact::verify_bundle(text, "a", key) == one);
    }

    TEST_CASE("signature: nothing but an old one is replaced, and none is put where it would not be passed over") {
        const model_directory here;
        const std::string weights = core::read_text(here.model + "/a");
        CHECK_THROWS_AS(artifact::sign(here.model, here.model + "/a", key), lastro::format_error);
        CHECK_THROWS_AS(artifact::sign(here.model + "/a", here.model + "/a", key), lastro::format_error);
        CHECK(core::read_text(here.model + "/a") == weights);
        std::filesystem::create_directory(here / "elsewhere");
        std::filesystem::create_symlink(here / "elsewhere", here.model + "/link");
        CHECK_THROWS_AS(artifact::sign(here.model, here.model + "/link/model.sig", key, {.follow_links = true}),
                        std::invalid_argument);
        std::filesystem::create_symlink("/dev/zero", here / "endless.sig");
        CHECK_THROWS_AS((void)artifact::verify(here.model, here / "endless.sig", key), lastro::io_error);
    }

    TEST_CASE("signature: a copy elsewhere and under another name is verified, too") {
        const model_directory here;
        const model_directory there;
        const artifact::model_manifest m = artifact::sign(here.model, here / "s", key);
        CHECK(artifact::verify(there.model, here / "s", key) == m);
    }

    TEST_CASE("signature: every flipped bit of a bundle is an error, or leaves what was signed as it was") {
        const model_directory here;
        const artifact::model_manifest signed_files = artifact::sign(here.model, here.signature, key);
        const std::string text = core::read_text(here.signature);
        std::size_t accepted = 0;
        for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
            std::string other = text;
            other[bit / 8] = static_cast<char>(other[bit / 8] ^ (1 << bit % 8));
            artifact::model_manifest read;
            try {
                read = artifact::verify_bundle(other, "s", key);
            } catch (const lastro::error&) {
                continue;
            }
            REQUIRE(read == signed_files);
            ++accepted;
        }
        CHECK(accepted > 0);  // in the hint, and in the names of what is passed over
        CHECK(accepted < 8 * 150);
    }

    TEST_CASE("signature: each step refuses by its name, in its order") {
        const model_directory here;
        const artifact::model_manifest m = artifact::sign(here.model, here.signature, key);
        const std::string good = core::read_text(here.signature);
        CHECK(here.refusal() == "accepted");
        CHECK(here.refusal({"other"}) ==
              "signature: expected one by this key, found another; its key hint is " + artifact::key_hint("key"));
        here.put(artifact::statement_text(m), "application/json");
        CHECK(here.refusal() == "payload_type: expected application/vnd.in-toto+json, found \"application/json\"");
        here.put("{}");
        CHECK(here.refusal().starts_with("statement: "));
        std::string other_root = artifact::statement_text(m);
        other_root.replace(other_root.find(artifact::root_digest(m).hex()), 64, 64, '0');
        here.put(other_root);
        CHECK(here.refusal().starts_with("root: "));
        core::write_file(here.signature, core::as_bytes("{}"));
        CHECK(here.refusal() == "bundle: expected mediaType, found none");

        core::write_file(here.signature, core::as_bytes(good));
        core::write_file(here.model + "/more", {});
        CHECK(here.refusal() == "files: expected no other files, found \"more\"");
        core::write_file(here.model + "/a", core::as_bytes("a"));
        CHECK(here.refusal({"other"}).starts_with("signature: "));  // whatever the files are
        CHECK_THROWS_AS((void)artifact::verify(here.model, here / "none", key), lastro::io_error);
    }

    TEST_CASE("signature: one that was moved into the model is a file that nobody signed") {
        const model_directory here;
        artifact::sign(here.model, here / "s", key);
        core::write_file(here.signature, core::as_bytes(core::read_text(here / "s")));
        CHECK(here.refusal() == "files: expected no other files, found \"sub/model.sig\"");
    }
}
