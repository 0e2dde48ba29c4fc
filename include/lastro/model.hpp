// SPDX-License-Identifier: MIT
// lastro/model.hpp
//
// Every model of the library, and what a model of your own needs. Needs Eigen.
#pragma once

#include <lastro/model/activation.hpp>
#include <lastro/model/class_labels.hpp>
#include <lastro/model/classifier.hpp>
#include <lastro/model/concepts.hpp>
#include <lastro/model/cyclic.hpp>
#include <lastro/model/dense.hpp>
#include <lastro/model/dropout.hpp>
#include <lastro/model/encoding.hpp>
#include <lastro/model/factorization.hpp>
#include <lastro/model/feature_encoder.hpp>
#include <lastro/model/features.hpp>
#include <lastro/model/features_settings.hpp>
#include <lastro/model/hashing_encoder.hpp>
#include <lastro/model/ids.hpp>
#include <lastro/model/imputation.hpp>
#include <lastro/model/linear.hpp>
#include <lastro/model/logistic.hpp>
#include <lastro/model/matrix_fingerprint.hpp>
#include <lastro/model/matrix_table.hpp>
#include <lastro/model/mlp.hpp>
#include <lastro/model/mlp_settings.hpp>
#include <lastro/model/numeric_target.hpp>
#include <lastro/model/one_hot.hpp>
#include <lastro/model/ordinal.hpp>
#include <lastro/model/parameters.hpp>
#include <lastro/model/parameters_digest.hpp>
#include <lastro/model/prediction.hpp>
#include <lastro/model/quantile_scaler.hpp>
#include <lastro/model/regressor.hpp>
#include <lastro/model/scaler.hpp>
#include <lastro/model/scaling.hpp>
