// SPDX-License-Identifier: MIT
// lastro/report.hpp
//
// Everything that shows results to people: HTML pages, inline SVG, Markdown.
#pragma once

#include <lastro/report/axis.hpp>
#include <lastro/report/column_html.hpp>
#include <lastro/report/delay_svg.hpp>
#include <lastro/report/escape.hpp>
#include <lastro/report/html.hpp>
#include <lastro/report/licence.hpp>
#include <lastro/report/markdown.hpp>
#include <lastro/report/ml_bom.hpp>
#include <lastro/report/model_card.hpp>
#include <lastro/report/model_facts.hpp>
#include <lastro/report/number.hpp>
#include <lastro/report/style.hpp>
#include <lastro/report/summary.hpp>
#include <lastro/report/svg.hpp>
