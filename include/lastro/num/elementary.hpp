// SPDX-License-Identifier: MIT
// lastro/num/elementary.hpp
//
// What is exp(x), to the last bit, on every machine? The functions that models are made of, for one number or many.
//
//   const double y = num::exp(x);
//   num::tanh(std::span<const double>{inputs}, outputs);    // element by element, the same bits as one by one
//   num::exp(values, values);                               // in place
//
//   exp exp2 expm1   log log2 log1p   pow   sin cos sin_2pi cos_2pi   erf erfc lgamma
//   tanh sigmoid softplus gelu gelu_derivative
//
// Within 2 ulp of the true value for every float and double (log_gamma.hpp names the one exception); special values as
// in C's Annex F, except that every NaN result is the one quiet NaN. One text per function serves all instruction sets.
// The functions of the C library differ between libraries, their versions and CPUs, and are not used.
#pragma once

#include <lastro/num/activation.hpp>
#include <lastro/num/error_function.hpp>
#include <lastro/num/exponential.hpp>
#include <lastro/num/gelu.hpp>
#include <lastro/num/hyperbolic.hpp>
#include <lastro/num/log_gamma.hpp>
#include <lastro/num/logarithm.hpp>
#include <lastro/num/power.hpp>
#include <lastro/num/trigonometric.hpp>

namespace lastro::inline v0::num {}  // which the headers above fill
