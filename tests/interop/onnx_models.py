# SPDX-License-Identifier: MIT
"""Models that Python's onnx writes and Lastro reads: write_models(DIRECTORY) for tests/interop/onnx.py."""
import json

import numpy
import onnx
from onnx import TensorProto, helper, numpy_helper


def save(directory, name, nodes, inputs, outputs, constants, record=None, opset=13, metadata=()):
    """A checked file, and the inputs that both sides are asked about."""
    graph = helper.make_graph(nodes, name, inputs, outputs, [c if isinstance(c, TensorProto) else numpy_helper.from_array(c[1], c[0])
                                                             for c in constants], doc_string="made by Python")
    sets = [helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 2)]
    model = helper.make_model(graph, opset_imports=sets, ir_version=8)
    helper.set_model_props(model, dict(metadata))
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, directory / f"{name}.onnx")
    if record is not None:
        (directory / f"{name}.json").write_text(json.dumps(record))


def value(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, list(shape))


def write_models(directory):
    draw = numpy.random.default_rng(3)
    double, single = TensorProto.DOUBLE, TensorProto.FLOAT
    numbers = draw.normal(size=(40, 2))
    words = [["red", "blue", "green", "none of them"][i % 4] for i in range(40)]
    table = {"a": numbers[:, 0].tolist(), "b": numbers[:, 1].tolist(), "c": words}

    # Columns in another order than the inputs; MatMul and Add, transposed weights, raw columns, a chain in odd order.
    nodes = [
        helper.make_node("Softmax", ["z"], ["probabilities"], axis=-1),
        helper.make_node("ArgMax", ["z"], ["k"], axis=-1, keepdims=0),
        helper.make_node("Gather", ["names", "k"], ["told"]),
        helper.make_node("OneHotEncoder", ["c"], ["ones"], domain="ai.onnx.ml", cats_strings=["blue", "green", "red"]),
        helper.make_node("Reshape", ["ones", "flat"], ["c1"]),
        helper.make_node("Cast", ["c1"], ["c2"], to=double),
        helper.make_node("Sub", ["b", "mean"], ["b1"]),
        helper.make_node("Div", ["b1", "sd"], ["b2"]),
        helper.make_node("Concat", ["c2", "a", "b2"], ["x"], axis=-1),
        helper.make_node("MatMul", ["x", "w0"], ["h0"]),
        helper.make_node("Add", ["h0", "b0"], ["h1"]),
        helper.make_node("Tanh", ["h1"], ["h2"]),
        helper.make_node("Gemm", ["h2", "w1", "b1_"], ["z"], transB=1),
    ]
    order = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2]  # as the checker wants them
    constants = [("mean", numpy.array([0.5])), ("sd", numpy.array([2.0])), ("flat", numpy.array([-1, 3])),
                 ("w0", draw.normal(size=(5, 4))), ("b0", draw.normal(size=4)), ("w1", draw.normal(size=(3, 4))),
                 ("b1_", draw.normal(size=3)),
                 helper.make_tensor("names", TensorProto.STRING, [3], [b"low", b"middle", b"high"])]
    inputs = [value("a", double, None, 1), value("b", double, "N", 1), value("c", TensorProto.STRING, "N", 1)]
    classes = [value("told", TensorProto.STRING, "N"), value("probabilities", double, "N", 3)]
    save(directory, "classifier_words", [nodes[i] for i in order], inputs, classes, constants, {"inputs": table},
         metadata={"lastro.target": "height"})

    # float32, elements in their typed fields, a newer operator set.
    w, b = draw.normal(size=(1, 1)), draw.normal(size=1)
    save(directory, "classifier_two",
         [helper.make_node("Gemm", ["a", "w", "b"], ["z"]), helper.make_node("Neg", ["z"], ["y"]),
          helper.make_node("Concat", ["y", "z"], ["s"], axis=1), helper.make_node("Sigmoid", ["s"], ["probabilities"]),
          helper.make_node("ArgMax", ["s"], ["k"], axis=1, keepdims=0, select_last_index=1),
          helper.make_node("Gather", ["truth", "k"], ["told"], axis=0)],
         [value("a", single, "N", 1)], [value("told", TensorProto.BOOL, "N"), value("probabilities", single, "N", 2)],
         [helper.make_tensor("w", single, [1, 1], w.ravel()), helper.make_tensor("b", single, [1], b),
          helper.make_tensor("truth", TensorProto.BOOL, [2], [False, True])],
         {"inputs": {"a": numbers[:, 0].astype(numpy.float32).astype(float).tolist()}}, opset=19)

    save(directory, "regressor_counts",
         [helper.make_node("Concat", ["a", "b"], ["x"], axis=1), helper.make_node("Gemm", ["x", "w", "b_"], ["z"]),
          helper.make_node("Exp", ["z"], ["prediction"])],
         [value("a", double, "N", 1), value("b", double, "N", 1)], [value("prediction", double, "N", 1)],
         [("w", draw.normal(size=(2, 1))), ("b_", draw.normal(size=1))], {"inputs": {"a": table["a"], "b": table["b"]}})

    matrix = draw.normal(size=(40, 6)).astype(numpy.float32)
    save(directory, "network",
         [helper.make_node("Gemm", ["input", "w0", "b0"], ["h"], transB=1), helper.make_node("Relu", ["h"], ["r"]),
          helper.make_node("Gemm", ["r", "w1", "b1"], ["scores"])],
         [value("input", single, "N", 6)], [value("scores", single, "N", 2)],
         [("w0", draw.normal(size=(5, 6)).astype(numpy.float32)), ("b0", draw.normal(size=5).astype(numpy.float32)),
          ("w1", draw.normal(size=(5, 2)).astype(numpy.float32)), ("b1", draw.normal(size=2).astype(numpy.float32))],
         {"matrix": matrix.astype(float).tolist()})

    # What Lastro has no model for.
    save(directory, "refused_operation",
         [helper.make_node("Sin", ["a"], ["s"]), helper.make_node("Gemm", ["s", "w", "b"], ["prediction"])],
         [value("a", double, "N", 1)], [value("prediction", double, "N", 1)],
         [("w", numpy.ones((1, 1))), ("b", numpy.ones(1))])
    save(directory, "refused_bag",
         [helper.make_node("Gemm", ["a", "w", "b"], ["z"], alpha=2.0), helper.make_node("Exp", ["z"], ["prediction"])],
         [value("a", double, "N", 1)], [value("prediction", double, "N", 1)],
         [("w", numpy.ones((1, 1))), ("b", numpy.ones(1))])
