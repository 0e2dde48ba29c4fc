#!/usr/bin/env bash
# examples/dataset_tool from a shell: every command, what it prints in a pipe, and exit code 1 with one clear sentence for
# what a person does wrong.
set -uo pipefail
tool=${BUILD:?the build directory, with examples in BUILD/examples}/examples/dataset_tool
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
cases=0
failures=0

expect() { # exit code, a pattern for all that is printed (extended, whole), arguments of dataset_tool...
    local code=$1 pattern=$2 found status=0
    shift 2
    cases=$((cases + 1))
    found=$("$tool" "$@" 2>&1) || status=$?
    if [ "$status" -ne "$code" ] || ! [[ $found =~ ^($pattern)$ ]]; then
        printf 'FAILED dataset_tool %s: exit code %s\n  expected: %s\n  found:    %s\n' "$*" "$status" "$pattern" "$found"
        failures=$((failures + 1))
    fi
}
mkdir -p images/train
echo hello >images/train/a.txt
echo world >images/b.txt
expect 0 'blake3:[0-9a-f]{8}  images@1  2 files, 12 bytes' d.lastro snapshot images images first
expect 0 '' d.lastro status images images
mv images/b.txt images/c.txt
echo more >>images/train/a.txt
expect 0 $'renamed b.txt -> c.txt\nchanged train/a.txt' d.lastro status images images
expect 0 'blake3:[0-9a-f]{8}  images@2  2 files, 17 bytes' d.lastro snapshot images images second
expect 0 $'renamed b.txt -> c.txt\nchanged train/a.txt' d.lastro diff images@1 images@2
expect 0 $'blake3:[0-9a-f]{8}  images@2  2 files, 17 bytes  2[-0-9T:.]*Z  second\nblake3:[0-9a-f]{8}  images@1 .*  first' d.lastro log images
expect 0 '' d.lastro checkout images@1 out
[ "$(cat out/train/a.txt out/b.txt)" = $'hello\nworld' ] || { echo "FAILED checkout: other content"; failures=$((failures + 1)); }
expect 0 '[0-9]+ objects, [0-9,]+ bytes: sound' d.lastro fsck
cp -r d.lastro backup.lastro
for pack in d.lastro/objects/packs/*; do printf x | dd of="$pack" bs=1 seek=100 conv=notrunc status=none; done
expect 1 '.*: not sound, .*' d.lastro fsck
expect 0 '.*: sound.*, [0-9]+ repaired.*' d.lastro fsck backup.lastro
expect 0 '[0-9]+ objects, [0-9,]+ bytes: sound' d.lastro fsck

# On a terminal, a bar that is gone at the end.
if command -v script >/dev/null 2>&1; then
    cases=$((cases + 1))
    shown=$(LC_ALL=C script -qec "'$tool' bar.lastro snapshot images images" /dev/null)
    if ! [[ $shown == *$'\rreading ================================ 2 files'*$'\r\033[K'*'images@1'* ]]; then
        printf 'FAILED dataset_tool on a terminal: %q\n' "$shown"
        failures=$((failures + 1))
    fi
fi

usage='usage: dataset_tool REPOSITORY snapshot .*'
expect 1 "$usage" d.lastro
expect 1 "$usage" d.lastro bake images
expect 1 "$usage" d.lastro diff images@1
expect 1 'dataset_tool: nowhere: expected a repository, found nothing of that name' nowhere log images
expect 1 'dataset_tool: d.lastro: expected one of images, found "cats", which has no commits' d.lastro log cats
expect 1 'dataset_tool: d.lastro: images: expected a version from 1 to 2, found "9"' d.lastro status images@9 images
expect 1 'dataset_tool: out: expected nothing of that name yet, found a directory' d.lastro checkout images out
expect 1 'dataset_tool: nowhere: cannot open directory: No such file or directory' d.lastro snapshot images nowhere
expect 1 'dataset_tool: store::repository: name: expected 1 to 128 of .*, found "\.\./x"' d.lastro snapshot ../x images
expect 1 'dataset_tool: images: expected a repository .* or an empty directory, found "c.txt"' images log images

echo "$cases cases, $failures failures"
[ "$failures" -eq 0 ]
