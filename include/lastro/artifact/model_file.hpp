// SPDX-License-Identifier: MIT
// lastro/artifact/model_file.hpp
//
// What exactly is in this model file? One safetensors file with the tensors, the model's structure, and its card.
//
//   artifact::save("rain.safetensors", rain, {.name = "rain", .dataset = dataset, .run = run});
//   const auto served = artifact::load<model::classifier>("rain.safetensors");    // checked to the last bit
//   std::cout << artifact::open("rain.safetensors").card();                       // who made it, from what, how good
//
// `digest` names what the model is: structure, every number and the card, and nothing of when, where, with which
// compiler or on how many threads it was made. Any safetensors reader opens the tensors. When Lastro opens a file,
// every byte is accounted for: a flipped bit or a cut anywhere is an error. docs/formats/model_file.md specifies the
// format.
#pragma once

#include <cstddef>      // byte, size_t
#include <memory>       // make_shared, shared_ptr
#include <optional>     // optional
#include <span>         // span
#include <string>       // string
#include <string_view>  // string_view
#include <vector>       // vector

#include <lastro/artifact/archive_reader.hpp>
#include <lastro/artifact/card.hpp>
#include <lastro/artifact/model_structure.hpp>
#include <lastro/artifact/model_writer.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/artifact/safetensors.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/artifact/self_test.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/mapped_file.hpp>
#include <lastro/core/order.hpp>
#include <lastro/core/text.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/hash/blake3_many.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/store/canonical_json.hpp>
#include <lastro/track/environment.hpp>

namespace lastro::inline v0::artifact {

/// How a model is read: what is overlooked only where one says so.
struct load_settings {
    bool convert_precision = false;     ///< Takes floating-point numbers of another width, rounded to nearest.
    bool ignore_unknown = false;        ///< Passes over fields and tensors that the program's type does not have.
    bool self_test = true;              ///< Has the model predict the recorded cases, where the file has some.
    double self_test_tolerance = 1e-9;  ///< As run_self_test.
};

/// An open model file. Opening checks every byte of the header; a tensor's bytes are compared with their digest when
/// they are asked for. Copies share the mapping; const objects may be shared between threads.
class file {
public:
    /// @throws io_error if the file cannot be mapped; format_error if it is no model file, integrity_error if it is a
    ///         damaged one.
    explicit file(const std::string& path) : data_(std::make_shared<const safetensors_file>(path)) {
        const text_map none;
        const text_map& metadata = data_->metadata() ? *data_->metadata() : none;
        if (const std::string& format = text(metadata, detail::key::format); format != "lastro") {
            core::fail<format_error>(path, "a model file written by Lastro (format \"lastro\")", core::quoted(format));
        }
        for (const auto& [name, value] : metadata) {
            if (name != detail::key::format && !name.starts_with("lastro.")) {
                core::fail<format_error>(path, "only Lastro's metadata", core::quoted(name));
            }
        }
        require_entry(metadata, detail::key::seal, detail::seal_of(metadata));
        if (!is_as_written(metadata)) {
            core::fail<integrity_error>(path + ": header", "the bytes that Lastro writes for these tensors and texts",
                                        "others");
        }
        const std::string& card_text = text(metadata, detail::key::card);
        const std::string& structure = text(metadata, detail::key::model);
        digest_ = detail::model_digest(card_text, structure);
        require_entry(metadata, detail::key::digest, digest_);
        card_ = parse_card(parsed(card_text, detail::key::card), path + ": lastro.card");
        environment_ = track::parse_environment(
            parsed(text(metadata, detail::key::environment), detail::key::environment), path + ": lastro.environment");
        structure_ = parse_model_structure(structure, tensors(), data_->header().index, path + ": lastro.model");
        if (const auto test = metadata.find(detail::key::self_test); test != metadata.end()) {
            self_test_ = parse_self_test(parsed(test->second, detail::key::self_test), path + ": lastro.self_test");
        }
    }

    [[nodiscard]] const std::string& path() const noexcept { return data_->path(); }

    /// Who made it, from what, how good it is.
    [[nodiscard]] const artifact::card& card() const noexcept { return card_; }

    /// Where it was made; no part of the digest.
    [[nodiscard]] const track::environment& environment() const noexcept { return environment_; }

    /// The cases that `load` has the model predict; nothing where the file has none.
    [[nodiscard]] const std::optional<artifact::self_test>& self_test() const noexcept { return self_test_; }

    /// What the model is, as the header says; `verify()` makes sure of the tensors.
    [[nodiscard]] const hash::digest& digest() const noexcept { return digest_; }

    /// The type that `load` needs, as "lastro.classifier".
    [[nodiscard]] std::string type() const { return structure_.model.value("type", std::string{}); }

    /// All tensors, in the order of their data.
    [[nodiscard]] std::span<const tensor_info> tensors() const noexcept { return data_->tensors(); }

    /// The digest of a tensor's bytes, as the header says. @throws schema_error if there is none of that name.
    [[nodiscard]] const hash::digest& tensor_digest(std::string_view name) const {
        return digest_of(data_->tensor(name));
    }

    /// A tensor's bytes, compared with their digest.
    ///
    /// @throws schema_error if there is none of that name; integrity_error if it is damaged. Cost: a hash per call.
    [[nodiscard]] core::byte_span bytes(std::string_view name) const {
        const tensor_info& t = data_->tensor(name);
        check(t, nullptr);
        return data_->bytes(t);
    }

    /// A tensor of shape [rows, columns] in place, compared with its digest. @throws as bytes() and
    /// safetensors_file::matrix; valid as long as this object or a copy is.
    template <element T>
    [[nodiscard]] matrix_view<T> view(std::string_view name) const& {
        static_cast<void>(bytes(name));
        return data_->matrix<T>(name);
    }
    template <element T>
    matrix_view<T> view(std::string_view name) const&& = delete;  // the view would outlive the file

    /// Compares every tensor with its digest. @throws integrity_error naming one that is damaged.
    void verify() const {
        check_short_ones();
        for (const tensor_info& t : tensors()) {
            if (!is_short(t)) {
                check(t, core::mapped_file::release);
            }
        }
    }

    /// The model, every byte of it compared with its digest.
    ///
    /// @throws integrity_error if it is damaged; format_error if it is not a Model, of a newer version than the
    ///         program's, or not what Model's check() accepts; integrity_error if it fails its self-test.
    template <reflectable Model>
    [[nodiscard]] Model load(const load_settings& settings = {}) const {
        std::vector<std::string> names;
        for (const tensor_info& t : tensors()) {
            names.push_back(t.name);
        }
        check_short_ones();
        const auto source = [this](const std::string& name) {
            if (!data_->has(name)) {
                core::fail<format_error>(path(), "a tensor " + core::quoted(name), "none");
            }
            const tensor_info& t = data_->tensor(name);
            if (!is_short(t)) {
                check(t, core::mapped_file::release);
            }
            return tensor_view{
                .type = t.type, .shape = t.shape, .bytes = data_->bytes(t), .release = core::mapped_file::release};
        };
        Model model = from_archive<Model>(
            structure_.model, source, names, path(),
            {.convert_precision = settings.convert_precision, .ignore_unknown = settings.ignore_unknown});
        if (settings.self_test && self_test_) {
            run_self_test(model, *self_test_, settings.self_test_tolerance, path());
        }
        return model;
    }

private:
    /// @throws integrity_error unless the bytes are those that the structure names. `release` is told of what was read.
    void check(const tensor_info& t, void (*release)(core::byte_span)) const {
        constexpr std::size_t piece = std::size_t{8} << 20U;
        const core::byte_span content = data_->bytes(t);
        hash::blake3 hasher;
        for (core::byte_span rest = content; !rest.empty();) {
            const core::byte_span part = rest.first(core::smaller(rest.size(), piece));
            hasher.update(part);
            if (release != nullptr && content.size() > piece) {
                release(part);
            }
            rest = rest.subspan(part.size());
        }
        require_digest(t, hasher.finalize());
    }

    /// Alone, a short input does not fill the lanes of a processor.
    [[nodiscard]] static bool is_short(const tensor_info& t) noexcept { return t.end - t.begin <= 16'384; }

    /// @throws as check, for one of the short tensors; all of them are hashed together.
    void check_short_ones() const {
        std::vector<const tensor_info*> which;
        std::vector<core::byte_span> contents;
        for (const tensor_info& t : tensors()) {
            if (is_short(t)) {
                which.push_back(&t);
                contents.push_back(data_->bytes(t));
            }
        }
        std::vector<hash::digest> found(which.size());
        hash::blake3_many(contents, found);
        for (std::size_t i = 0; i < which.size(); ++i) {
            require_digest(*which[i], found[i]);
        }
    }

    [[nodiscard]] const hash::digest& digest_of(const tensor_info& t) const noexcept {
        return structure_.digests[static_cast<std::size_t>(&t - tensors().data())];
    }

    void require_digest(const tensor_info& t, const hash::digest& found) const {
        if (const hash::digest& expected = digest_of(t); found != expected) {
            core::fail<integrity_error>(path() + ": tensor " + core::quoted(t.name),
                                        "bytes with digest " + expected.to_string(), found.to_string());
        }
    }

    /// True where the header is what a writer makes of these tensors and texts.
    [[nodiscard]] bool is_as_written(const text_map& metadata) const {
        const safetensors_header& header = data_->header();
        if (header.as_written && header.padding < detail::model_alignment &&
            header.data_begin % detail::model_alignment == 0) {
            return true;
        }
        const std::vector<std::byte> written =
            safetensors_header_bytes({tensors().begin(), tensors().end()}, metadata, detail::model_alignment);
        return core::as_text(written) == core::as_text(data_->header_bytes());
    }

    /// @throws integrity_error unless the entry of that name is this digest.
    void require_entry(const text_map& metadata, std::string_view name, const hash::digest& digest) const {
        const std::string expected = digest.to_string();
        if (const std::string& found = text(metadata, name); found != expected) {
            core::fail<integrity_error>(path() + ": " + std::string{name}, expected, core::quoted(found));
        }
    }

    [[nodiscard]] static const std::string& text(const text_map& metadata, std::string_view name) {
        static const std::string nothing;
        const auto found = metadata.find(name);
        return found == metadata.end() ? nothing : found->second;
    }

    [[nodiscard]] store::json parsed(const std::string& text, std::string_view name) const {
        return store::parse_canonical_json(text, path() + ": " + std::string{name});
    }

    std::shared_ptr<const safetensors_file> data_;
    artifact::card card_;
    track::environment environment_;
    std::optional<artifact::self_test> self_test_;
    hash::digest digest_;
    model_structure structure_;
};

/// Opens a model file without reading its tensors. @throws as the constructor of `file`.
[[nodiscard]] inline file open(const std::string& path) { return file{path}; }

/// Reads a model back, equal to the last bit. @throws as `file` and file::load.
template <reflectable Model>
[[nodiscard]] Model load(const std::string& path, const load_settings& settings = {}) {
    return open(path).load<Model>(settings);
}

/// What the model in a file is: equal for equal structure, numbers and card, on any machine. Every byte is checked.
///
/// @throws as `file` and file::verify.
[[nodiscard]] inline hash::digest digest(const std::string& path) {
    const file opened = open(path);
    opened.verify();
    return opened.digest();
}

}  // namespace lastro::inline v0::artifact
