// SPDX-License-Identifier: MIT
// tests/fuzz/archive.cpp: any text as the structure of a model with fields of every kind, or as a record of a self-test. Every
// tensor that it names is there, with sizes and types that depend on the name. The first byte chooses which.
#include <string>
#include <vector>

#include <lastro/artifact/archive_reader.hpp>
#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/self_test.hpp>
#include <lastro/artifact/sparse.hpp>

#include "../artifact/reflected.hpp"
#include "check.hpp"

namespace {

namespace artifact = lastro::artifact;

struct model {
    static constexpr artifact::schema schema{"fuzz.model", 1};
    reflected::assortment assorted;
    std::variant<reflected::square, reflected::polygon> shape;
    std::vector<reflected::square> list;
    std::vector<bool> flags;
    Eigen::SparseMatrix<double> sparse;
    Eigen::MatrixXf matrix;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("assorted", self.assorted);
        visit("shape", self.shape);
        visit("list", self.list);
        visit("flags", self.flags);
        visit("sparse", self.sparse);
        visit("matrix", self.matrix);
    }
};

/// "F64.2.3" is a tensor of that type and shape; any other name a list of two doubles.
artifact::tensor_view tensor_named(const std::string& name) {
    static const std::vector<std::byte> bytes(8 * 8 * 8, std::byte{1});
    artifact::tensor_view t{.type = artifact::dtype::f64, .shape = {2}};
    if (const auto type = artifact::parse_dtype(name.substr(0, name.find('.')))) {
        t.type = *type;
        std::vector<std::uint64_t> sizes;
        for (std::size_t i = name.find('.'); i < name.size() && sizes.size() < 2; i += 2) {
            sizes.push_back(i + 1 < name.size() ? static_cast<unsigned char>(name[i + 1]) % 8 : 0);
        }
        t.shape = sizes;
    }
    std::size_t count = 1;
    for (const std::uint64_t size : t.shape) {
        count *= static_cast<std::size_t>(size);
    }
    static const std::vector<std::byte> zeros(bytes.size());  // as beginnings and columns of a sparse matrix
    t.bytes = lastro::core::byte_span{t.type == artifact::dtype::i64 ? zeros : bytes}.first(count *
                                                                                            artifact::bits(t.type) / 8);
    return t;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    return fuzz::refused_or_read(bytes, size, [](lastro::core::byte_span input) {
        namespace store = lastro::store;
        if (input.empty()) {
            return;
        }
        const auto choice = static_cast<unsigned char>(input[0]);
        const store::json record = store::parse_json(lastro::core::as_text(input.subspan(1)), "fuzz");
        if (choice % 2 == 0) {
            const artifact::self_test test = artifact::parse_self_test(record, "fuzz");
            fuzz::require(
                artifact::parse_self_test(artifact::to_json(test), "fuzz").outputs.size() == test.outputs.size(),
                "another self-test");
            return;
        }
        const auto read = artifact::from_archive<model>(
            record, tensor_named, {}, "fuzz", {.convert_precision = choice % 4 == 1, .ignore_unknown = choice > 127});
        const artifact::archive written = artifact::to_archive(read);
        const auto kept = [&](const std::string& name) {
            for (const artifact::owned_tensor& t : written.tensors) {
                if (t.name == name) {
                    return artifact::tensor_view{.type = t.type, .shape = t.shape, .bytes = t.bytes};
                }
            }
            throw lastro::format_error{"no tensor"};
        };
        const auto again = artifact::from_archive<model>(written.structure, kept, {}, "fuzz");
        fuzz::require(artifact::to_archive(again).structure == written.structure, "another model");
    });
}
