#!/usr/bin/env bash
# OpenSSF's model_signing agrees: it verifies the models that Lastro signed, Lastro those that it signed, and both refuse
# what was changed afterwards. Installs pinned packages into build/venv-signing. The last line is "N passed, N failed".
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
python=build/venv-signing/bin/python
if ! "$python" -c 'import importlib.metadata as m, OpenSSL, sys; sys.exit(m.version("model-signing") != "1.1.1")' 2>/dev/null; then
    python3 -m venv build/venv-signing
    # pyOpenSSL is imported by model_signing and named by nobody.
    build/venv-signing/bin/pip install --quiet --disable-pip-version-check model-signing==1.1.1 sigstore==4.5.1 \
        sigstore-models==0.0.6 cryptography==50.0.2 pyopenssl==26.4.0 protobuf==7.36.2 blake3==1.0.11
fi
# shellcheck source=/dev/null
source tests/interop/checks.sh
build_check signatures -lcrypto
"$python" tests/interop/signatures.py "$ours" build/signatures
