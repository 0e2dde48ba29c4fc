// SPDX-License-Identifier: MIT
// tests/benchmark/peers/lastro_artifact.cpp: our side for tests/benchmark/peers/artifact.py.
#include <lastro/artifact/model_file.hpp>
#include <lastro/artifact/safetensors.hpp>

#include "small_model.hpp"

extern "C" {

/// How many tensors the file has.
std::size_t lastro_open(const char* path) { return lastro::artifact::safetensors_file{path}.tensors().size(); }

void lastro_write(const char* path) {
    static const small::model m = small::example();
    small::write(path, m);
}

std::size_t lastro_read(const char* path) { return small::read(path).layers.size(); }

void lastro_save(const char* path) {
    static const small::model m = small::example();
    lastro::artifact::save(path, m, {.name = "small"});
}

std::size_t lastro_load(const char* path) { return lastro::artifact::load<small::model>(path).layers.size(); }
}
