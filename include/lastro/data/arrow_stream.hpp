// SPDX-License-Identifier: MIT
// lastro/data/arrow_stream.hpp
//
// How do more rows than one batch go from library to library? As a stream of batches, by Arrow's C stream interface [1].
//
//   data::arrow_batches stream{&arrow_stream, "feed"};                  // owns it now
//   while (const auto batch = stream.next()) use(batch->column<double>("wind"));
//   data::export_arrow(std::vector{january, february}, &arrow_stream);  // pyarrow: RecordBatchReader._import_from_c(...)
//
// References
//   [1] Apache Arrow, The Arrow C stream interface.
#pragma once

#include <cerrno>       // EINVAL, ENOMEM
#include <cstddef>      // size_t
#include <exception>    // exception
#include <new>          // bad_alloc
#include <optional>     // nullopt, optional
#include <string>       // string, to_string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/text.hpp>
#include <lastro/data/arrow_abi.hpp>
#include <lastro/data/arrow_export.hpp>
#include <lastro/data/arrow_import.hpp>
#include <lastro/data/concatenate.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/table.hpp>

namespace lastro::inline v0::data {

/// The batches of somebody else's stream.
class arrow_batches {
public:
    /// Takes the stream over, also where it throws. @throws format_error if it was released, or gives no schema.
    explicit arrow_batches(ArrowArrayStream* stream, std::string source = "Arrow stream")
        : stream_(stream), source_(std::move(source)) {
        core::require<format_error>(!stream_.empty(), source_, "a stream that was not released", "a released one");
        ArrowSchema schema{};
        require(stream_.get()->get_schema(stream_.get(), &schema), "a schema");
        schema_ = detail::arrow_owner<ArrowSchema>{&schema};
        core::require<format_error>(!schema_.empty(), source_, "a schema", "a released one");
    }

    /// The next batch; nothing at the end. @throws format_error if the producer fails, or what it gives is refused.
    [[nodiscard]] std::optional<arrow_columns> next() {
        std::string source = source_;  // before anything is owned
        ArrowArray array{};
        require(stream_.get()->get_next(stream_.get(), &array), "a batch");
        if (array.release == nullptr) {
            return std::nullopt;
        }
        return arrow_columns{&array, *schema_, std::move(source)};
    }

    /// All batches that are left, copied into one table. @throws as next(), and format_error if there is none.
    [[nodiscard]] table rest() {
        std::vector<table> pieces;
        while (const std::optional<arrow_columns> batch = next()) {
            pieces.push_back(batch->table());
        }
        core::require<format_error>(!pieces.empty(), source_, "a batch", "none");
        return concatenate(pieces);
    }

private:
    void require(int failure, std::string_view expected) {
        if (failure != 0) {
            const char* const why = stream_.get()->get_last_error(stream_.get());
            core::fail<format_error>(source_, expected,
                                     why == nullptr ? "error " + std::to_string(failure) : core::quoted(why));
        }
    }

    detail::arrow_owner<ArrowArrayStream> stream_;
    detail::arrow_owner<ArrowSchema> schema_;
    std::string source_;
};

namespace detail {

/// The batches of a stream of ours, each given away once.
struct arrow_queue {
    std::vector<table> batches;
    table shape;  // the columns, without rows
    std::size_t next = 0;

    [[nodiscard]] static arrow_queue& of(ArrowArrayStream* stream) noexcept {
        return *static_cast<arrow_queue*>(stream->private_data);
    }

    // No exception may pass through the interface.
    template <class Work>
    static int guarded(ArrowArrayStream* stream, const Work& work) noexcept {
        try {
            work(of(stream));
            return 0;
        } catch (const std::bad_alloc&) {
            return ENOMEM;
        } catch (const std::exception&) {
            return EINVAL;
        }
    }

    static int get_schema(ArrowArrayStream* stream, ArrowSchema* out) noexcept {
        return guarded(stream, [out](const arrow_queue& queue) {
            ArrowArray nothing;
            export_arrow(queue.shape, &nothing, out);
            nothing.release(&nothing);
        });
    }
    static int get_next(ArrowArrayStream* stream, ArrowArray* out) noexcept {
        *out = ArrowArray{};
        return guarded(stream, [out](arrow_queue& queue) {
            if (queue.next < queue.batches.size()) {
                ArrowSchema same;
                export_arrow(std::move(queue.batches[queue.next++]), out, &same);
                same.release(&same);
            }
        });
    }
    static const char* get_last_error(ArrowArrayStream*) noexcept { return nullptr; }
    static void release(ArrowArrayStream* stream) noexcept {
        delete &of(stream);
        stream->release = nullptr;
    }
};

}  // namespace detail

/// Gives tables away as the batches of a stream, without dictionaries, for all batches of a stream have one layout. Each is
/// moved out when it is asked for.
///
/// @throws schema_error if a table has other columns than the first, in that order.
inline void export_arrow(std::vector<table> batches, ArrowArrayStream* stream) {
    *stream = ArrowArrayStream{};
    table shape = batches.empty() ? table{} : batches.front().slice(0, 0);  // which leaves dictionaries behind
    for (table& batch : batches) {
        bool same = batch.names() == shape.names();
        bool coded = false;
        for (std::size_t i = 0; same && i < batch.columns(); ++i) {
            same = batch.column(i).type() == shape.column(i).type();
            coded = coded || has_dictionary(batch.column(i));
        }
        core::require<schema_error>(same, "export_arrow", "batches with the columns of the first", "others");
        if (coded) {
            table plain{batch.source()};
            for (std::size_t i = 0; i < batch.columns(); ++i) {
                plain.add(batch.names()[i], without_dictionary(batch.column(i)));
            }
            batch = std::move(plain);
        }
    }
    stream->private_data = new detail::arrow_queue{.batches = std::move(batches), .shape = std::move(shape)};
    stream->get_schema = detail::arrow_queue::get_schema;
    stream->get_next = detail::arrow_queue::get_next;
    stream->get_last_error = detail::arrow_queue::get_last_error;
    stream->release = detail::arrow_queue::release;
}

}  // namespace lastro::inline v0::data
