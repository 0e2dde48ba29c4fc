// SPDX-License-Identifier: MIT
// lastro/data/arrow_abi.hpp
//
// The structures by which programs pass columns to each other without a copy: Arrow's C data interface [1].
//
//   ArrowArray array;                       // to be filled by a producer, and released by whoever has it last
//   ArrowSchema schema;
//
// Their layout is fixed for good, and every library declares them for itself; the two guards, whose names [1] prescribes,
// let one program include several such declarations.
//
// References
//   [1] Apache Arrow, The Arrow C data interface and The Arrow C stream interface,
//       https://arrow.apache.org/docs/format/CDataInterface.html
#pragma once

#include <cstdint>  // int64_t

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

extern "C" {

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    struct ArrowSchema** children;
    struct ArrowSchema* dictionary;
    void (*release)(struct ArrowSchema*);
    void* private_data;
};

struct ArrowArray {
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    struct ArrowArray** children;
    struct ArrowArray* dictionary;
    void (*release)(struct ArrowArray*);
    void* private_data;
};

}  // extern "C"

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

extern "C" {

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
    int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
    const char* (*get_last_error)(struct ArrowArrayStream*);
    void (*release)(struct ArrowArrayStream*);
    void* private_data;
};

}  // extern "C"

#endif  // ARROW_C_STREAM_INTERFACE

namespace lastro::inline v0::data::detail {

/// Owns one of the three structures: takes it from where it lies, and releases it once.
template <class T>
class arrow_owner {
public:
    arrow_owner() = default;

    /// Takes over what `from` holds, which is then released as far as others can see.
    explicit arrow_owner(T* from) noexcept : value_(*from) { from->release = nullptr; }

    arrow_owner(arrow_owner&& other) noexcept : value_(other.value_) { other.value_.release = nullptr; }
    arrow_owner& operator=(arrow_owner&& other) noexcept {
        if (this != &other) {
            release();
            value_ = other.value_;
            other.value_.release = nullptr;
        }
        return *this;
    }
    ~arrow_owner() { release(); }

    [[nodiscard]] bool empty() const noexcept { return value_.release == nullptr; }
    [[nodiscard]] const T& operator*() const noexcept { return value_; }
    [[nodiscard]] T* get() noexcept { return &value_; }

    /// Gives it away.
    [[nodiscard]] T give() noexcept {
        const T value = value_;
        value_.release = nullptr;
        return value;
    }

private:
    void release() noexcept {
        if (value_.release != nullptr) {
            value_.release(&value_);
            value_.release = nullptr;
        }
    }

    T value_{};
};

}  // namespace lastro::inline v0::data::detail
