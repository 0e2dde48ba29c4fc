// SPDX-License-Identifier: MIT
// tests/interop/cards.cpp: cards DIRECTORY writes full, small and hostile cards, for tests/interop/cards.py
#include <exception>
#include <iostream>
#include <string>

#include <lastro/report/ml_bom.hpp>
#include <lastro/report/model_card.hpp>

#include "../report/model_examples.hpp"

int main(int argc, char** argv) try {
    const std::string at = argc == 2 ? argv[1] : ".";
    for (const auto& [name, facts] : model_examples::all()) {
        lastro::report::write_model_card(at + "/" + name + ".md", facts);
        lastro::report::write_ml_bom(at + "/" + name + ".cdx.json", facts);
    }
    return 0;
} catch (const std::exception& e) {
    std::cerr << "cards: " << e.what() << '\n';
    return 1;
}
