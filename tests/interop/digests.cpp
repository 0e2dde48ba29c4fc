// SPDX-License-Identifier: MIT
// tests/interop/digests.cpp
//
// Writes data and what Lastro says of it, for digests.py to say it again: digests DIRECTORY.
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <Eigen/Core>
#include <nlohmann/json.hpp>

#include <lastro/data.hpp>
#include <lastro/hash.hpp>
#include <lastro/model/matrix_fingerprint.hpp>

namespace {

namespace core = lastro::core;
namespace data = lastro::data;
namespace hash = lastro::hash;
using data::column;
using nlohmann::json;

void write(const std::string& path, core::byte_span bytes) {
    std::ofstream out{path, std::ios::binary};
    out << core::as_text(bytes);
}

// What digests.py expects of one input, in its order.
json digests_of(core::byte_span bytes) {
    std::array<std::byte, 32> key;
    for (std::size_t i = 0; i < key.size(); ++i) {
        key[i] = static_cast<std::byte>(i);
    }
    std::vector<std::byte> far(100);
    hash::blake3{}.update(bytes).finalize(far, 1'000'000);
    return {hash::blake3::of(bytes, 2).hex(),
            hash::blake3::keyed(key).update(bytes).finalize().hex(),
            hash::blake3::derive_key("lastro interop 2026").update(bytes).finalize().hex(),
            core::to_hex(far),
            hash::sha256::of(bytes).hex(),
            hash::md5::of(bytes)};
}

json values_of(const column& values) {
    json list = json::array();
    for (std::size_t i = 0; i < values.size(); ++i) {
        values.visit([&](const auto& v) {
            using stored = std::remove_cvref_t<decltype(v[i])>;
            if (values.is_null(i)) {
                list.push_back(nullptr);
            } else if constexpr (std::is_same_v<stored, data::date>) {
                list.push_back(v[i].days);
            } else if constexpr (std::is_same_v<stored, data::timestamp>) {
                list.push_back(v[i].microseconds);
            } else if constexpr (std::is_same_v<stored, double>) {
                list.push_back(std::isfinite(v[i]) ? json(v[i])
                                                   : json(std::isnan(v[i]) ? "nan"
                                                          : v[i] > 0       ? "inf"
                                                                           : "-inf"));
            } else {
                list.push_back(v[i]);
            }
        });
    }
    return list;
}

data::table random_table(std::size_t rows) {
    std::mt19937_64 engine{2026};
    const auto gap = [&engine] { return engine() % 5 == 0; };
    std::vector<std::optional<bool>> flags(rows);
    std::vector<std::optional<data::date>> days(rows);
    std::vector<std::optional<data::timestamp>> moments(rows);
    std::vector<std::optional<std::string>> texts(rows);
    std::vector<std::int64_t> counts(rows);
    std::vector<double> reals(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        if (!gap())
            flags[i] = engine() % 2 == 0;
        if (!gap())
            days[i] = data::date{static_cast<std::int32_t>(engine())};
        if (!gap())
            moments[i] = data::timestamp{static_cast<std::int64_t>(engine())};
        if (!gap())
            texts[i] = std::string(engine() % 4, 'z') + (engine() % 2 == 0 ? "\u00e9\U0001F600" : "");
        counts[i] = static_cast<std::int64_t>(engine());
        reals[i] = engine() % 9 == 0   ? std::numeric_limits<double>::quiet_NaN()
                   : engine() % 9 == 0 ? -std::numeric_limits<double>::infinity()
                                       : static_cast<double>(static_cast<std::int64_t>(engine())) / 1e6;
    }
    data::table t;
    t.add("zulu", column{flags});
    t.add("day", column{days});
    t.add("moment", column{moments});
    t.add("caf\u00e9", column{texts});
    t.add("count", column{counts});
    t.add("alpha", column{reals});
    return t;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        return 2;
    }
    const std::string to = std::string{argv[1]} + '/';
    json record;
    std::mt19937_64 engine{1};
    for (const std::size_t size : {0U, 1U, 64U, 1023U, 1024U, 1025U, 65'536U, 65'537U, 1'000'000U, 3'145'729U}) {
        std::vector<std::byte> bytes(size);
        for (std::byte& b : bytes) {
            b = static_cast<std::byte>(engine());
        }
        write(to + std::to_string(size) + ".bin", bytes);
        write(to + std::to_string(size) + ".outboard", hash::outboard::of(bytes).bytes());
        record["bytes"][std::to_string(size)] = digests_of(bytes);
    }
    const data::table rows = random_table(1003);
    for (const std::string& name : rows.names()) {
        const column& values = rows.column(name);
        write(to + name + ".column", data::canonical_bytes(values));
        record["columns"][name] = {std::string{data::name_of(values.type())}, values_of(values)};
        record["column_digests"][name] = data::fingerprint(values).hex();
    }
    record["rows"] = rows.rows();
    record["table"] = data::fingerprint(rows).hex();
    record["row_multiset"] = data::row_multiset{rows}.fingerprint().hex();
    record["hash_points"] = data::hash_points(rows, {"count", "alpha"}, 42);
    Eigen::MatrixXd x(2, 3);
    x << 1.0, 2.0, std::numeric_limits<double>::quiet_NaN(), -0.0, 5.0, 6.5;
    record["array"] = lastro::model::fingerprint(x).hex();
    std::ofstream{to + "digests.json"} << record.dump();
    return 0;
}
