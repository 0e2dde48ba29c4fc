#!/usr/bin/env bash
# DVC agrees: what Lastro wrote to a cache or a remote, dvc checks out and pulls; what dvc added, Lastro checks out; and
# both write the same .dvc files and the same cache, byte for byte. Installs pinned packages into build/venv-dvc; needs
# neither git nor, once they are installed, a network. The last line is "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root" || exit 1
python=build/venv-dvc/bin/python
if ! "$python" -c 'import dvc, sys; sys.exit(dvc.__version__ != "3.55.2")' 2>/dev/null; then
    python3 -m venv build/venv-dvc &&
        build/venv-dvc/bin/pip install --quiet --disable-pip-version-check dvc==3.55.2 pathspec==0.12.1 || exit 1
fi
dvc=$root/build/venv-dvc/bin/dvc
export DVC_NO_ANALYTICS=1

# shellcheck source=/dev/null
source tests/interop/checks.sh
build_check dvc

# One set of data, twice: empty and large files, names that YAML and JSON must quote, a file that may be run.
names=("it's: \"1\"" 'sp #x' '- a' 123 'ü ☃ 😀' null '[x]' '1e3')
for project in theirs ours; do
    mkdir -p "$work/$project/data/a/b" "$work/$project/data/a-b" && cd "$work/$project" || exit 1
    "$dvc" init --no-scm --quiet || exit 1
    printf '1\n' >data/a/b/1
    printf '2\r\n' >data/a-b/2
    : >data/empty
    seq 1 300000 >data/large
    for name in "${names[@]}"; do printf '%s\n' "$name" | tee "data/$name" >"./$name"; done
    printf '#!/bin/sh\n' >run.sh && chmod +x run.sh
done

cd "$work/theirs" || exit 1
check "dvc adds" "$dvc" add --quiet -- data run.sh "${names[@]/#/./}"
cd "$work/ours" || exit 1
for name in data run.sh "${names[@]}"; do
    check "Lastro adds $name" "$ours" add .dvc/cache "./$name"
    check "both write the same $name.dvc" cmp "../theirs/$name.dvc" "./$name.dvc"
done
check "both write the same cache" diff -r ../theirs/.dvc/cache/files .dvc/cache/files

check "dvc finds nothing changed" bash -c "'$dvc' status | tee /dev/stderr | grep -q 'up to date'"
rm -r data run.sh && for name in "${names[@]}"; do rm "./$name"; done
check "dvc checks out what Lastro added" "$dvc" checkout --quiet
for name in data run.sh "${names[@]}"; do check "  $name" diff -r "../theirs/$name" "./$name"; done
check "  run.sh can be run" test -x run.sh

mv .dvc/cache ../remote && rm -r data && chmod -R u+w .dvc
"$dvc" remote add --quiet -d remote ../remote
check "dvc pulls from a remote that Lastro wrote" "$dvc" pull --quiet data.dvc
check "  data" diff -r ../theirs/data data

cd "$work/theirs" || exit 1
mkdir ../copy
for name in data run.sh "${names[@]}"; do
    check "Lastro checks out what dvc added as $name" "$ours" checkout .dvc/cache "./$name.dvc" ../copy
    check "  the same" diff -r "./$name" "../copy/$name"
    check "  its .dvc file, read and written again" cmp "./$name.dvc" ../copy.dvc
done
check "  run.sh can be run" test -x ../copy/run.sh

report
