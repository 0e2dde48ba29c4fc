// SPDX-License-Identifier: MIT
// tests/with/openssl.test.cpp
//
// What a signature of a model is: tests/artifact/signature.test.cpp; with these keys: tests/conformance/model_signing.cpp.
#include <lastro/with/openssl.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include <lastro/core/bytes.hpp>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace with = lastro::with;

namespace {

const core::byte_span message = core::as_bytes("these files");

// Made for these tests with OpenSSL 3.0.19 and thrown away.
constexpr const char* public_384 =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEDpwVBD6s2N7g8EelNL7h11AHPW5tPqfF\n"
    "nBBtjDmOYYn3LaAgrsvEAZ/WHDueajqXarMU3oALuQMFs3I9jcgkJzyW3qFvFbYS\n"
    "5HlRg/DHmy/oeFj642a2eu5xsG77EgCw\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* encrypted =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAi2TGJonNFKPgICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEJ7YC4bBIj5qOtpLVG7iBhIEgZCc\n"
    "xMRh+ugKq8yChQApyh5Oq0CMp1znHu6YVmGJE4+SGkuh1lvUlGyTaug41T2kPKOO\n"
    "tnVqp1h0RBAZBpHhN9jx0/aMoMvu1b4oIJuJe2EyXtaIjHcXzEdxWqAeuef9COnU\n"
    "f0j3ej8hH28SgiOwCo7NUftPokNPKVKTbFcOgjcbl1I+LsnyR7OdrXMs3J602n4=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";
constexpr const char* secp256k1 =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEHQYgr290c0cqzP9XI+ILQOU/DdgzXPFf\n"
    "TSun3V9Y39mkd7aOx3Um0azyfd43pzBQ72v6mgrctsRNl2lD0PsotA==\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* ed25519 =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEASDeM2QrWCc9GQ5fmWWFeHVe4p5bVriYfPq57slsXydk=\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* explicit_curve =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA\n"
    "AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////\n"
    "///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd\n"
    "NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5\n"
    "RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA\n"
    "//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABLsxcmm7Xx/IDSU4/WsU24eG\n"
    "QRs21P6T6eGruwSUY3uqPlVEDDrxsQXuyJ7T9SxdRtspknoqvc0GQ3VqDEQWB54=\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* compressed =
    "-----BEGIN PUBLIC KEY-----\n"
    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACTYTNrOLgCKMpqc3fwEEXBiC8o/XF\n"
    "4j/+9YaV8PqN9tw=\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* uncompressed =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETYTNrOLgCKMpqc3fwEEXBiC8o/XF\n"
    "4j/+9YaV8PqN9txWVHvgFfmxgfGqXUQ5j5xM7FwZwHXyO26GRFrzYpVRSA==\n"
    "-----END PUBLIC KEY-----\n";
constexpr const char* signature_384 =
    "30640230602bacc8362d754069f056e5d759ecdefe6ff409b87c46d00eea2af4b12d2aade78c382ec2bf3b3e543240e514cd"
    "9a75023011c4c05401fb5b478037bc8910df4b60ea40478d6212c177b746b8f51b63e5cabbd589e0c601d96fc62168972eb3"
    "ca85";

}  // namespace

TEST_SUITE("with/openssl") {
    TEST_CASE("keys: what one signs its public half verifies, on every curve, and nothing else is verified") {
        for (const with::ec_curve curve : {with::ec_curve::p256, with::ec_curve::p384, with::ec_curve::p521}) {
            const with::ec_private_key key = with::ec_private_key::generate(curve);
            const with::ec_public_key own{key.public_pem()};
            CHECK(own.curve() == curve);
            CHECK(own.public_pem() == key.public_pem());
            const std::vector<std::byte> signature = key.sign(message);
            CHECK(own.verify(message, signature));
            CHECK(with::ec_private_key{key.private_pem()}.public_key().verify(message, signature));
            CHECK_FALSE(own.verify(core::as_bytes("those files"), signature));
            CHECK_FALSE(with::ec_private_key::generate(curve).public_key().verify(message, signature));
            for (std::size_t bit = 0; bit < 8 * signature.size(); bit += 3) {
                std::vector<std::byte> other = signature;
                other[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
                REQUIRE_FALSE(own.verify(message, other));
            }
            for (std::size_t size = 0; size < signature.size(); ++size) {
                REQUIRE_FALSE(own.verify(message, core::byte_span{signature}.first(size)));
            }
            std::vector<std::byte> longer = signature;
            longer.push_back(std::byte{0});
            CHECK_FALSE(own.verify(message, longer));
        }
    }

    TEST_CASE("signature: one that OpenSSL's program made over P-384 is one over SHA-384") {
        // openssl dgst -sha384 -sign key.pem of "these files"
        const with::ec_public_key key{public_384};
        CHECK(key.curve() == with::ec_curve::p384);
        const auto signature = core::from_hex(signature_384);
        REQUIRE(signature.has_value());
        CHECK(key.verify(message, *signature));
    }

    TEST_CASE("keys: other curves, other kinds, curves that describe themselves and other texts are refused") {
        CHECK(with::ec_private_key{encrypted, "secret"}.curve() == with::ec_curve::p256);
        for (const char* password : {"", "Secret"}) {
            CHECK_THROWS_WITH_AS(
                (with::ec_private_key{encrypted, password, "key.pem"}),
                "key.pem: expected a private key in PEM, and its password if it has one, found something else",
                lastro::format_error);
        }
        const struct {
            const char *pem, *found;
        } refused[] = {
            {secp256k1, "\"secp256k1\""}, {ed25519, "another kind of key"}, {explicit_curve, "a curve without a name"}};
        for (const auto& r : refused) {
            CHECK_THROWS_WITH_AS(
                (with::ec_public_key{r.pem, "key.pub"}),
                (std::string{"key.pub: expected a key on the curve P-256, P-384 or P-521, found "} + r.found).c_str(),
                lastro::format_error);
        }
        const with::ec_private_key key = with::ec_private_key::generate();
        for (const std::string& text : {std::string{}, std::string{"-----BEGIN PUBLIC KEY-----\n"}, key.private_pem(),
                                        key.public_pem().substr(0, 90), std::string(std::size_t{2} << 20U, 'A')}) {
            CHECK_THROWS_AS((with::ec_public_key{text}), lastro::format_error);
        }
        CHECK_THROWS_AS((with::ec_public_key{encrypted}), lastro::format_error);  // and nobody is asked for a password
        CHECK_THROWS_WITH_AS((with::ec_public_key{"-----BEGIN PUBLIC KEY-----\n"
                                                  "MBkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDAgAA\n"  // the point at infinity
                                                  "-----END PUBLIC KEY-----\n",
                                                  "key.pub"}),
                             "key.pub: expected a point of the curve, found another", lastro::format_error);
        CHECK_THROWS_AS((void)with::ec_public_key::load("/dev/zero"), lastro::io_error);
        CHECK_THROWS_AS((with::ec_private_key{key.public_pem()}), lastro::format_error);
        CHECK_THROWS_AS((void)with::ec_public_key::load("/nowhere/key.pub"), lastro::io_error);
    }

    TEST_CASE("keys: a point that came compressed is written as any other, so that hints of one key are equal") {
        CHECK(with::ec_public_key{compressed}.public_pem() == uncompressed);
    }
}
