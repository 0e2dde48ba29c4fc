// SPDX-License-Identifier: MIT
// lastro/num.hpp
//
// Everything of lastro::num: reproducible sums, products and elementary functions.
#pragma once

#include <lastro/num/affine.hpp>
#include <lastro/num/axpy.hpp>
#include <lastro/num/dispatch.hpp>
#include <lastro/num/elementary.hpp>
#include <lastro/num/exact_sum.hpp>
#include <lastro/num/extremes.hpp>
#include <lastro/num/gather.hpp>
#include <lastro/num/gemm.hpp>
#include <lastro/num/gemv.hpp>
#include <lastro/num/ieee.hpp>
#include <lastro/num/logistic_loss.hpp>
#include <lastro/num/matrix_view.hpp>
#include <lastro/num/pack_root.hpp>
#include <lastro/num/profile.hpp>
#include <lastro/num/reduce.hpp>
#include <lastro/num/run_fused.hpp>
#include <lastro/num/softmax.hpp>
