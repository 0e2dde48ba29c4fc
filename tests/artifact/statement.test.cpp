// SPDX-License-Identifier: MIT
// tests/artifact/statement.test.cpp
#include <lastro/artifact/statement.hpp>

#include <string>
#include <utility>

#include <lastro/hash/sha256.hpp>

#include <doctest/doctest.h>

namespace artifact = lastro::artifact;
namespace core = lastro::core;
namespace hash = lastro::hash;

namespace {

const hash::digest digest_a = hash::sha256::of(core::as_bytes("A"));
const hash::digest digest_b = hash::sha256::of(core::as_bytes("B"));
const artifact::model_manifest example{
    .name = "rain", .settings = {.ignore = {"model.sig"}}, .files = {{"s/a", digest_a}, {"s-b", digest_b}}};

std::string changed(const std::string& from, const std::string& to) {
    std::string text = artifact::statement_text(example);
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
    try {
        static_cast<void>(artifact::parse_statement(text, "s"));
    } catch (const lastro::error& e) {
        return e.what();
    }
    return "accepted";
}

}  // namespace

TEST_SUITE("artifact/statement") {
    TEST_CASE("statement: canonical JSON of the manifest, read back from any spelling") {
        const std::string root = artifact::root_digest(example).hex();
        const std::string text =
            R"({"_type":"https://in-toto.io/Statement/v1","predicate":{"resources":[{"algorithm":"sha256","digest":")" +
            digest_a.hex() + R"(","name":"s/a"},{"algorithm":"sha256","digest":")" + digest_b.hex() +
            R"(","name":"s-b"}],"serialization":{"allow_symlinks":false,"hash_type":"sha256","ignore_paths":["model.sig"],)"
            R"("method":"files"}},"predicateType":"https://model_signing/signature/v1.0",)"
            R"("subject":[{"digest":{"sha256":")" +
            root + R"("},"name":"rain"}]})";
        CHECK(artifact::statement_text(example) == text);
        CHECK(artifact::parse_statement(text, "s") == example);
        CHECK(artifact::parse_statement(lastro::store::parse_json(text, "s").dump(3), "s") == example);
        CHECK(artifact::parse_statement(changed("\"ignore_paths\":[\"model.sig\"],", ""), "s").settings.ignore.empty());
        CHECK(artifact::parse_statement(changed("\"predicate\":{", "\"more\":1,\"predicate\":{\"more\":{},"), "s") ==
              example);
        const artifact::model_manifest other{
            .name = "a.bin",
            .settings = {.algorithm = hash::algorithm::blake3, .follow_links = true, .ignore = {}},
            .files = {{".", hash::digest{}}}};
        CHECK(artifact::parse_statement(artifact::statement_text(other), "s") == other);
        const artifact::model_manifest empty{.name = "empty", .settings = {.ignore = {}}, .files = {}};
        CHECK(artifact::parse_statement(artifact::statement_text(empty), "s") == empty);
    }

    TEST_CASE("statement: digests that are not those of the subject are an integrity error, whatever their order") {
        artifact::model_manifest turned = example;
        std::swap(turned.files[0], turned.files[1]);
        CHECK(artifact::parse_statement(artifact::statement_text(turned), "s") == example);  // signed in another order
        CHECK(refusal(changed(artifact::root_digest(example).hex(), artifact::root_digest(turned).hex())) ==
              "s: root: expected " + artifact::root_digest(turned).hex() + ", found " +
                  artifact::root_digest(example).hex());
        CHECK_THROWS_AS((void)artifact::parse_statement(changed(digest_a.hex(), digest_b.hex()), "s"),
                        lastro::integrity_error);
    }

    TEST_CASE("statement: other types, weaker hashes, paths that lead out or stand there twice are refused by name") {
        const std::pair<std::string, std::string> refused[] = {
            {changed("Statement/v1", "Statement/v0.1"),
             "\"_type\": expected \"https://in-toto.io/Statement/v1\", found \"https://in-toto.io/Statement/v0.1\""},
            {changed("https://model_signing/signature/v1.0", "https://model_signing/Digests/v0.1"),
             "\"predicateType\": expected \"https://model_signing/signature/v1.0\", found "
             "\"https://model_signing/Digests/v0.1\""},
            {changed("\"subject\":[", "\"subject\":[{},"), "\"subject\": expected exactly one, found 2"},
            {changed("\"files\"", "\"shards\""),
             "\"predicate\": \"serialization\": \"method\": expected \"files\", found \"shards\""},
            {changed("\"hash_type\":\"sha256\"", "\"hash_type\":\"md5\""),
             "\"predicate\": \"serialization\": \"hash_type\": expected \"sha256\" or \"blake3\", found \"md5\""},
            {changed("\"algorithm\":\"sha256\"", "\"algorithm\":\"blake3\""),
             "\"predicate\": \"resources\": expected sha256, found \"blake3\""},
            {changed("[\"model.sig\"]", "[\".\"]"),
             "\"predicate\": \"serialization\": \"ignore_paths\": expected paths below the model, found \"\\\".\\\"\""},
            {changed("s-b", "../b"), "\"predicate\": \"resources\": expected paths below the model, found \"../b\""},
            {changed("s-b", "."), "\"predicate\": \"resources\": expected paths below the model, found \".\""},
            {changed("s-b", "s/a"), "\"predicate\": \"resources\": expected every path once, found \"s/a\" twice"},
            {changed("false", "0"),
             "\"predicate\": \"serialization\": \"allow_symlinks\": expected true or false, found number"},
            {changed("\"sha256\":\"", "\"sha256\":\"A"),
             "\"subject\": \"digest\": \"sha256\": expected 64 lower-case hexadecimal digits, found \"A" +
                 artifact::root_digest(example).hex().substr(0, 59) + "\"..."},
        };
        for (const auto& [text, message] : refused) {
            CHECK(refusal(text) == "s: statement: " + message);
        }
        for (const char* text : {"", "[]", "{}", "{\"_type\":1}", "\xFF"}) {
            CHECK(refusal(text).starts_with("s: statement"));
        }
        CHECK(refusal(changed("\"name\":\"rain\"", "\"name\":\"rain\",\"name\":\"rain\""))
                  .starts_with("s: statement: byte "));
    }
}
