// SPDX-License-Identifier: MIT
// tests/with/zstd.test.cpp
#include <lastro/with/zstd.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/file.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/table.hpp>
#include <lastro/store/repository.hpp>

#include "../core/temporary_directory.hpp"

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace with = lastro::with;

TEST_SUITE("with/zstd") {
    TEST_CASE("frames: any level comes back, nothing else does") {
        std::string text;
        for (int i = 0; i < 20'000; ++i) {
            text += std::to_string(i % 97) + ",";
        }
        for (const int level : {-5, 1, 3, 19}) {
            const lastro::store::codec codec = with::zstd(level);
            std::vector<std::byte> frame = codec.compress(core::as_bytes(text), codec.level);
            CHECK(frame.size() < text.size() / 10);
            std::vector<std::byte> content(text.size());
            CHECK(codec.decompress(frame, content));
            CHECK(core::as_text(content) == text);
            std::vector<std::byte> shorter(text.size() - 1);
            std::vector<std::byte> longer(text.size() + 1);
            CHECK_FALSE(codec.decompress(frame, shorter));
            CHECK_FALSE(codec.decompress(frame, longer));
            frame.resize(frame.size() - 1);
            CHECK_FALSE(codec.decompress(frame, content));
        }
        CHECK_THROWS_AS(static_cast<void>(with::zstd(1000)), std::invalid_argument);
    }

    TEST_CASE("repository: smaller, with the digests of one that is not") {
        const temporary_directory here;
        std::vector<std::int64_t> days;
        std::vector<std::string> names;
        for (std::int64_t i = 0; i < 50'000; ++i) {
            days.push_back(i / 100);
            names.push_back("station " + std::to_string(i * 7 % 31));
        }
        const lastro::data::table t{{"day", "station"}, {lastro::data::column{days}, lastro::data::column{names}}};
        const lastro::store::repository plain{here / "plain"};
        const lastro::store::repository small{here / "small", with::zstd()};
        const auto a = plain.commit("t", t, {.time = 1});
        const auto b = small.commit("t", t, {.time = 1});
        CHECK(a.id() == b.id());
        CHECK(small.checkout("t") == t);
        CHECK(small.fsck().ok());
        const auto packed_size = [&](const char* which) {
            const std::string packs = here / which + "/objects/packs";
            return core::read_text(packs + '/' + core::list_directory(packs).at(0)).size();
        };
        MESSAGE(packed_size("plain") << " bytes, with zstd " << packed_size("small"));
        CHECK(packed_size("small") * 5 < packed_size("plain"));
    }
}
