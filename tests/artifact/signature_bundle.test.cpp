// SPDX-License-Identifier: MIT
// tests/artifact/signature_bundle.test.cpp
#include <lastro/artifact/signature_bundle.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace artifact = lastro::artifact;
namespace core = lastro::core;

namespace {

const artifact::signature_bundle example{
    .key_hint = "ab12", .payload = "{}\n", .signature = {std::byte{0}, std::byte{255}}};

const std::string example_text =
    R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":{"hint":"ab12"},)"
    R"("tlogEntries":[]},"dsseEnvelope":{"payload":"e30K","payloadType":"application/vnd.in-toto+json",)"
    R"("signatures":[{"sig":"AP8=","keyid":""}]}})";

std::string changed(const std::string& from, const std::string& to) {
    std::string text = example_text;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_SUITE("artifact/signature_bundle") {
    TEST_CASE("pre-authentication encoding: the example of the DSSE protocol, and lengths in bytes") {
        CHECK(artifact::dsse_pae("http://example.com/HelloWorld", "hello world") ==
              "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        CHECK(artifact::dsse_pae("typ\xC3\xA9", std::string{"\0\xFF", 2}) ==
              std::string{"DSSEv1 5 typ\xC3\xA9 2 \0\xFF", 19});
        CHECK(artifact::dsse_pae("x", "") == "DSSEv1 1 x 0 ");
    }

    TEST_CASE("bundle: one text, read back; fields of no interest may stand anywhere") {
        CHECK(artifact::bundle_text(example) == example_text);
        CHECK(artifact::parse_bundle(example_text, "s") == example);
        CHECK(artifact::parse_bundle(changed("\"tlogEntries\":[]", "\"tlogEntries\":[{}],\"more\":[1,{\"sig\":2}]"),
                                     "s") == example);
        CHECK(artifact::parse_bundle(changed(",", " ,\n"), "s") == example);
        CHECK(artifact::parse_bundle(changed("\"hint\":\"ab12\"", ""), "s").key_hint.empty());
        CHECK(artifact::parse_bundle(changed("\"AP8=\"", "\"\""), "s").signature.empty());
    }

    TEST_CASE("bundle: what is missing, twice or of another kind is named") {
        const std::pair<std::string, std::string> refused[] = {
            {changed("bundle.v0.3", "bundle.v0.2"),
             "application/vnd.dev.sigstore.bundle.v0.3+json, found \"application/vnd.dev.sigstore.bundle.v0.2+json\""},
            {"{}", "mediaType, found none"},
            {changed("\"publicKey\":{\"hint\":\"ab12\"}", "\"x509CertificateChain\":{}"),
             "verificationMaterial with a publicKey, found none"},
            {changed("\"payload\":\"e30K\",", ""), "dsseEnvelope with a payload, found none"},
            {changed("\"payloadType\"", "\"type\""), "dsseEnvelope with a payloadType, found none"},
            {changed("{\"sig\":\"AP8=\",\"keyid\":\"\"}", ""), "dsseEnvelope with a signature, found none"},
            {changed("AP8=", "AP8"), "sig in base64 with padding, found \"AP8\""},
            {changed("AP8=", "AP9="), "sig in base64 with padding, found \"AP9=\""},
            {changed("e30K", "e30 K"), "payload in base64 with padding, found \"e30 K\""},
        };
        for (const auto& [text, message] : refused) {
            CHECK_THROWS_WITH_AS((void)artifact::parse_bundle(text, "model.sig"),
                                 ("model.sig: bundle: expected " + message).c_str(), lastro::format_error);
        }
        const std::string signature = R"({"sig":"AP8=","keyid":""})";
        for (const std::string& text :
             {changed(signature, signature + ',' + signature), changed(signature, "{}," + signature),
              changed("\"publicKey\"", "\"certificate\":{},\"publicKey\""),
              changed("\"dsseEnvelope\"", "\"messageSignature\":{},\"dsseEnvelope\""),
              changed("\"hint\":\"ab12\"", "\"hint\":\"a\",\"hint\":\"ab12\""),
              changed("\"mediaType\"", "\"mediaType\":\"\",\"mediaType\""),
              changed("\"dsseEnvelope\"", "\"dsseEnvelope\":{},\"dsseEnvelope\""),
              changed("\"payload\"", "\"payload\":\"\",\"payload\""),
              changed("\"signatures\"", "\"signatures\":[],\"signatures\""), changed("\"AP8=\"", "7"),
              changed("\"e30K\"", "null"), changed("\"publicKey\":{", "\"publicKey\":[{"), example_text + "{}",
              "\xEF\xBB\xBF" + example_text, std::string{"[]"}, std::string{}, changed("ab12", "\xFF")}) {
            CHECK_THROWS_AS((void)artifact::parse_bundle(text, "model.sig"), lastro::format_error);
        }
        for (std::size_t size = 0; size < example_text.size(); ++size) {
            REQUIRE_THROWS_AS((void)artifact::parse_bundle(example_text.substr(0, size), "s"), lastro::format_error);
        }
    }
}
