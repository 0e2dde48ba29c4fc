// SPDX-License-Identifier: MIT
// lastro/artifact.hpp
//
// What exactly is in this model file? Includes every header of the room artifact.
#pragma once

#include <lastro/artifact/archive_reader.hpp>
#include <lastro/artifact/archive_writer.hpp>
#include <lastro/artifact/card.hpp>
#include <lastro/artifact/card_parts.hpp>
#include <lastro/artifact/difference.hpp>
#include <lastro/artifact/dtype.hpp>
#include <lastro/artifact/fields.hpp>
#include <lastro/artifact/model_file.hpp>
#include <lastro/artifact/model_manifest.hpp>
#include <lastro/artifact/model_writer.hpp>
#include <lastro/artifact/npy.hpp>
#include <lastro/artifact/npy_header.hpp>
#include <lastro/artifact/npz.hpp>
#include <lastro/artifact/onnx.hpp>
#include <lastro/artifact/onnx_export.hpp>
#include <lastro/artifact/onnx_file.hpp>
#include <lastro/artifact/onnx_graph.hpp>
#include <lastro/artifact/onnx_import.hpp>
#include <lastro/artifact/onnx_match.hpp>
#include <lastro/artifact/onnx_match_inputs.hpp>
#include <lastro/artifact/onnx_parser.hpp>
#include <lastro/artifact/onnx_pipeline.hpp>
#include <lastro/artifact/onnx_tensor_parser.hpp>
#include <lastro/artifact/onnx_values.hpp>
#include <lastro/artifact/protobuf.hpp>
#include <lastro/artifact/reflection.hpp>
#include <lastro/artifact/safetensors.hpp>
#include <lastro/artifact/safetensors_header.hpp>
#include <lastro/artifact/safetensors_writer.hpp>
#include <lastro/artifact/self_test.hpp>
#include <lastro/artifact/sharded.hpp>
#include <lastro/artifact/signature.hpp>
#include <lastro/artifact/signature_bundle.hpp>
#include <lastro/artifact/sparse.hpp>
#include <lastro/artifact/statement.hpp>
#include <lastro/artifact/tensor_info.hpp>
#include <lastro/artifact/tensor_layout.hpp>
#include <lastro/artifact/tensor_shape.hpp>
#include <lastro/artifact/tensor_view.hpp>
#include <lastro/artifact/training_summary.hpp>
#include <lastro/artifact/zip.hpp>
#include <lastro/artifact/zip_writer.hpp>
