// SPDX-License-Identifier: MIT
// tests/benchmark/peers/small_model_peers.cpp
//
// The small model through cereal's and Boost's portable archives, with the same care for the file as ours takes: written
// beside the target, synced, renamed. What was not installed when this was compiled says so.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "small_model.hpp"

#if __has_include(<cereal/archives/portable_binary.hpp>)
#define LASTRO_PEER_CEREAL 1
#include <cereal/archives/portable_binary.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#endif
#if __has_include(<boost/archive/binary_oarchive.hpp>)
#define LASTRO_PEER_BOOST 1
#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>
#include <boost/serialization/array_wrapper.hpp>
#include <boost/serialization/string.hpp>
#include <boost/serialization/vector.hpp>
#endif

namespace {

template <class Write>
void save_durably(const std::string& path, Write&& write) {
    const std::string part = path + ".part";
    {
        std::ofstream out{part, std::ios::binary};
        write(out);
        if (!out.flush()) {
            throw std::runtime_error{part + ": cannot write"};
        }
    }
    const int file = ::open(part.c_str(), O_WRONLY);
    ::fsync(file);
    ::close(file);
    std::rename(part.c_str(), path.c_str());
    const int directory = ::open(path.substr(0, path.rfind('/')).c_str(), O_RDONLY);
    ::fsync(directory);
    ::close(directory);
}

}  // namespace

namespace small {
template <class Archive>
void serialize(Archive& archive, model& m, unsigned) {
#ifdef LASTRO_PEER_BOOST
    archive& m.kind;
    archive& m.rate;
    archive& m.layers;
#else
    static_cast<void>(archive), static_cast<void>(m);
#endif
}
}  // namespace small

#ifdef LASTRO_PEER_BOOST
namespace boost::serialization {
template <class Archive>
void serialize(Archive& archive, Eigen::MatrixXd& m, unsigned) {
    Eigen::Index rows = m.rows();
    Eigen::Index columns = m.cols();
    archive& rows;
    archive& columns;
    if (Archive::is_loading::value) {
        m.resize(rows, columns);
    }
    archive& make_array(m.data(), static_cast<std::size_t>(m.size()));
}
}  // namespace boost::serialization
#endif

#ifdef LASTRO_PEER_CEREAL
namespace cereal {
template <class Archive>
void save(Archive& archive, const Eigen::MatrixXd& m) {
    archive(static_cast<std::int64_t>(m.rows()), static_cast<std::int64_t>(m.cols()));
    archive(binary_data(m.data(), static_cast<std::size_t>(m.size()) * sizeof(double)));
}
template <class Archive>
void load(Archive& archive, Eigen::MatrixXd& m) {
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    archive(rows, columns);
    m.resize(rows, columns);
    archive(binary_data(m.data(), static_cast<std::size_t>(m.size()) * sizeof(double)));
}
}  // namespace cereal
#endif

namespace peers {

bool has_cereal() {
#ifdef LASTRO_PEER_CEREAL
    return true;
#else
    return false;
#endif
}

void cereal_save([[maybe_unused]] const std::string& path, [[maybe_unused]] const small::model& m) {
#ifdef LASTRO_PEER_CEREAL
    save_durably(path, [&](std::ostream& out) {
        cereal::PortableBinaryOutputArchive archive{out};
        archive(m.kind, m.rate, m.layers);
    });
#endif
}

small::model cereal_load([[maybe_unused]] const std::string& path) {
    small::model m;
#ifdef LASTRO_PEER_CEREAL
    std::ifstream in{path, std::ios::binary};
    cereal::PortableBinaryInputArchive archive{in};
    archive(m.kind, m.rate, m.layers);
#endif
    return m;
}

bool has_boost() {
#ifdef LASTRO_PEER_BOOST
    return true;
#else
    return false;
#endif
}

void boost_save([[maybe_unused]] const std::string& path, [[maybe_unused]] const small::model& m) {
#ifdef LASTRO_PEER_BOOST
    save_durably(path, [&](std::ostream& out) {
        boost::archive::binary_oarchive archive{out};
        archive << m;
    });
#endif
}

small::model boost_load([[maybe_unused]] const std::string& path) {
    small::model m;
#ifdef LASTRO_PEER_BOOST
    std::ifstream in{path, std::ios::binary};
    boost::archive::binary_iarchive archive{in};
    archive >> m;
#endif
    return m;
}

}  // namespace peers
