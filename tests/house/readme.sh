#!/usr/bin/env bash
# What README.md shows is what the programs are and print. A block is tied to its source by the comment above it:
#   <!-- file: examples/x.cpp -->   the block is the file, from its first #include on
#   <!-- output: x -->              the block is what build/.../examples/x prints, run in an empty directory
# "readme.sh update" writes the real ones into README.md.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:?the build directory, with examples in BUILD/examples}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
blocks=0
export LC_ALL=C.UTF-8

block_after() { # the fenced block that follows line $1 of README.md
    awk -v from="$1" 'NR > from && /^```/ { if (inside) exit; inside = 1; next } NR > from && inside { print }' "$root/README.md"
}
while IFS=: read -r line comment; do
    name=$(sed -E 's/^<!-- (file|output): ([^ ]+) -->$/\2/' <<<"$comment")
    blocks=$((blocks + 1))
    block_after "$line" >"$work/shown"
    if [[ $comment == *file:* ]]; then
        sed -n '/^#include/,$p' "$root/$name" >"$work/real"
    else
        rm -rf "$work/run" && mkdir "$work/run" && ln -s "$root/examples" "$work/run/examples"
        (cd "$work/run" && "$build/examples/$name" 2>"$work/errors") >"$work/real" || {
            echo "FAILED README.md:$line: $name ends with an error:"; cat "$work/errors"; failures=$((failures + 1)); }
    fi
    if [ "${1:-}" = update ]; then
        awk -v from="$line" -v real="$work/real" '
            NR > from && /^```/ && !done { print; if (inside) { done = 1 } else { while ((getline text < real) > 0) print text }; inside = !inside; next }
            inside && !done { next }
            { print }' "$root/README.md" >"$work/readme" && cp "$work/readme" "$root/README.md"
    elif ! diff -u --label "README.md:$line" --label "$name" "$work/shown" "$work/real"; then
        echo "FAILED README.md:$line: the block is not $name"
        failures=$((failures + 1))
    fi
done < <(grep -nE '^<!-- (file|output): ' "$root/README.md" | sort -t: -k1,1nr) # from the end: updates move lines

# The front page: one sentence, one program of about fifteen lines, its output, and the two commands, within a screen.
head -n 70 "$root/README.md" >"$work/front"
for needed in 'examples/run.sh' 'tests/run.sh' '<!-- file: ' '<!-- output: '; do
    grep -qF -- "$needed" "$work/front" || { echo "FAILED README.md: '$needed' is not on the first screen (70 lines)"; failures=$((failures + 1)); }
done

# An example is at most 60 lines (dataset_tool, a tool with six commands, 120), and every example is shown or named in the README.
for example in "$root"/examples/*.cpp; do
    name=examples/$(basename "$example")
    most=60
    [ "$name" != examples/dataset_tool.cpp ] || most=120
    [ "$(wc -l <"$example")" -le "$most" ] || { echo "FAILED $name: more than $most lines"; failures=$((failures + 1)); }
    grep -q "$name" "$root/README.md" || { echo "FAILED README.md: does not mention $name"; failures=$((failures + 1)); }
done

# Links to files lead somewhere.
while read -r target; do
    [ -e "$root/$target" ] || { echo "FAILED README.md: links to $target, which does not exist"; failures=$((failures + 1)); }
done < <(grep -oE '\]\([^)#:]+\)' "$root/README.md" | sed -E 's/^\]\((.*)\)$/\1/')

echo "$blocks blocks, $failures failures"
[ "$blocks" -ge 4 ] && [ "$failures" -eq 0 ]
