// SPDX-License-Identifier: MIT
// lastro/with/openssl.hpp
//
// Who signs, and how is he recognised? Keys on the elliptic curves P-256, P-384 and P-521.
//
//   const with::ec_private_key key = with::ec_private_key::load("key.pem");
//   artifact::sign("rain", "rain/model.sig", key);                                        // lastro/artifact/signature.hpp
//   artifact::verify("rain", "rain/model.sig", with::ec_public_key::load("key.pub"));
//
//   openssl ecparam -name prime256v1 -genkey -noout -out key.pem && openssl ec -in key.pem -pubout -out key.pub
//
// ECDSA [1] with SHA-256, SHA-384 and SHA-512, as the curve is large; signatures in DER. Needs OpenSSL 3.0 or later
// (https://openssl.org): link lastro::with_openssl, or add -lcrypto. Nothing else of the library needs this header.
//
// References
//   [1] FIPS 186-5, Digital Signature Standard, 6.
#pragma once

#include <openssl/bio.h>         // BIO_*
#include <openssl/core_names.h>  // OSSL_PKEY_PARAM_*
#include <openssl/ec.h>          // OSSL_EC_* through core_names
#include <openssl/err.h>         // ERR_clear_error
#include <openssl/evp.h>         // EVP_*
#include <openssl/pem.h>         // PEM_*

#include <cstddef>      // byte, size_t
#include <cstring>      // memcpy
#include <memory>       // shared_ptr, unique_ptr
#include <stdexcept>    // runtime_error
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::with {

/// The curves that signatures of models are made on.
enum class ec_curve { p256, p384, p521 };

namespace detail {

template <auto Free>
struct openssl_free {
    template <class T>
    void operator()(T* it) const noexcept {
        Free(it);
    }
};
using evp_key = std::shared_ptr<::EVP_PKEY>;
using memory_bio = std::unique_ptr<::BIO, openssl_free<::BIO_free_all>>;
using digest_context = std::unique_ptr<::EVP_MD_CTX, openssl_free<::EVP_MD_CTX_free>>;

/// @throws std::runtime_error where OpenSSL fails at what cannot fail but for want of memory.
inline void require_openssl(bool done, std::string_view what) {
    if (!done) {
        ::ERR_clear_error();
        core::fail<std::runtime_error>("OpenSSL", what, "an error");
    }
}

inline constexpr std::size_t longest_key = std::size_t{1} << 20U;

[[nodiscard]] inline memory_bio readable(std::string_view text, const std::string& where) {
    core::require<format_error>(text.size() <= longest_key, where, "a key of at most 1 MiB", text.size());
    memory_bio bio{::BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    require_openssl(bio != nullptr, "memory");
    return bio;
}

/// Hands the password to OpenSSL, which without this would ask for one on the terminal. -1: there is none.
[[nodiscard]] inline int give_password(char* to, int size, int, void* from) noexcept {
    const auto& password = *static_cast<const std::string_view*>(from);
    if (password.empty() || password.size() > static_cast<std::size_t>(size)) {
        return -1;
    }
    std::memcpy(to, password.data(), password.size());
    return static_cast<int>(password.size());
}

struct curve_name {
    ec_curve curve;
    const char* openssl;
};
inline constexpr curve_name curve_names[] = {
    {ec_curve::p256, "prime256v1"}, {ec_curve::p384, "secp384r1"}, {ec_curve::p521, "secp521r1"}};

/// The curve of a key, by its name: one that describes its curve itself could describe a weak one.
[[nodiscard]] inline ec_curve curve_of(::EVP_PKEY* key, const std::string& where) {
    char text[64] = "";
    std::size_t size = 0;
    std::string found = "another kind of key";
    if (::EVP_PKEY_is_a(key, "EC") == 1) {
        const bool named =
            ::EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, text, sizeof text, &size) == 1 &&
            std::string_view{text} == OSSL_PKEY_EC_ENCODING_GROUP;
        found = "a curve without a name";
        if (named && ::EVP_PKEY_get_group_name(key, text, sizeof text, &size) == 1) {
            for (const curve_name& known : curve_names) {
                if (std::string_view{text} == known.openssl) {
                    return known.curve;
                }
            }
            found = core::quoted(text);
        }
    }
    ::ERR_clear_error();
    core::fail<format_error>(where, "a key on the curve P-256, P-384 or P-521", found);
}

[[nodiscard]] inline const ::EVP_MD* hash_of(ec_curve curve) noexcept {
    return curve == ec_curve::p256 ? ::EVP_sha256() : curve == ec_curve::p384 ? ::EVP_sha384() : ::EVP_sha512();
}

[[nodiscard]] inline const unsigned char* octets(core::byte_span bytes) noexcept {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

/// The public half in PEM (SubjectPublicKeyInfo), the point not compressed.
[[nodiscard]] inline std::string public_pem(::EVP_PKEY* key) {
    const memory_bio bio{::BIO_new(::BIO_s_mem())};
    require_openssl(bio != nullptr && ::PEM_write_bio_PUBKEY(bio.get(), key) == 1, "a public key in PEM");
    char* text = nullptr;
    const long size = ::BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

/// The point is one of the curve and not the one at infinity, for which anybody could sign.
inline void require_sound(::EVP_PKEY* key, const std::string& where) {
    const std::unique_ptr<::EVP_PKEY_CTX, openssl_free<::EVP_PKEY_CTX_free>> context{::EVP_PKEY_CTX_new(key, nullptr)};
    const bool sound = context != nullptr && ::EVP_PKEY_public_check(context.get()) == 1;
    ::ERR_clear_error();
    core::require<format_error>(sound, where, "a point of the curve", "another");
}

/// One spelling of every point, whichever the key came in.
inline void uncompress(::EVP_PKEY* key) {
    require_openssl(::EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                                     OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) == 1,
                    "a point");
}

}  // namespace detail

/// The key that signatures are verified with; copies share it, and it may be shared between threads.
class ec_public_key {
public:
    /// @throws format_error unless `pem` holds a public key ("BEGIN PUBLIC KEY") on one of the curves, given by its name.
    explicit ec_public_key(std::string_view pem, const std::string& where = "with::ec_public_key") {
        const detail::memory_bio bio = detail::readable(pem, where);
        std::string_view none;  // nobody is asked for a password
        key_.reset(::PEM_read_bio_PUBKEY(bio.get(), nullptr, detail::give_password, &none), ::EVP_PKEY_free);
        ::ERR_clear_error();
        core::require<format_error>(key_ != nullptr, where, "a public key in PEM", "something else");
        curve_ = detail::curve_of(key_.get(), where);
        detail::require_sound(key_.get(), where);
        detail::uncompress(key_.get());
    }

    /// The key in a file. @throws io_error; format_error.
    [[nodiscard]] static ec_public_key load(const std::string& path) {
        return ec_public_key{core::read_text(path, detail::longest_key), path};
    }

    [[nodiscard]] ec_curve curve() const noexcept { return curve_; }
    [[nodiscard]] std::string public_pem() const { return detail::public_pem(key_.get()); }

    /// True where `signature` is one of `message` by the owner of this key. What is no signature at all is none of his.
    [[nodiscard]] bool verify(core::byte_span message, core::byte_span signature) const {
        const detail::digest_context context{::EVP_MD_CTX_new()};
        detail::require_openssl(
            context != nullptr &&
                ::EVP_DigestVerifyInit(context.get(), nullptr, detail::hash_of(curve_), nullptr, key_.get()) == 1,
            "a verification to begin");
        const bool holds = ::EVP_DigestVerify(context.get(), detail::octets(signature), signature.size(),
                                              detail::octets(message), message.size()) == 1;
        ::ERR_clear_error();
        return holds;
    }

private:
    detail::evp_key key_;
    ec_curve curve_{};
};

/// The key that signs; copies share it. Signing twice gives two signatures: each holds a number drawn by OpenSSL.
class ec_private_key {
public:
    /// @throws format_error unless `pem` holds a private key on one of the curves, given by its name, and `password` opens it
    /// where it is encrypted. Nobody is ever asked for a password.
    explicit ec_private_key(std::string_view pem, std::string_view password = {},
                            const std::string& where = "with::ec_private_key") {
        const detail::memory_bio bio = detail::readable(pem, where);
        key_.reset(::PEM_read_bio_PrivateKey(bio.get(), nullptr, detail::give_password, &password), ::EVP_PKEY_free);
        ::ERR_clear_error();
        core::require<format_error>(key_ != nullptr, where, "a private key in PEM, and its password if it has one",
                                    "something else");
        take(where);
    }

    /// The key in a file. @throws io_error; format_error.
    [[nodiscard]] static ec_private_key load(const std::string& path, std::string_view password = {}) {
        return ec_private_key{core::read_text(path, detail::longest_key), password, path};
    }

    /// A new key, drawn by OpenSSL.
    [[nodiscard]] static ec_private_key generate(ec_curve curve = ec_curve::p256) {
        const char* const name = detail::curve_names[static_cast<std::size_t>(curve)].openssl;
        return ec_private_key{detail::evp_key{::EVP_EC_gen(name), ::EVP_PKEY_free}};
    }

    [[nodiscard]] ec_curve curve() const noexcept { return curve_; }

    /// The half that others verify with, as PEM text and as a key.
    [[nodiscard]] std::string public_pem() const { return detail::public_pem(key_.get()); }
    [[nodiscard]] ec_public_key public_key() const { return ec_public_key{public_pem()}; }

    /// The key itself as PEM text (PKCS #8), not encrypted: whoever sees it can sign.
    [[nodiscard]] std::string private_pem() const {
        const detail::memory_bio bio{::BIO_new(::BIO_s_secmem())};
        detail::require_openssl(bio != nullptr && ::PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr,
                                                                                  nullptr, 0, nullptr, nullptr) == 1,
                                "a private key in PEM");
        char* text = nullptr;
        const long size = ::BIO_get_mem_data(bio.get(), &text);
        return {text, static_cast<std::size_t>(size)};
    }

    /// A signature of `message`, in DER.
    [[nodiscard]] std::vector<std::byte> sign(core::byte_span message) const {
        const detail::digest_context context{::EVP_MD_CTX_new()};
        detail::require_openssl(
            context != nullptr &&
                ::EVP_DigestSignInit(context.get(), nullptr, detail::hash_of(curve_), nullptr, key_.get()) == 1,
            "a signature to begin");
        std::vector<std::byte> signature(256);  // the longest, of P-521, has 139 bytes
        std::size_t size = signature.size();
        detail::require_openssl(::EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                                                 &size, detail::octets(message), message.size()) == 1,
                                "a signature");
        signature.resize(size);
        return signature;
    }

private:
    explicit ec_private_key(detail::evp_key key) : key_(std::move(key)) {
        detail::require_openssl(key_ != nullptr, "a new key");
        take("with::ec_private_key");
    }

    void take(const std::string& where) {
        curve_ = detail::curve_of(key_.get(), where);
        detail::require_sound(key_.get(), where);
        detail::uncompress(key_.get());
    }

    detail::evp_key key_;
    ec_curve curve_{};
};

}  // namespace lastro::inline v0::with
