#!/usr/bin/env bash
# Other people's tools agree: a model file opens in Python's safetensors with the same tensors and in a reader of 60 lines that
# knows the format page only, b3sum names the
# repository's objects as Lastro does, every digest is what the format pages and the official BLAKE3 say, tables go to
# pyarrow and back where they are, arrays to NumPy and back, models to ONNX and back, cards to the readers of
# Hugging Face and CycloneDX. Installs pinned packages into build/venv.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
if [ ! -x build/venv/bin/python ]; then python3 -m venv build/venv; fi
build/venv/bin/pip install --quiet --disable-pip-version-check numpy==1.26.4 safetensors==0.4.5 blake3==0.4.1 \
    pyarrow==17.0.0 cffi==1.17.1 onnx==1.23.2 onnxruntime==1.32.0 \
    huggingface_hub==2.4.0 "cyclonedx-python-lib[json-validation]==11.12.0"
examples/run.sh >build/interop.log 2>&1 || { cat build/interop.log; exit 1; }
build/venv/bin/python tests/interop/check.py build/quickstart
build/venv/bin/python tests/interop/model_file.py build/quickstart/rain.safetensors

mkdir -p build/digests
"${CXX:-c++}" -std=c++20 -O0 -Iinclude -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" tests/interop/digests.cpp -pthread \
    -o build/digests/digests
build/digests/digests build/digests
build/venv/bin/python tests/interop/digests.py build/digests

mkdir -p build/arrow
"${CXX:-c++}" -std=c++20 -O1 -fPIC -shared -Iinclude tests/interop/arrow.cpp -pthread -o build/arrow/liblastro_arrow.so
build/venv/bin/python tests/interop/arrow_check.py build/arrow/liblastro_arrow.so examples/data/weather.csv build/arrow

mkdir -p build/arrays
"${CXX:-c++}" -std=c++20 -O0 -Iinclude -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" tests/interop/arrays.cpp -pthread -lz \
    -o build/arrays/arrays
build/venv/bin/python tests/interop/arrays.py build/arrays/arrays build/arrays

mkdir -p build/onnx
"${CXX:-c++}" -std=c++20 -O0 -Iinclude -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" tests/interop/onnx.cpp -pthread \
    -o build/onnx/onnx
build/venv/bin/python tests/interop/onnx_check.py build/onnx/onnx build/onnx examples/data/weather.csv

mkdir -p build/cards
"${CXX:-c++}" -std=c++20 -O0 -Iinclude -isystem "${EIGEN_INCLUDE:-/usr/include/eigen3}" tests/interop/cards.cpp -pthread \
    -o build/cards/cards
build/cards/cards build/cards
build/venv/bin/python tests/interop/cards.py build/cards
