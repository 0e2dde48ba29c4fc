// SPDX-License-Identifier: MIT
// lastro/artifact/signature_bundle.hpp
//
// How does a signature lie in a file? As a Sigstore bundle: one payload, its type, and one signature of both.
//
//   const artifact::signature_bundle b = artifact::parse_bundle(core::read_text("model.sig"), "model.sig");
//   key.verify(core::as_bytes(artifact::dsse_pae(b.payload_type, b.payload)), b.signature);
//
// Nothing in a bundle is to be believed before its signature has been verified with a key that came another way.
//
// References
//   [1] Sigstore bundle format 0.3, https://docs.sigstore.dev/about/bundle.
//   [2] Dead Simple Signing Envelope 1.0, protocol.md: pre-authentication encoding.
#pragma once

#include <cstddef>      // byte
#include <optional>     // optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/base64.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/json_cursor.hpp>
#include <lastro/core/json_text.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/sha256.hpp>

namespace lastro::inline v0::artifact {

inline constexpr std::string_view bundle_media_type = "application/vnd.dev.sigstore.bundle.v0.3+json";
inline constexpr std::string_view in_toto_payload_type = "application/vnd.in-toto+json";

/// A payload and its signature.
struct signature_bundle {
    std::string key_hint = {};  ///< As `key_hint` makes it, or empty: tells which key to try, and proves nothing.
    std::string payload_type{in_toto_payload_type};
    std::string payload = {};
    std::vector<std::byte> signature = {};

    friend bool operator==(const signature_bundle&, const signature_bundle&) = default;
};

/// The bytes that are signed [2]: "DSSEv1", then type and payload, each after its length in bytes.
[[nodiscard]] inline std::string dsse_pae(std::string_view payload_type, std::string_view payload) {
    std::string text = "DSSEv1 " + std::to_string(payload_type.size()) + ' ';
    text.append(payload_type).append(" ").append(std::to_string(payload.size())).append(" ").append(payload);
    return text;
}

/// How a bundle refers to a public key: the SHA-256 of its PEM text, the last line end included.
[[nodiscard]] inline std::string key_hint(std::string_view public_pem) {
    return hash::sha256::of(core::as_bytes(public_pem)).hex();
}

/// The bundle as a file holds it: JSON without white space.
///
/// @throws std::invalid_argument if hint or payload type are not UTF-8.
[[nodiscard]] inline std::string bundle_text(const signature_bundle& bundle) {
    std::string text;
    const auto field = [&text](std::string_view before, std::string_view value) {
        text += before;
        core::append_json_string(text, value);
    };
    field("{\"mediaType\":", bundle_media_type);
    field(",\"verificationMaterial\":{\"publicKey\":{\"hint\":", bundle.key_hint);
    field("},\"tlogEntries\":[]},\"dsseEnvelope\":{\"payload\":", core::to_base64(core::as_bytes(bundle.payload)));
    field(",\"payloadType\":", bundle.payload_type);
    field(",\"signatures\":[{\"sig\":", core::to_base64(bundle.signature));
    text += ",\"keyid\":\"\"}]}}";
    return text;
}

/// Reads a bundle; fields that are not of interest here are checked to be JSON and passed over.
///
/// @throws format_error ("<where>: bundle: ...") unless it is JSON of that media type with a public key's place, a payload,
/// its type and exactly one signature, each given once and in padded base64.
[[nodiscard]] inline signature_bundle parse_bundle(std::string_view text, std::string_view where) {
    const std::string step = std::string{where} + ": bundle";
    core::require<format_error>(core::is_utf8(text), step, "UTF-8", "other bytes");
    std::optional<std::string> media_type;
    std::optional<std::string> hint;
    std::optional<std::string> type;
    std::optional<std::string> payload;
    std::optional<std::string> signature;
    bool material = false;
    bool public_key = false;
    bool envelope = false;
    bool signatures = false;
    core::json_cursor at{text, step};
    const auto read = [&at](std::optional<std::string>& field, std::string_view name) {
        if (field) {
            at.fail(std::string{name} + " once");
        }
        field = at.string();
    };
    const auto enter = [&at](bool& seen, std::string_view name) {
        if (seen) {
            at.fail(std::string{name} + " once");
        }
        seen = true;
    };
    bool one = false;
    bool certificate = false;
    bool message = false;
    const auto read_signature = [&] {
        enter(one, "one signature,");
        at.object([&](std::string_view key) { key == "sig" ? read(signature, "one signature") : at.skip_value(); });
    };
    at.object([&](std::string_view key) {
        if (key == "mediaType") {
            read(media_type, key);
        } else if (key == "verificationMaterial") {
            enter(material, key);
            at.object([&](std::string_view part) {
                certificate = certificate || part == "certificate" || part == "x509CertificateChain";
                if (part != "publicKey") {
                    return at.skip_value();
                }
                enter(public_key, part);
                at.object([&](std::string_view name) { name == "hint" ? read(hint, name) : at.skip_value(); });
            });
        } else if (key == "dsseEnvelope") {
            enter(envelope, key);
            at.object([&](std::string_view part) {
                if (part == "payload") {
                    read(payload, part);
                } else if (part == "payloadType") {
                    read(type, part);
                } else if (part == "signatures") {
                    enter(signatures, part);
                    at.array(read_signature);
                } else {
                    at.skip_value();
                }
            });
        } else {
            message = message || key == "messageSignature";
            at.skip_value();
        }
    });
    at.finish();
    const auto needed = [&step](bool present, std::string_view name) {
        core::require<format_error>(present, step, name, "none");
    };
    needed(media_type.has_value(), "mediaType");
    core::require<format_error>(*media_type == bundle_media_type, step, bundle_media_type, core::quoted(*media_type));
    needed(public_key, "verificationMaterial with a publicKey");
    core::require<format_error>(!certificate && !message, step, "a publicKey and a dsseEnvelope", "more beside them");
    needed(payload.has_value(), "dsseEnvelope with a payload");
    needed(type.has_value(), "dsseEnvelope with a payloadType");
    needed(signature.has_value(), "dsseEnvelope with a signature");
    const auto decoded = [&step](const std::string& base64, std::string_view name) {
        auto bytes = core::from_base64(base64);
        core::require<format_error>(bytes.has_value(), step, std::string{name} + " in base64 with padding",
                                    core::quoted(base64));
        return *std::move(bytes);
    };
    return {.key_hint = std::move(hint).value_or(std::string{}),
            .payload_type = *std::move(type),
            .payload = std::string{core::as_text(decoded(*payload, "payload"))},
            .signature = decoded(*signature, "sig")};
}

}  // namespace lastro::inline v0::artifact
