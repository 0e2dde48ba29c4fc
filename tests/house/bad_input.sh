#!/usr/bin/env bash
# What a person does wrong, done to examples/quickstart: each ends with exit code 1 and one line that says what, where,
# expected and found; and nothing half-written stays behind.
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
quickstart=${BUILD:?the build directory, with examples in BUILD/examples}/examples/quickstart
weather=$root/examples/data/weather.csv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0
failures=0

refused() { # what, the exact message (without "quickstart: "), arguments of quickstart...
    local what=$1 expected="quickstart: $2" found status=0
    shift 2
    cases=$((cases + 1))
    mkdir -p "$work/run"
    found=$(cd "$work/run" && "$quickstart" "$@" 2>&1 >"$work/output") || status=$?
    found=$(grep -v '^epoch' <<<"$found")
    local bad=
    [ "$status" -eq 1 ] || bad="exit code $status"
    [ "$found" = "$expected" ] || bad="$bad
  expected: $expected
  found:    $found"
    [ ! -s "$work/output" ] || bad="$bad, printed results"
    # A finished version of the data may stay; no model, no report, no temporary file.
    local left
    left=$(cd "$work/run" && find . -mindepth 1 -maxdepth 1 ! -name quickstart.lastro; find "$work/run" -name '*tmp*')
    [ -z "$left" ] || bad="$bad, left behind: $left"
    if [ -n "$bad" ]; then
        echo "FAILED $what: $bad"
        failures=$((failures + 1))
    else
        echo "refused: $what"
    fi
    rm -rf "$work/run"
}
changed() { sed -E "$1" "$weather" >"$work/$2"; } # sed program, name of the changed file

refused "a missing file" "nowhere.csv: cannot open for reading: No such file or directory" nowhere.csv
refused "a directory" "$work: cannot read: Is a directory" "$work"
: >"$work/empty.csv"
refused "an empty file" "../empty.csv: expected a line of column names, found no record at all" ../empty.csv
head -n 1 "$weather" >"$work/header.csv"
refused "a header and no rows" '../header.csv: column "precipitation": expected type float64, found string (no rows to tell a type from)' ../header.csv
changed '5s/,[^,]*$//' ragged.csv
refused "a ragged row" "../ragged.csv:5:1: expected 7 fields as in line 1, found 6" ../ragged.csv
changed '17s/^(Seattle,[^,]*),[^,]*/\1,abc/' number.csv
refused "a bad number" '../number.csv: column "precipitation": expected type float64, found string (line 17 holds "abc")' ../number.csv
changed '1s/wind/wnd/' unknown.csv
refused "an unknown column" '../unknown.csv: column "wind": expected one of "location", "date", "precipitation", "temp_max", "temp_min", "wnd", "weather", "wet", found none of that name' ../unknown.csv
changed '17s/^(Seattle,[^,]*),[^,]*/\1,/' missing.csv
refused "a missing target" '../missing.csv: column "wet": expected a class in every row, found a missing value in row 11' ../missing.csv
changed 's/^(Seattle,201[23][^,]*),[^,]*/\1,0.0/' single.csv
refused "a single class" '../single.csv: column "wet": expected at least two classes, found only "false" in all 585 rows' ../single.csv
grep -v Seattle "$weather" >"$work/elsewhere.csv"
refused "no rows after a filter" '../elsewhere.csv: column "location": expected "New York", found no row with "Seattle"' ../elsewhere.csv
printf 'a,b\n1,"2\n' >"$work/quote.csv"
refused "a quote that never closes" '../quote.csv:2:3: expected a quote that closes this field, found the end of the text' ../quote.csv
printf 'a,b\n1,\xff\n' >"$work/bytes.csv"
refused "bytes that are no UTF-8" '../bytes.csv:2:3: expected UTF-8 text, found the byte \xff at offset 6' ../bytes.csv
refused "no number of threads" "train::fit: threads: expected at least 1, found 0" "$weather" many

mkdir -p "$work/run/quickstart.lastro" && echo "mine" >"$work/run/quickstart.lastro/letter.txt"
refused_directory="quickstart.lastro: expected a repository (with lastro-repository.json) or an empty directory, found \"letter.txt\""
refused "a directory that is no repository" "$refused_directory" "$weather"
mkdir -p "$work/run" && echo "mine" >"$work/run/quickstart.lastro"
refused "a file where the repository should be" "quickstart.lastro: expected a directory, found a file" "$weather"

# Unreadable: only where this test may become somebody without the right.
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null 2>&1; then
    cases=$((cases + 1))
    cp "$weather" "$work/secret.csv" && chmod 000 "$work/secret.csv" && chmod 755 "$work"
    cp "$quickstart" "$work/quickstart" && chmod 755 "$work/quickstart"
    found=$(cd "$work" && setpriv --reuid=65534 --clear-groups ./quickstart "$work/secret.csv" 2>&1)
    if [ "$found" = "quickstart: $work/secret.csv: cannot open for reading: Permission denied" ]; then
        echo "refused: an unreadable file"
    else
        echo "FAILED an unreadable file: $found"
        failures=$((failures + 1))
    fi
fi

echo "$((cases - failures)) passed, $failures failed"
[ "$failures" -eq 0 ]
