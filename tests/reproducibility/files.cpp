// SPDX-License-Identifier: MIT
// tests/reproducibility/files.cpp
//
// Files as one digest of their bytes each: written here, whatever the order of this machine's bytes, and read again.
// run.sh builds it for s390x. To add one, add a line to the list of main.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <Eigen/Core>

#include <unistd.h>

#include <lastro/artifact/model_file.hpp>
#include <lastro/artifact/model_writer.hpp>
#include <lastro/artifact/npy.hpp>
#include <lastro/artifact/safetensors.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/artifact/statement.hpp>

#include "../artifact/reflected.hpp"
#include "digests.hpp"

namespace reproducibility {

namespace artifact = lastro::artifact;

namespace {

void require(bool holds, const char* what) {
    if (!holds) {
        std::printf("DIFFERS %s after reading\n", what);
        std::exit(1);
    }
}

/// A file of this name, gone when the group is done.
struct written {
    std::string path = std::string{std::getenv("TMPDIR") == nullptr ? "/tmp" : std::getenv("TMPDIR")} +
                       "/lastro-file-" + std::to_string(::getpid());
    ~written() { ::unlink(path.c_str()); }
};

/// All bytes of a model file but the record of where it was made and the seal that covers it.
void add_model(record& r, const std::string& path) {
    const artifact::safetensors_file file{path};
    artifact::text_map metadata = file.metadata().value();
    metadata.erase("lastro.environment");
    metadata.erase("lastro.seal");
    const std::vector<artifact::tensor_info> infos{file.tensors().begin(), file.tensors().end()};
    r.add(hash::blake3::of(artifact::safetensors_header_bytes(infos, metadata, 64)));
    for (const artifact::tensor_info& t : infos) {
        r.add(hash::blake3::of(file.bytes(t)));
    }
}

void everything(record& r) {
    const written file;
    artifact::save(file.path, reflected::example(), {.name = "everything"});
    require(reflected::same(artifact::load<reflected::everything>(file.path), reflected::example()), "everything");
    add_model(r, file.path);
}

void assortment(record& r) {
    const written file;
    artifact::save(file.path, reflected::assorted(), {.name = "assortment"});
    require(artifact::load<reflected::assortment>(file.path) == reflected::assorted(), "assortment");
    add_model(r, file.path);
}

void array(record& r) {
    const written file;
    const Eigen::MatrixXd matrix{{1.0, -0.5}, {1e300, 3.0}};
    artifact::write_npy(file.path, matrix);
    require(artifact::npy_file{file.path}.matrix<double>() == matrix, "array");
    r.add(hash::blake3_file(file.path));
}

void statement(record& r) {
    const written file;
    artifact::write_npy(file.path, Eigen::MatrixXd{{1.0, 2.0}});
    artifact::model_manifest manifest = artifact::manifest_of(file.path);
    manifest.name = "x.npy";
    r.add(hash::blake3::of(core::as_bytes(artifact::statement_text(manifest))));
}

}  // namespace
}  // namespace reproducibility

int main() {
    using namespace reproducibility;
    return report({{"model_file.everything", everything},
                   {"model_file.assortment", assortment},
                   {"npy", array},
                   {"signature.statement", statement}});
}
