// SPDX-License-Identifier: MIT
// lastro/artifact/signature.hpp
//
// Who vouches for this model, and are its files the ones that he signed?
//
//   artifact::sign("rain", "rain/model.sig", with::ec_private_key::load("key.pem"));          // lastro/with/openssl.hpp
//   artifact::verify("rain", "rain/model.sig", with::ec_public_key::load("key.pub"));         // throws unless all of it holds
//
// OpenSSF model signatures [1]: Python's `model_signing` verifies these, and these functions what it signs with a key. The
// cryptography is the key's: any type that signs or verifies bytes.
//
// A verified signature says that the files are the signer's, not that they are good. There is one way to verify and no
// weaker one: no older format, no other hash, no unsigned files beside the signed ones, no key out of the bundle.
//
// References
//   [1] OpenSSF Model Signing Specification 1.0 (2025), https://github.com/ossf/model-signing-spec.
#pragma once

#include <concepts>     // convertible_to, same_as
#include <cstddef>      // byte, size_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/artifact/model_manifest.hpp>
#include <lastro/artifact/signature_bundle.hpp>
#include <lastro/artifact/statement.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/core/path.hpp>
#include <lastro/core/text.hpp>

namespace lastro::inline v0::artifact {

/// Signs bytes, and shows the public half of itself as PEM.
template <class Key>
concept signing_key = requires(const Key& key, core::byte_span message) {
    { key.sign(message) } -> std::same_as<std::vector<std::byte>>;
    { key.public_pem() } -> std::convertible_to<std::string>;
};

/// Says whether a signature of these bytes is its own.
template <class Key>
concept verifying_key = requires(const Key& key, core::byte_span message, core::byte_span signature) {
    { key.verify(message, signature) } -> std::same_as<bool>;
};

namespace detail {

/// Where the signature lies below the model, or nothing.
[[nodiscard]] inline std::string path_within(const std::string& model, const std::string& signature) {
    const std::string root = real_path(model) + '/';
    const std::string place =
        core::join_path(real_path(core::directory_of(signature)), signature.substr(signature.rfind('/') + 1));
    const bool inside = place.starts_with(root);
    core::require<std::invalid_argument>(inside || !signature.starts_with(model + '/'),
                                         "artifact::sign: signature_path",
                                         "a place in the model that no link leads out of", core::quoted(signature));
    return inside ? place.substr(root.size()) : std::string{};
}

/// The longest bundle that is read: a manifest of some 300,000 files.
inline constexpr std::size_t longest_bundle = std::size_t{64} << 20U;

}  // namespace detail

/// Signs the model at `path`, a directory or one file, and writes the bundle to `signature_path`. Where that lies inside the
/// directory, it is passed over, now and when the signature is verified. Returns what was signed.
///
/// @throws as manifest_of, as the key does, io_error if the bundle cannot be written; format_error, and nothing is touched, if
/// something other than a bundle stands there; std::invalid_argument if it lies in the model behind a link that leads out.
template <signing_key Key>
model_manifest sign(const std::string& path, const std::string& signature_path, const Key& key,
                    manifest_settings settings = {}, std::size_t threads = 1) {
    if (core::file_exists(signature_path)) {  // a file of the model, perhaps
        static_cast<void>(parse_bundle(core::read_text(signature_path, detail::longest_bundle), signature_path));
    }
    if (std::string inside = detail::path_within(path, signature_path); !inside.empty()) {
        settings.ignore.push_back(std::move(inside));
    }
    model_manifest manifest = manifest_of(path, std::move(settings), threads);
    signature_bundle bundle{.key_hint = key_hint(key.public_pem()), .payload = statement_text(manifest)};
    bundle.signature = key.sign(core::as_bytes(dsse_pae(bundle.payload_type, bundle.payload)));
    core::write_file(signature_path, core::as_bytes(bundle_text(bundle)));
    return manifest;
}

/// What a bundle says, once `key` has verified it; the files of the model are not looked at.
///
/// @throws as verify, up to the step `root`.
template <verifying_key Key>
[[nodiscard]] model_manifest verify_bundle(std::string_view text, std::string_view where, const Key& key) {
    const signature_bundle bundle = parse_bundle(text, where);
    const std::string signed_bytes = dsse_pae(bundle.payload_type, bundle.payload);
    if (!key.verify(core::as_bytes(signed_bytes), bundle.signature)) {
        const std::string& hint = bundle.key_hint;
        core::fail<integrity_error>(
            std::string{where} + ": signature", "one by this key",
            "another; its key hint is " + (hint.size() == 64 && core::from_hex(hint) ? hint : core::quoted(hint)));
    }
    core::require<format_error>(bundle.payload_type == in_toto_payload_type, std::string{where} + ": payload_type",
                                in_toto_payload_type, core::quoted(bundle.payload_type));
    return parse_statement(bundle.payload, where);
}

/// Verifies that the model at `path` is, file for file, what the owner of `key` signed. Returns what that was: its settings
/// say which paths were passed over.
///
/// Steps, in this order; the message of what fails names the step after `signature_path`: `bundle` (format_error),
/// `signature` (integrity_error), `payload_type`, `statement` (format_error), `root`, `files` (integrity_error). The payload is
/// not read before its signature holds. @throws also as manifest_of; io_error for a bundle of more than 64 MiB.
template <verifying_key Key>
model_manifest verify(const std::string& path, const std::string& signature_path, const Key& key,
                      std::size_t threads = 1) {
    model_manifest manifest =
        verify_bundle(core::read_text(signature_path, detail::longest_bundle), signature_path, key);
    require_manifest(path, manifest, signature_path, threads);
    return manifest;
}

}  // namespace lastro::inline v0::artifact
