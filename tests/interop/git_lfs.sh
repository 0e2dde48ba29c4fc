#!/usr/bin/env bash
# Git LFS agrees: what Lastro put into .git/lfs, with a pointer in the file's place, git lfs finds sound, commits and checks
# out; what git lfs stored, Lastro reads; both write the same pointers and objects. Needs git and git-lfs (.ci/setup ci).
# The last line is "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root" || exit 1
# shellcheck source=/dev/null
source tests/interop/checks.sh
build_check git_lfs

export HOME=$work GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
git lfs install --skip-repo >/dev/null || exit 1
mkdir "$work/content"
printf 'text\n' >"$work/content/small.bin"
seq 1 300000 >"$work/content/large.bin"
printf '\0\1\2\r\n' >"$work/content/with space.bin"
for project in theirs ours; do
    git init -q "$work/$project" && cd "$work/$project" || exit 1
    git lfs track '*.bin' >/dev/null || exit 1
    cp "$work/content/"*.bin .
done
cd "$work/theirs" || exit 1
check "git lfs stores" bash -c "git add . && git commit -qm theirs"

cd "$work/ours" || exit 1
for file in *.bin; do
    check "Lastro puts $file" "$ours" put .git/lfs "$file"
    git -C ../theirs show "HEAD:$file" >../pointer
    check "  the pointer is the same" cmp ../pointer "$file"
done
check "both keep the same objects" diff -r ../theirs/.git/lfs/objects .git/lfs/objects
# The files are pointers, which the clean filter leaves as they are: what is committed is what git lfs would commit.
check "git commits Lastro's pointers" bash -c "git add . && git commit -qm ours"
check "  to the tree that git lfs makes" bash -c '[ "$(git rev-parse HEAD^{tree})" = "$(git -C ../theirs rev-parse HEAD^{tree})" ]'
check "git lfs finds nothing wrong" git lfs fsck
check "git lfs checks out" git lfs checkout
for file in *.bin; do check "  $file" cmp "$work/content/$file" "$file"; done

cd "$work/theirs" || exit 1
for file in *.bin; do
    git show "HEAD:$file" >../pointer
    check "Lastro reads what git lfs stored as $file" "$ours" get .git/lfs ../pointer ../copy
    check "  the same" cmp "$work/content/$file" ../copy
done

report
