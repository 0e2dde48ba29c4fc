// SPDX-License-Identifier: MIT
// tests/artifact/kill.cpp
//
// The steps that tests/artifact/kill.sh has killed, and has refused, at every system call; and the judge of what is left.
//
//   kill make DIRECTORY           a model file, and a reader's mapping of it is what a step may not harm
//   kill save|shards DIRECTORY    the step: another model over the first one; tensors in three files and an index
//   kill judge DIRECTORY          exit code 1 and a sentence unless the model is the old one or the new one, the index is
//                                 whole or not there, and the steps go on to the end
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <lastro/artifact/model_file.hpp>
#include <lastro/artifact/sharded.hpp>

namespace {

namespace artifact = lastro::artifact;
namespace core = lastro::core;

struct numbers {
    static constexpr artifact::schema schema{"test.numbers", 1};
    std::vector<double> large;
    std::vector<float> small;
    std::string text;

    template <class Self, class Visitor>
    static void reflect(Self& self, Visitor&& visit) {
        visit("large", self.large);
        visit("small", self.small);
        visit("text", self.text);
    }
    friend bool operator==(const numbers&, const numbers&) = default;
};

numbers version(int number) {
    return {.large = std::vector<double>(300'000, number), .small = {1.0F, 2.0F}, .text = std::to_string(number)};
}

void require(bool holds, const std::string& what) {
    if (!holds) {
        throw std::runtime_error{what};
    }
}

int version_of(const std::string& path) {
    const auto found = artifact::load<numbers>(path);
    for (const int number : {1, 2}) {
        if (found == version(number)) {
            return number;
        }
    }
    throw std::runtime_error{path + ": neither the old model nor the new one"};
}

void write_shards(const std::string& index) {
    const numbers v = version(2);
    std::vector<artifact::tensor_data> tensors;
    for (const char* const name : {"a", "b", "c"}) {
        tensors.push_back({.name = name,
                           .type = artifact::dtype::f64,
                           .shape = {v.large.size()},
                           .bytes = std::as_bytes(std::span{v.large})});
    }
    artifact::write_sharded(index, std::move(tensors), {}, {.bytes = 1});
}

void run(const std::string& step, const std::string& at) {
    const std::string model = at + "/m.safetensors";
    const std::string index = at + "/s.safetensors.index.json";
    if (step == "make") {
        artifact::save(model, version(1), {.name = "m"});
    } else if (step == "save") {
        artifact::save(model, version(2), {.name = "m"});
    } else if (step == "shards") {
        write_shards(index);
    } else if (step == "judge") {
        version_of(model);
        if (core::file_exists(index)) {
            require(artifact::sharded_file{index}.size() == 3, "an index, and not three tensors");
        } else {
            write_shards(index);
        }
        const artifact::sharded_file shards{index};
        for (const char* const name : {"a", "b", "c"}) {
            require(shards.file_of(name).copy<double>(name) == version(2).large, "other numbers in the shards");
        }
        run("save", at);
        require(version_of(model) == 2, "the new model is not there after saving again");
    } else {
        throw std::runtime_error{"unknown step " + step};
    }
}

}  // namespace

int main(int argc, char** argv) try {
    require(argc == 3, "usage: kill make|save|shards|judge DIRECTORY");
    run(argv[1], argv[2]);
    return 0;
} catch (const std::exception& e) {
    std::cerr << "kill: " << e.what() << '\n';
    return 1;
}
