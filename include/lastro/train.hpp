// SPDX-License-Identifier: MIT
// lastro/train.hpp
//
// Everything to train a model and to judge it. Needs Eigen.
#pragma once

#include <lastro/train/adam.hpp>
#include <lastro/train/adam_variants.hpp>
#include <lastro/train/adaptive_gradient.hpp>
#include <lastro/train/batch.hpp>
#include <lastro/train/bootstrap.hpp>
#include <lastro/train/calibration.hpp>
#include <lastro/train/callback.hpp>
#include <lastro/train/class_weight.hpp>
#include <lastro/train/classification_metric.hpp>
#include <lastro/train/clip.hpp>
#include <lastro/train/confusion_matrix.hpp>
#include <lastro/train/cross_validation.hpp>
#include <lastro/train/cyclic_schedule.hpp>
#include <lastro/train/decay_schedule.hpp>
#include <lastro/train/early_stopping.hpp>
#include <lastro/train/evaluation.hpp>
#include <lastro/train/finite.hpp>
#include <lastro/train/fit_settings.hpp>
#include <lastro/train/full_batch.hpp>
#include <lastro/train/goal.hpp>
#include <lastro/train/kernel.hpp>
#include <lastro/train/lbfgs.hpp>
#include <lastro/train/least_squares.hpp>
#include <lastro/train/line_search.hpp>
#include <lastro/train/loss.hpp>
#include <lastro/train/metric.hpp>
#include <lastro/train/multiclass_auc.hpp>
#include <lastro/train/named_settings.hpp>
#include <lastro/train/optimizer.hpp>
#include <lastro/train/optimizer_state.hpp>
#include <lastro/train/plateau.hpp>
#include <lastro/train/probability_metric.hpp>
#include <lastro/train/progress_bar.hpp>
#include <lastro/train/ranked_scores.hpp>
#include <lastro/train/regression_loss.hpp>
#include <lastro/train/regression_metric.hpp>
#include <lastro/train/retrieval_metric.hpp>
#include <lastro/train/rule.hpp>
#include <lastro/train/run_result.hpp>
#include <lastro/train/schedule.hpp>
#include <lastro/train/search.hpp>
#include <lastro/train/search_space.hpp>
#include <lastro/train/segments.hpp>
#include <lastro/train/sgd.hpp>
#include <lastro/train/sharded_gradient.hpp>
#include <lastro/train/trainer.hpp>
#include <lastro/train/training_loop.hpp>
#include <lastro/train/weighted_mean.hpp>

#include <lastro/model.hpp>
