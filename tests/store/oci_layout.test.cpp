// SPDX-License-Identifier: MIT
// tests/store/oci_layout.test.cpp
#include <lastro/store/oci_layout.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/digest.hpp>
#include <lastro/hash/file.hpp>
#include <lastro/store/directory_checkout.hpp>
#include <lastro/store/directory_store.hpp>

#include <doctest/doctest.h>

#include "../core/temporary_directory.hpp"
#include "directory_fixture.hpp"

namespace core = lastro::core;
namespace fs = std::filesystem;
using lastro::store::export_oci;
using lastro::store::import_oci;
using lastro::store::object_store;
using lastro::store::snapshot;

TEST_SUITE("store/oci_layout") {
    TEST_CASE("layout: what is exported is what the specification says, and comes back") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const object_store objects{d / "objects"};
        const snapshot kept = lastro::store::keep_directory(objects, d / "data");
        for (const auto algorithm : {lastro::hash::algorithm::sha256, lastro::hash::algorithm::blake3}) {
            const std::string name{lastro::hash::name(algorithm)};
            const std::string out = d / name;
            export_oci(objects, kept, out, {.tag = "v3", .algorithm = algorithm});
            CHECK(core::read_text(out + "/oci-layout") == R"({"imageLayoutVersion":"1.0.0"})");
            std::size_t blobs = 0;
            for (const std::string& blob : core::list_directory(out + "/blobs/" + name)) {
                const std::string path = out + "/blobs/" + name + '/' + blob;
                CHECK((name == "sha256" ? lastro::hash::sha256_file(path) : lastro::hash::blake3_file(path)).hex() ==
                      blob);
                ++blobs;
            }
            CHECK(
                blobs ==
                9);  // seven contents (two files are the same, and one is what an empty directory is), config, manifest
            const object_store fresh{d / (name + "-objects")};
            CHECK(import_oci(fresh, out, "v3") == kept);
            lastro::store::check_out(fresh, kept, out + "-out");
            CHECK(lastro_test::contents(out + "-out") == lastro_test::contents(d / "data"));
            CHECK_THROWS_AS(import_oci(fresh, out, "v4"), lastro::schema_error);
            CHECK_THROWS_AS(export_oci(objects, kept, out), lastro::io_error);
        }
        CHECK_THROWS_AS(export_oci(objects, kept, d / "x", {.tag = "../x"}), std::invalid_argument);
    }

    TEST_CASE("damage: every blob and record, changed or cut, is an error") {
        const temporary_directory d;
        lastro_test::make_directory(d / "data");
        const object_store objects{d / "objects"};
        export_oci(objects, lastro::store::keep_directory(objects, d / "data"), d / "out");
        for (const auto& entry : fs::recursive_directory_iterator{d / "out"}) {
            if (!entry.is_regular_file() || entry.path().filename().string().starts_with("44136fa3")) {
                continue;  // the config: {} in every layout
            }
            const std::string path = entry.path().string();
            const std::string good = core::read_text(path);
            const object_store fresh{d / "fresh"};
            lastro_test::write(path, good + "x");
            CHECK_THROWS_AS(import_oci(fresh, d / "out"), lastro::error);
            if (!good.empty()) {
                std::string bad = good;
                bad[bad.size() / 2] = static_cast<char>(bad[bad.size() / 2] ^ 64);
                lastro_test::write(path, bad);
                CHECK_THROWS_AS(import_oci(fresh, d / "out"), lastro::error);
            }
            lastro_test::write(path, good);
        }
        CHECK(import_oci(object_store{d / "again"}, d / "out").files() == 8);
    }

    TEST_CASE(
        "hostile layouts: titles that leave the directory, or lie in each other, are refused; foreign files are "
        "files") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const auto layout = [&](const std::vector<std::string>& titles) {
            const std::string out = d / "out";
            fs::remove_all(out);
            fs::create_directories(out + "/blobs/sha256");
            const auto put = [&](const std::string& text) {
                const std::string hex = lastro::hash::sha256::of(core::as_bytes(text)).hex();
                lastro_test::write(out + "/blobs/sha256/" + hex, text);
                return R"("digest":"sha256:)" + hex + R"(","size":)" + std::to_string(text.size());
            };
            std::string layers;
            for (const std::string& title : titles) {
                layers += (layers.empty() ? "{" : ",{") + put("hello") +
                          R"(,"mediaType":"text/plain","annotations":{"org.opencontainers.image.title":")" + title +
                          "\"}}";
            }
            const std::string manifest = put(R"({"schemaVersion":2,"layers":[)" + layers + "]}");
            lastro_test::write(out + "/oci-layout", R"({"imageLayoutVersion": "1.0.0"})");
            lastro_test::write(out + "/index.json",
                               R"({"schemaVersion":2,"manifests":[{)" + manifest +
                                   R"(,"annotations":{"org.opencontainers.image.ref.name":"latest"}}]})");
            return import_oci(objects, out);
        };
        CHECK(layout({"a.txt", "b/c.txt"}).files() == 2);
        for (const std::vector<std::string>& bad : std::vector<std::vector<std::string>>{
                 {"../a"}, {"/etc/passwd"}, {"a", "a"}, {"a", "a/b"}, {"a//b"}, {""}}) {
            CHECK_THROWS_AS(layout(bad), lastro::format_error);
        }
    }

    TEST_CASE("annotations: anything but texts is a format_error") {
        const temporary_directory d;
        const object_store objects{d / "objects"};
        const auto import = [&](const std::string& annotations) {
            lastro_test::write(d / "i/oci-layout", R"({"imageLayoutVersion":"1.0.0"})");
            lastro_test::write(d / "i/index.json", R"({"manifests":[{"annotations":)" + annotations + "}]}");
            static_cast<void>(import_oci(objects, d / "i"));
        };
        for (const char* wrong : {"5", "null", "[]", R"({"org.opencontainers.image.ref.name":5})"}) {
            CHECK_THROWS_AS(import(wrong), lastro::format_error);
        }
        CHECK_THROWS_AS(import("{}"), lastro::schema_error);
    }
}
