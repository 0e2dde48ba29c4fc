// SPDX-License-Identifier: MIT
// lastro/data.hpp
//
// All of lastro::data: typed tables, CSV files, schemas and validation, splits and folds, fingerprints. Standard
// library only.
#pragma once

#include <lastro/data/arrow_abi.hpp>
#include <lastro/data/arrow_export.hpp>
#include <lastro/data/arrow_import.hpp>
#include <lastro/data/arrow_stream.hpp>
#include <lastro/data/cell.hpp>
#include <lastro/data/column.hpp>
#include <lastro/data/column_profile.hpp>
#include <lastro/data/column_view.hpp>
#include <lastro/data/comparison.hpp>
#include <lastro/data/concatenate.hpp>
#include <lastro/data/csv.hpp>
#include <lastro/data/csv_batches.hpp>
#include <lastro/data/csv_dialect.hpp>
#include <lastro/data/csv_records.hpp>
#include <lastro/data/csv_settings.hpp>
#include <lastro/data/csv_writer.hpp>
#include <lastro/data/dictionary.hpp>
#include <lastro/data/expectation.hpp>
#include <lastro/data/field.hpp>
#include <lastro/data/fingerprint.hpp>
#include <lastro/data/fingerprinter.hpp>
#include <lastro/data/fold.hpp>
#include <lastro/data/group_folds.hpp>
#include <lastro/data/pattern.hpp>
#include <lastro/data/preview.hpp>
#include <lastro/data/records.hpp>
#include <lastro/data/row_check.hpp>
#include <lastro/data/row_multiset.hpp>
#include <lastro/data/row_value.hpp>
#include <lastro/data/schema.hpp>
#include <lastro/data/schema_change.hpp>
#include <lastro/data/schema_diff.hpp>
#include <lastro/data/schema_json.hpp>
#include <lastro/data/segments.hpp>
#include <lastro/data/sort.hpp>
#include <lastro/data/split.hpp>
#include <lastro/data/split_by_hash.hpp>
#include <lastro/data/stratified_folds.hpp>
#include <lastro/data/table.hpp>
#include <lastro/data/table_expectation.hpp>
#include <lastro/data/table_profile.hpp>
#include <lastro/data/table_view.hpp>
#include <lastro/data/time_bound.hpp>
#include <lastro/data/time_series_folds.hpp>
#include <lastro/data/timestamp.hpp>
#include <lastro/data/types.hpp>
#include <lastro/data/validation_report.hpp>
#include <lastro/data/validity.hpp>
#include <lastro/data/value_codes.hpp>
#include <lastro/data/values_fingerprint.hpp>
