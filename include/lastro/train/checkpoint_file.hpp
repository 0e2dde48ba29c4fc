// SPDX-License-Identifier: MIT
// lastro/train/checkpoint_file.hpp
//
// How does a checkpoint become bytes, and how is a damaged one told from a good one?
//
//   core::write_file(path, train::encode(now));             // magic, content, BLAKE3 of both
//   const train::checkpoint then = train::read_checkpoint(path);
//
// The format is specified in docs/formats/checkpoint.md. The digest is checked before anything is believed.
#pragma once

#include <algorithm>  // copy
#include <cstddef>    // byte, size_t
#include <cstdint>    // uint64_t
#include <string>     // string
#include <vector>     // vector

#include <lastro/core/byte_stream.hpp>
#include <lastro/core/bytes.hpp>
#include <lastro/core/contract.hpp>
#include <lastro/core/error.hpp>
#include <lastro/core/file.hpp>
#include <lastro/hash/blake3.hpp>
#include <lastro/train/checkpoint.hpp>

namespace lastro::inline v0::train {

namespace detail {

inline void put_numbers(core::byte_writer& out, const std::vector<metric_value>& numbers) {
    out.put(std::uint64_t{numbers.size()});
    for (const metric_value& n : numbers) {
        out.put(n.name);
        out.put(n.value);
    }
}

[[nodiscard]] inline std::vector<metric_value> get_numbers(core::byte_reader& in) {
    std::vector<metric_value> numbers(in.count(16));
    for (metric_value& n : numbers) {
        n.name = in.text();
        n.value = in.get<double>();
    }
    return numbers;
}

inline void put_marks(core::byte_writer& out, const std::vector<digest_mark>& marks) {
    out.put(std::uint64_t{marks.size()});
    for (const digest_mark& m : marks) {
        out.put_raw(m);
    }
}

inline void get_mark(core::byte_reader& in, digest_mark& mark) {
    const core::byte_span bytes = in.raw(mark.size());
    std::copy(bytes.begin(), bytes.end(), mark.begin());
}

[[nodiscard]] inline std::vector<digest_mark> get_marks(core::byte_reader& in) {
    std::vector<digest_mark> marks(in.count(sizeof(digest_mark)));
    for (digest_mark& m : marks) {
        get_mark(in, m);
    }
    return marks;
}

inline void put_chain(core::byte_writer& out, const digest_chain& chain) {
    out.put(static_cast<std::uint8_t>(chain.level));
    out.put(std::uint64_t{chain.tensors.size()});
    for (const std::string& name : chain.tensors) {
        out.put(name);
    }
    out.put(std::uint64_t{chain.links.size()});
    for (const chain_link& l : chain.links) {
        out.put(l.epoch);
        out.put(l.step);
        out.put(l.loss);
        out.put_raw(l.rows);
    }
    put_marks(out, chain.gradients);
    put_marks(out, chain.parameters);
}

[[nodiscard]] inline digest_chain get_chain(core::byte_reader& in, const std::string& where) {
    const auto level = in.get<std::uint8_t>();
    core::require<format_error>(level <= 2, where + ": chain", "a level of 0, 1 or 2", level);
    digest_chain chain{.level = static_cast<chaining>(level)};
    chain.tensors.resize(in.count(8));
    for (std::string& name : chain.tensors) {
        name = in.text();
    }
    chain.links.resize(in.count(40));
    for (chain_link& l : chain.links) {
        l.epoch = in.get<std::uint64_t>();
        l.step = in.get<std::uint64_t>();
        l.loss = in.get<double>();
        get_mark(in, l.rows);
    }
    chain.gradients = get_marks(in);
    chain.parameters = get_marks(in);
    const std::size_t marks = chain.links.size() * chain.tensors.size();
    core::require<format_error>(chain.gradients.size() == marks, where + ": chain",
                                std::to_string(marks) + " marks of gradients", chain.gradients.size());
    core::require<format_error>(chain.parameters.size() == marks, where + ": chain",
                                std::to_string(marks) + " marks of parameters", chain.parameters.size());
    return chain;
}

[[nodiscard]] inline checkpoint get_content(core::byte_reader& in, const std::string& where) {
    checkpoint c;
    c.identity.resize(in.count(16));
    for (auto& [what, value] : c.identity) {
        what = in.text();
        value = in.text();
    }
    c.epoch = in.get<std::uint64_t>();
    c.step = in.get<std::uint64_t>();
    c.kept_epoch = in.get<std::uint64_t>();
    c.stopped = in.text();
    c.history.resize(in.count(24));
    for (epoch_record& r : c.history) {
        r.epoch = in.get<std::uint64_t>();
        r.learning_rate = in.get<double>();
        r.metrics = get_numbers(in);
    }
    c.numbers = get_numbers(in);
    c.tensors.resize(in.count(40));
    for (saved_tensor& t : c.tensors) {
        t.name = in.text();
        t.type = in.text();
        t.rows = in.get<std::uint64_t>();
        t.columns = in.get<std::uint64_t>();
        const core::byte_span bytes = in.bytes();
        t.values.assign(bytes.begin(), bytes.end());
    }
    c.states.resize(in.count(16));
    for (saved_state& s : c.states) {
        s.name = in.text();
        const core::byte_span bytes = in.bytes();
        s.bytes.assign(bytes.begin(), bytes.end());
    }
    c.chain = get_chain(in, where);
    in.finish();
    return c;
}

}  // namespace detail

/// The bytes of a checkpoint's file. Equal checkpoints give equal bytes.
[[nodiscard]] inline std::vector<std::byte> encode(const checkpoint& c) {
    core::byte_writer out;
    out.put(checkpoint::format);
    out.put(std::uint64_t{c.identity.size()});
    for (const auto& [what, value] : c.identity) {
        out.put(what);
        out.put(value);
    }
    out.put(c.epoch);
    out.put(c.step);
    out.put(c.kept_epoch);
    out.put(c.stopped);
    out.put(std::uint64_t{c.history.size()});
    for (const epoch_record& r : c.history) {
        out.put(r.epoch);
        out.put(r.learning_rate);
        detail::put_numbers(out, r.metrics);
    }
    detail::put_numbers(out, c.numbers);
    out.put(std::uint64_t{c.tensors.size()});
    for (const saved_tensor& t : c.tensors) {
        out.put(t.name);
        out.put(t.type);
        out.put(t.rows);
        out.put(t.columns);
        out.put(core::byte_span{t.values});
    }
    out.put(std::uint64_t{c.states.size()});
    for (const saved_state& s : c.states) {
        out.put(s.name);
        out.put(core::byte_span{s.bytes});
    }
    detail::put_chain(out, c.chain);
    std::vector<std::byte> bytes = out.take();
    const hash::digest digest = hash::blake3::of(bytes);
    bytes.insert(bytes.end(), digest.bytes().begin(), digest.bytes().end());
    return bytes;
}

/// The checkpoint that `encode` wrote; `where` begins every message.
///
/// @throws integrity_error if the bytes are not those that were written; format_error if they are of another format.
[[nodiscard]] inline checkpoint decode(core::byte_span bytes, const std::string& where) {
    core::require<integrity_error>(bytes.size() >= hash::digest::size, where, "a checkpoint, which ends in a digest",
                                   std::to_string(bytes.size()) + " bytes");
    const core::byte_span content = bytes.first(bytes.size() - hash::digest::size);
    const core::byte_span trailer = bytes.subspan(content.size());
    const hash::digest digest = hash::blake3::of(content);
    core::require<integrity_error>(core::as_text(digest.bytes()) == core::as_text(trailer), where,
                                   "content whose BLAKE3 digest is " + core::to_hex(trailer), digest.hex());
    core::byte_reader in{content, where};
    const std::string format = in.text();
    core::require<format_error>(format == checkpoint::format, where, core::quoted(checkpoint::format),
                                core::quoted(format));
    return detail::get_content(in, where);
}

/// @throws io_error if the file cannot be read; and as `decode`.
[[nodiscard]] inline checkpoint read_checkpoint(const std::string& path) { return decode(core::read_file(path), path); }

}  // namespace lastro::inline v0::train
