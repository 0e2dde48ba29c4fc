// SPDX-License-Identifier: MIT
// tests/hash/blake3.test.cpp
#include <lastro/hash/blake3.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

namespace core = lastro::core;
namespace hash = lastro::hash;
using hash::blake3;

namespace {

static_assert(std::is_trivially_copyable_v<blake3>);

using bytes = std::vector<std::byte>;

// The input of the official test vectors: 0, 1, ... 250, 0, 1, ...
bytes pattern(std::size_t size) {
    bytes result(size);
    for (std::size_t i = 0; i < size; ++i) {
        result[i] = static_cast<std::byte>(i % 251);
    }
    return result;
}

std::span<const std::byte, 32> test_key() { return core::as_bytes("whats the Elvish word for friend").first<32>(); }
constexpr std::string_view test_context = "BLAKE3 2019-12-27 16:29:52 test vectors context";

// From the test vectors of the authors (test_vectors.json, CC0): input size, plain, keyed and derived digest.
constexpr struct {
    std::size_t size;
    const char* plain;
    const char* keyed;
    const char* derived;
} vectors[] = {
    {0, "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
     "92b2b75604ed3c761f9d6f62392c8a9227ad0ea3f09573e783f1498a4ed60d26",
     "2cc39783c223154fea8dfb7c1b1660f2ac2dcbd1c1de8277b0b0dd39b7e50d7d"},
    {1, "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
     "6d7878dfff2f485635d39013278ae14f1454b8c0a3a2d34bc1ab38228a80c95b",
     "b3e2e340a117a499c6cf2398a19ee0d29cca2bb7404c73063382693bf66cb06c"},
    {64, "4eed7141ea4a5cd4b788606bd23f46e212af9cacebacdc7d1f4c6dc7f2511b98",
     "ba8ced36f327700d213f120b1a207a3b8c04330528586f414d09f2f7d9ccb7e6",
     "a5c4a7053fa86b64746d4bb688d06ad1f02a18fce9afd3e818fefaa7126bf73e"},
    {65, "de1e5fa0be70df6d2be8fffd0e99ceaa8eb6e8c93a63f2d8d1c30ecb6b263dee",
     "c0a4edefa2d2accb9277c371ac12fcdbb52988a86edc54f0716e1591b4326e72",
     "51fd05c3c1cfbc8ed67d139ad76f5cf8236cd2acd26627a30c104dfd9d3ff8a8"},
    {1023, "10108970eeda3eb932baac1428c7a2163b0e924c9a9e25b35bba72b28f70bd11",
     "c951ecdf03288d0fcc96ee3413563d8a6d3589547f2c2fb36d9786470f1b9d6e",
     "74a16c1c3d44368a86e1ca6df64be6a2f64cce8f09220787450722d85725dea5"},
    {1024, "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
     "75c46f6f3d9eb4f55ecaaee480db732e6c2105546f1e675003687c31719c7ba4",
     "7356cd7720d5b66b6d0697eb3177d9f8d73a4a5c5e968896eb6a689684302706"},
    {1025, "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
     "357dc55de0c7e382c900fd6e320acc04146be01db6a8ce7210b7189bd664ea69",
     "effaa245f065fbf82ac186839a249707c3bddf6d3fdda22d1b95a3c970379bcb"},
    {2048, "e776b6028c7cd22a4d0ba182a8bf62205d2ef576467e838ed6f2529b85fba24a",
     "879cf1fa2ea0e79126cb1063617a05b6ad9d0b696d0d757cf053439f60a99dd1",
     "7b2945cb4fef70885cc5d78a87bf6f6207dd901ff239201351ffac04e1088a23"},
    {2049, "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030",
     "9f29700902f7c86e514ddc4df1e3049f258b2472b6dd5267f61bf13983b78dd5",
     "2ea477c5515cc3dd606512ee72bb3e0e758cfae7232826f35fb98ca1bcbdf273"},
    {8192, "aae792484c8efe4f19e2ca7d371d8c467ffb10748d8a5a1ae579948f718a2a63",
     "dc9637c8845a770b4cbf76b8daec0eebf7dc2eac11498517f08d44c8fc00d58a",
     "ad01d7ae4ad059b0d33baa3c01319dcf8088094d0359e5fd45d6aeaa8b2d0c3d"},
    {31744, "62b6960e1a44bcc1eb1a611a8d6235b6b4b78f32e7abc4fb4c6cdcce94895c47",
     "efa53b389ab67c593dba624d898d0f7353ab99e4ac9d42302ee64cbf9939a419",
     "39772aef80e0ebe60596361e45b061e8f417429d529171b6764468c22928e28e"},
    {102400, "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085",
     "1c35d1a5811083fd7119f5d5d1ba027b4d01c0c6c49fb6ff2cf75393ea5db4a7",
     "4652cff7a3f385a6103b5c260fc1593e13c778dbe608efb092fe7ee69df6e9c6"},
};

}  // namespace

TEST_SUITE("hash/blake3") {
    TEST_CASE("digests: the authors' vectors in all three modes") {
        for (const auto& v : vectors) {
            CAPTURE(v.size);
            const bytes input = pattern(v.size);
            CHECK(blake3::of(input).hex() == v.plain);
            CHECK(blake3::keyed(test_key()).update(input).finalize().hex() == v.keyed);
            CHECK(blake3::derive_key(test_context).update(input).finalize().hex() == v.derived);
        }
        CHECK(blake3::of({}).to_string() == "blake3:af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
    }

    TEST_CASE("output: any length from any offset is a part of one endless output") {
        const std::string expected =  // of the authors' vector for 1025 bytes
            "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444f4c4a22b4b399155358a994e52bf255d"
            "e60035742ec71bd08ac275a1b51cc6bfe332b0ef84b409108cda080e6269ed4b3e2c3f7d722aa4cdc98d16deb554e562"
            "7be8f955c98e1d5f9565a9194cad0c4285f93700062d9595adb992ae68ff12800ab67a";
        blake3 hasher;
        hasher.update(pattern(1025));
        for (std::size_t offset = 0; offset <= 131; ++offset) {
            for (const std::size_t size : {0U, 1U, 31U, 63U, 64U, 65U, 131U}) {
                if (offset + size <= 131) {
                    bytes out(size);
                    hasher.finalize(out, offset);
                    REQUIRE(core::to_hex(out) == expected.substr(2 * offset, 2 * size));
                }
            }
        }
        // Far out, neighbours still fit together, also where the block counter passes 32 bits.
        const std::uint64_t far = (std::uint64_t{1} << 38U) - 50;
        bytes whole(200);
        hasher.finalize(whole, far);
        for (std::size_t i = 0; i < whole.size(); ++i) {
            bytes one(1);
            hasher.finalize(one, far + i);
            REQUIRE(one[0] == whole[i]);
        }
    }

    TEST_CASE("update: any split gives the same digest") {
        const bytes input = pattern(70'000);
        const hash::digest expected = blake3::of(input);
        for (const std::size_t piece :
             {1U, 63U, 64U, 65U, 1000U, 1023U, 1024U, 1025U, 2048U, 4096U, 16'384U, 16'385U, 65'536U}) {
            CAPTURE(piece);
            blake3 hasher;
            for (std::size_t at = 0; at < input.size(); at += piece) {
                hasher.update(core::byte_span{input}.subspan(at, std::min(piece, input.size() - at)));
            }
            CHECK(hasher.finalize() == expected);
        }
        for (std::size_t first = 0; first < 5000; first += 7) {  // two pieces of every proportion
            blake3 hasher;
            hasher.update(core::byte_span{input}.first(first)).update({}).update(core::byte_span{input}.subspan(first));
            REQUIRE(hasher.finalize() == expected);
        }
    }

    TEST_CASE("finalize: may be called at any time and changes nothing") {
        blake3 hasher;
        bytes so_far;
        for (int i = 0; i < 40; ++i) {
            const bytes piece = pattern(static_cast<std::size_t>(i * 37));
            hasher.update(piece);
            so_far.insert(so_far.end(), piece.begin(), piece.end());
            REQUIRE(hasher.finalize() == blake3::of(so_far));
        }
    }

    TEST_CASE("levels: every one that this machine has gives the authors' digests in all three modes") {
        for (const hash::level l : hash::all_levels) {
            if (!hash::is_available(l)) {
                continue;
            }
            CAPTURE(hash::name(l));
            for (const auto& v : vectors) {
                CAPTURE(v.size);
                const bytes input = pattern(v.size);
                CHECK(blake3{l}.update(input).finalize().hex() == v.plain);
                CHECK(blake3::keyed(test_key(), l).update(input).finalize().hex() == v.keyed);
                CHECK(blake3::derive_key(test_context, l).update(input).finalize().hex() == v.derived);
            }
        }
    }

    TEST_CASE("threads: any number of them gives the same digest, whatever was fed before and comes after") {
        const bytes input = pattern(3'000'000);
        const core::byte_span all = input;
        for (const std::size_t before : {0U, 1U, 1024U, 262'143U, 262'144U, 262'145U, 700'000U}) {
            for (const std::size_t size : {0U, 1U, 524'288U, 524'289U, 786'432U, 1'048'576U, 1'048'577U, 2'000'000U}) {
                const hash::digest expected = blake3::of(all.first(before + size + 100));
                for (const std::size_t threads : {1U, 2U, 3U, 7U}) {
                    CAPTURE(before);
                    CAPTURE(size);
                    CAPTURE(threads);
                    blake3 hasher;
                    hasher.update(all.first(before)).update(all.subspan(before, size), threads);
                    REQUIRE(hasher.finalize() == blake3::of(all.first(before + size)));
                    REQUIRE(hasher.update(all.subspan(before + size, 100)).finalize() == expected);
                }
            }
        }
        CHECK(blake3::of(all, 4) == blake3::of(all));
        blake3 alone = blake3::keyed(test_key());
        blake3 together = alone;
        CHECK(together.update(all, 3).finalize() == alone.update(all).finalize());
    }

    TEST_CASE("parts: hashed in any order and fed in theirs, whatever follows, they give the digest of the whole") {
        const bytes input = pattern(5 * blake3::part_size + 1);
        const core::byte_span all = input;
        for (const std::size_t end : {std::size_t{0}, std::size_t{1}, std::size_t{1024}, blake3::part_size}) {
            for (std::size_t parts = 0; parts < 5; ++parts) {
                for (const blake3& fresh : {blake3{}, blake3::keyed(test_key())}) {
                    blake3 hasher = fresh;
                    std::vector<blake3::part> values(parts);
                    for (std::size_t i = parts; i-- > 0;) {
                        values[i] = hasher.part_of(i, all.subspan(i * blake3::part_size, blake3::part_size));
                    }
                    for (const blake3::part& value : values) {
                        hasher.update_part(value);
                    }
                    const std::size_t size = parts * blake3::part_size;
                    CHECK(hasher.size() == size);
                    blake3 whole = fresh;
                    CHECK(hasher.update(all.subspan(size, end)).finalize() ==
                          whole.update(all.first(size + end)).finalize());
                }
            }
        }
    }

    TEST_CASE("save, resume: the computation goes on where it was, in every mode and from every place") {
        const bytes input = pattern(600'000);
        const core::byte_span all = input;
        for (const std::size_t at :
             {0U, 1U, 1023U, 1024U, 1025U, 2048U, 3072U, 65'536U, 262'144U, 327'680U, 599'999U}) {
            for (const blake3& start : {blake3{}, blake3::keyed(test_key()), blake3::derive_key(test_context)}) {
                CAPTURE(at);
                blake3 first = start;
                first.update(all.first(at));
                blake3 second = blake3::resume(first.save(), hash::level::portable);
                CHECK(second.finalize() == first.finalize());
                CHECK(second.size() == at);
                CHECK(second.save() == first.save());
                CHECK(second.update(all.subspan(at)).finalize() == blake3{start}.update(all).finalize());
            }
        }
        CHECK(blake3{}.update(all).save().size() < 3 * 1024);
    }

    TEST_CASE("objects: copies go their own ways") {
        blake3 first;
        first.update(core::as_bytes("ab"));
        blake3 second = first;
        second.update(core::as_bytes("c"));
        CHECK(first.finalize() == blake3::of(core::as_bytes("ab")));
        CHECK(second.finalize() == blake3::of(core::as_bytes("abc")));
    }

    TEST_CASE("modes: key, context and mode all matter") {
        std::array<std::byte, 32> key{};
        const bytes input = pattern(100);
        const auto zero_key = blake3::keyed(key).update(input).finalize();
        key[31] = std::byte{1};
        CHECK(blake3::keyed(key).update(input).finalize() != zero_key);
        CHECK(zero_key != blake3::of(input));
        CHECK(blake3::derive_key("a").update(input).finalize() != blake3::derive_key("b").update(input).finalize());
        CHECK(blake3::derive_key("").update(input).finalize() != blake3::of(input));
    }
}
