#!/usr/bin/env bash
# Builds what tests/benchmark/artifact.cpp is linked with, in the directory $1: the small model through cereal and Boost
# (Debian's packages; installed where apt-get can), and what artifact.py needs: an environment with safetensors and joblib,
# pinned, and our side as a library that Python can call. What cannot be had is left out, and said.
set -euo pipefail
to=$(mkdir -p "${1:?usage: artifact.sh DIRECTORY}" && cd "$1" && pwd)
here=tests/benchmark/peers
if [ ! -e /usr/include/cereal ] || [ ! -e /usr/include/boost/archive ]; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends libcereal-dev libboost-serialization-dev; } >/dev/null 2>&1 ||
        echo "no libcereal-dev and libboost-serialization-dev to be had: without what is missing"
fi
eigen=${EIGEN_INCLUDE:-/usr/include/eigen3}
"${CXX:-c++}" -std=c++20 -O2 -Iinclude -isystem "$eigen" -c $here/small_model_peers.cpp -o "$to/small_model_peers.o"
library=$("${CXX:-c++}" -print-file-name=libboost_serialization.a)
ld -r "$to/small_model_peers.o" $([ ! -f "$library" ] || echo "$library") -o "$to/artifact.o"
"${CXX:-c++}" -std=c++20 "${CXXFLAGS:--O2}" -shared -fPIC -Iinclude -isystem "$eigen" $here/lastro_artifact.cpp -pthread \
    -o "$to/lastro_artifact.so"
pinned="safetensors==0.8.0 joblib==1.6.0 numpy==2.4.6"
[ -e "$to/artifact/is-here" ] || {
    # shellcheck disable=SC2086
    python3 -m venv "$to/artifact" && "$to/artifact/bin/pip" install --quiet --disable-pip-version-check $pinned && touch "$to/artifact/is-here"
} || echo "no $pinned to be had: without them"
