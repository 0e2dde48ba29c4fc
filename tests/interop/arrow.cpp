// SPDX-License-Identifier: MIT
// A shared library for arrow_check.py: tables go from Lastro to pyarrow and back, by Arrow's C data interface.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <lastro/data/arrow_export.hpp>
#include <lastro/data/arrow_import.hpp>
#include <lastro/data/arrow_stream.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/fingerprint.hpp>

namespace data = lastro::data;

namespace {

// Runs `work`; 0, or 1 and what was thrown in `message`, of 1000 bytes.
template <class Work>
int guarded(char* message, const Work& work) {
    try {
        work();
        return 0;
    } catch (const std::exception& e) {
        std::strncpy(message, e.what(), 999);
        message[999] = '\0';
        return 1;
    }
}

}  // namespace

extern "C" {

int lastro_read_csv(const char* path, int categories, ArrowArray* array, ArrowSchema* schema, char* message) {
    return guarded(message, [&] {
        data::csv_settings settings;
        settings.most_categories = static_cast<std::size_t>(categories);
        data::export_arrow(data::read_csv(path, settings), array, schema);
    });
}

// Takes a batch, copies it, gives the copy back.
int lastro_echo(ArrowArray* array, ArrowSchema* schema, char* message) {
    return guarded(message, [&] {
        const data::arrow_columns batch{array, schema, "batch"};
        data::export_arrow(batch.table(), array, schema);
    });
}

// Of a batch: its fingerprint, and for each column "1" where it is not copied.
int lastro_look(ArrowArray* array, ArrowSchema* schema, char* digest, char* in_place, char* message) {
    return guarded(message, [&] {
        const data::arrow_columns batch{array, schema, "batch"};
        std::strcpy(digest, data::fingerprint(batch.table()).hex().c_str());
        for (const std::string& name : batch.names()) {
            *in_place++ = batch.is_zero_copy(name) ? '1' : '0';
        }
        *in_place = '\0';
    });
}

// Takes a stream, gives back one of two batches: all rows, and none.
int lastro_echo_stream(ArrowArrayStream* stream, char* message) {
    return guarded(message, [&] {
        const data::table rows = data::arrow_batches{stream}.rest();
        data::export_arrow(std::vector{rows, rows.slice(0, 0)}, stream);
    });
}

// The sum of a column of numbers, read where pyarrow has it.
int lastro_sum(ArrowArray* array, ArrowSchema* schema, const char* name, double* sum, std::uint64_t* address,
               char* message) {
    return guarded(message, [&] {
        const data::arrow_columns batch{array, schema, "batch"};
        const data::column_view<double> view = batch.column<double>(name);
        *sum = 0.0;
        *address = reinterpret_cast<std::uint64_t>(view.values().data());
        for (std::size_t i = 0; i < view.size(); ++i) {
            *sum += view.is_null(i) ? 0.0 : view[i];
        }
    });
}
}
