// SPDX-License-Identifier: MIT
// lastro/data/arrow_export.hpp
//
// How does another library in this process get a table without a copy? By Arrow's C data interface [1].
//
//   ArrowArray array;
//   ArrowSchema schema;
//   data::export_arrow(std::move(weather), &array, &schema);     // pyarrow: RecordBatch._import_from_c(...)
//
// The receiver owns what the table held and gives it back by the release callbacks, whenever and in whatever order.
//
//   int64 "l", float64 "g"    the same memory      string "U", or "i" and a dictionary of "U"    the same memory
//   date "tdD"                the same memory      boolean "b"    packed into bits: a copy of one bit a row
//   timestamp "tsu:UTC"       the same memory      validity       a copy of one bit a row
//
// References
//   [1] Apache Arrow, The Arrow C data interface.
#pragma once

#include <array>        // array
#include <cstddef>      // size_t
#include <cstdint>      // int64_t, uint8_t
#include <stdexcept>    // invalid_argument
#include <string>       // string
#include <type_traits>  // is_same_v, remove_cvref_t
#include <utility>      // move
#include <variant>      // visit
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/arrow_abi.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/detail/values.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validity.hpp>

namespace lastro::inline v0::data {

namespace detail {

/// Releases all that the receiver has not moved away.
template <class T>
void release_all(std::vector<T>& owned) noexcept {
    for (T& one : owned) {
        if (one.release != nullptr) {
            one.release(&one);
        }
    }
}

/// What an exported array points to. It comes to its place by one `new`, as the interface gives one pointer for it.
struct arrow_memory {
    column_values values = {};
    validity present = {};
    std::vector<std::uint8_t> bits = {};  // booleans as Arrow packs them
    std::vector<ArrowArray> children = {};
    std::vector<ArrowArray> dictionary = {};  // at most one
    std::vector<ArrowArray*> pointers = {};
    std::array<const void*, 3> buffers = {};

    arrow_memory() = default;
    arrow_memory(arrow_memory&&) noexcept = default;
    arrow_memory& operator=(arrow_memory&&) = delete;
    ~arrow_memory() {
        release_all(children);
        release_all(dictionary);
    }

    static void release(ArrowArray* array) noexcept {
        delete static_cast<arrow_memory*>(array->private_data);
        array->release = nullptr;
    }
};

/// What an exported schema points to.
struct arrow_names {
    std::string format = {};
    std::string name = {};
    std::vector<ArrowSchema> children = {};
    std::vector<ArrowSchema> dictionary = {};  // at most one
    std::vector<ArrowSchema*> pointers = {};

    arrow_names() = default;
    arrow_names(arrow_names&&) noexcept = default;
    arrow_names& operator=(arrow_names&&) = delete;
    ~arrow_names() {
        release_all(children);
        release_all(dictionary);
    }

    static void release(ArrowSchema* schema) noexcept {
        delete static_cast<arrow_names*>(schema->private_data);
        schema->release = nullptr;
    }
};

/// Fills the fields that arrays and schemas have in common.
template <class T, class Memory>
void point_to(T& result, Memory& memory) noexcept {
    for (std::size_t i = 0; i < memory.children.size(); ++i) {
        memory.pointers[i] = &memory.children[i];
    }
    result.n_children = static_cast<std::int64_t>(memory.children.size());
    result.children = memory.pointers.data();
    result.dictionary = memory.dictionary.empty() ? nullptr : memory.dictionary.data();
    result.release = Memory::release;
    result.private_data = &memory;
}

[[nodiscard]] inline ArrowArray finished(std::size_t length, std::int64_t buffers, arrow_memory memory) {
    memory.pointers.resize(memory.children.size());
    auto* const kept = new arrow_memory{std::move(memory)};  // nothing below throws
    std::visit(
        [kept](auto& values) {
            if constexpr (std::is_same_v<std::remove_cvref_t<decltype(values)>, text_values>) {
                kept->buffers[1] = values.offsets.data();
                kept->buffers[2] = values.characters.data();
                if (values.has_dictionary()) {
                    kept->buffers[1] = values.codes.data();
                }
            } else {
                kept->buffers[1] = values.data();
            }
        },
        kept->values);
    if (!kept->bits.empty()) {
        kept->buffers[1] = kept->bits.data();
    }
    if (kept->present.null_count() > 0) {
        kept->buffers[0] = kept->present.bits().data();
    }
    ArrowArray result{};
    result.length = static_cast<std::int64_t>(length);
    result.null_count = static_cast<std::int64_t>(kept->present.null_count());
    result.n_buffers = buffers;
    result.buffers = kept->buffers.data();
    point_to(result, *kept);
    return result;
}

[[nodiscard]] inline ArrowSchema finished(arrow_names names, std::int64_t flags) {
    names.pointers.resize(names.children.size());
    auto* const kept = new arrow_names{std::move(names)};  // nothing below throws
    ArrowSchema result{};
    result.format = kept->format.c_str();
    result.name = kept->name.c_str();
    result.flags = flags;
    point_to(result, *kept);
    return result;
}

[[nodiscard]] inline ArrowArray exported_array(column&& rows) {
    const std::size_t length = rows.size();
    arrow_memory memory;
    memory.present = rows.present();
    memory.values = std::move(rows).values();
    std::int64_t buffers = 2;
    if (auto* const texts = std::get_if<text_values>(&memory.values)) {
        buffers = 3;
        if (texts->has_dictionary()) {
            buffers = 2;
            arrow_memory entries;
            const std::size_t count = texts->entries();
            entries.present = validity{count};
            entries.values = text_values{std::move(texts->offsets), std::move(texts->characters)};
            memory.dictionary.resize(1);
            memory.dictionary.front() = finished(count, 3, std::move(entries));
        }
    } else if (const auto* const truths = std::get_if<std::vector<std::uint8_t>>(&memory.values)) {
        memory.bits.resize((length + 7) / 8);
        for (std::size_t i = 0; i < length; ++i) {
            memory.bits[i / 8] = static_cast<std::uint8_t>(memory.bits[i / 8] | unsigned{(*truths)[i]} << (i % 8));
        }
        memory.values = {};
    }
    return finished(length, buffers, std::move(memory));
}

[[nodiscard]] constexpr const char* arrow_format(type t) noexcept {
    switch (t) {
        case type::boolean:
            return "b";
        case type::int64:
            return "l";
        case type::float64:
            return "g";
        case type::date:
            return "tdD";
        case type::timestamp:
            return "tsu:UTC";
        case type::string:
            break;
    }
    return "U";
}

[[nodiscard]] inline ArrowSchema exported_schema(const column& rows, std::string name) {
    core::require<std::invalid_argument>(name.find('\0') == std::string::npos, "export_arrow",
                                         "a column name without NUL, which would end it", core::quoted(name));
    arrow_names names;
    names.name = std::move(name);
    names.format = arrow_format(rows.type());
    if (has_dictionary(rows)) {
        names.format = "i";  // codes are below 2^31, and signed ones are taken everywhere
        arrow_names entries;
        entries.format = "U";
        names.dictionary.resize(1);
        names.dictionary.front() = finished(std::move(entries), 0);
    }
    return finished(std::move(names), ARROW_FLAG_NULLABLE);
}

}  // namespace detail

/// Gives a column away: fills `array` and `schema`, whose old content does not matter. Both are to be released.
///
/// If memory runs out, both are marked as released, and the exception goes on.
/// @throws std::invalid_argument for a name with a NUL.
inline void export_arrow(column rows, ArrowArray* array, ArrowSchema* schema, std::string name = {}) {
    *array = ArrowArray{};
    *schema = ArrowSchema{};
    ArrowSchema described = detail::exported_schema(rows, std::move(name));
    detail::arrow_owner<ArrowSchema> owned{&described};
    *array = detail::exported_array(std::move(rows));
    *schema = owned.give();
}

/// Gives a table away as an array of structures, which others call a record batch.
inline void export_arrow(table rows, ArrowArray* array, ArrowSchema* schema) {
    *array = ArrowArray{};
    *schema = ArrowSchema{};
    const std::size_t length = rows.rows();
    const std::vector<std::string> names = rows.names();
    detail::arrow_memory memory;
    detail::arrow_names fields;
    memory.present = validity{length};
    memory.children.resize(names.size());
    fields.children.resize(names.size());
    fields.format = "+s";
    for (std::size_t i = 0; i < names.size(); ++i) {
        column values = std::move(rows).column(names[i]);
        fields.children[i] = detail::exported_schema(values, names[i]);
        memory.children[i] = detail::exported_array(std::move(values));
    }
    ArrowSchema described = detail::finished(std::move(fields), 0);
    detail::arrow_owner<ArrowSchema> owned{&described};
    *array = detail::finished(length, 1, std::move(memory));
    *schema = owned.give();
}

}  // namespace lastro::inline v0::data
