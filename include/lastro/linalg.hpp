// SPDX-License-Identifier: MIT
// lastro/linalg.hpp
//
// Everything of lastro::linalg: small dense systems with the same bits everywhere.
#pragma once

#include <lastro/linalg/cholesky.hpp>
#include <lastro/linalg/least_squares.hpp>
#include <lastro/linalg/polynomial_fit.hpp>
#include <lastro/linalg/qr.hpp>
#include <lastro/linalg/symmetric_eigen.hpp>
