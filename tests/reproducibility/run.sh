#!/usr/bin/env bash
# One program, many builds, one output.
#
#   run.sh           numbers.cpp with every compiler at hand, at several levels and flags, and for AArch64 and s390x under
#                    qemu, against tests/golden/reproducibility/v1; in a few of these builds runs.cpp, against runs_v1
#                    beside it, files.cpp, against files_v1, and examples/quickstart.cpp, against README.md; repository.cpp
#                    for s390x against what it gives here. A difference names the group of numbers.
#                    QUICK=1 leaves out the rows that other suites of .ci/run, or the rows beside them, speak for
#   run.sh freeze    adds the groups that the golden files do not have yet; refuses to change one that they have. A name
#                    behind it (numbers, runs, files) does so for that program alone
#   run.sh plain     the experiment of docs/reproducibility.md: the same work with Eigen and std::, one row per build
#   run.sh cross     the test programs of the lower floors, built for AArch64 and s390x, under qemu (20 minutes)
set -uo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/reproducibility
golden=$root/tests/golden/reproducibility
work=$root/build/reproducibility
mode=${1:-matrix}
at_once=${JOBS:-2} # builds
patience=400       # seconds that one compilation or one program may take
mkdir -p "$work/headers"
# The libraries beside Lastro, alone: the rest of /usr/include belongs to this machine and not to the emulated ones.
for place in "${EIGEN_INCLUDE:-/usr/include/eigen3}/Eigen" "${JSON_INCLUDE:-/usr/include}/nlohmann" /usr/include/doctest; do
    ln -sfn "$place" "$work/headers/${place##*/}"
done
export LC_ALL=C.UTF-8
launcher=$(command -v ccache || true)
lower_floors="core hash random num stats data drift"

# The builds: machine | compiler | flags. A machine other than this one is emulated.
builds() {
    local compiler flags no_avx=""
    [ "$(uname -m)" != x86_64 ] || no_avx="-O2 -mno-avx"
    for compiler in g++ clang++-14 clang++-19; do
        for flags in "-O0" "-O1" "-O2" "-O3" "-O3 -march=native" "-O2 -ffp-contract=fast" ${no_avx:+"$no_avx"}; do
            echo "$(uname -m)|$compiler|$flags"
        done
    done
    for flags in "-O0" "-O2" "-O3" "-O2 -ffp-contract=fast" "-O3 -march=armv8-a+sve"; do
        echo "aarch64|aarch64-linux-gnu-g++|$flags"
    done
    echo "aarch64|clang++-19 --target=aarch64-linux-gnu|-O2"
    for flags in "-O0" "-O2" "-O3 -march=z14"; do
        echo "s390x|s390x-linux-gnu-g++|$flags"
    done
}
run_builds() {
    echo "$(uname -m)|g++|-O0"
    [ -n "${QUICK:-}" ] || echo "$(uname -m)|g++|-O3 -march=native"
    echo "$(uname -m)|g++|-O2 -ffp-contract=fast"
    [ -n "${QUICK:-}" ] || [ "$(uname -m)" != x86_64 ] || echo "x86_64|clang++-14|-O2 -mno-avx"
    echo "$(uname -m)|clang++-19|-O3"
    echo "aarch64|aarch64-linux-gnu-g++|-O2"
    echo "s390x|s390x-linux-gnu-g++|-O2"
}
file_builds() { echo "s390x|s390x-linux-gnu-g++|-O1"; } # the other order of bytes
quickstarts() {
    echo "$(uname -m)|clang++-19|-O1 -march=native"
    echo "s390x|s390x-linux-gnu-g++|-O1"
}

# -O1 is what the tests are built at, and the quickstart runs at two levels in other suites.
wanted() {
    if [ -z "${QUICK:-}" ]; then
        cat
    else
        grep -vE 'x86_64[|].*[|]-O1$|[|]aarch64-linux-gnu-g[+][+][|]-O3$|^s390x.*[|]-O2$|[|]clang[+][+]-14[|]-O3 -march=native$' |
            grep -vE '^x86_64[|](g[+][+]|clang[+][+]-14)[|]-O3$|^x86_64[|]clang[+][+]-19[|]-O2 (-ffp-contract=fast|-mno-avx)$' |
            grep -vE '[|]clang[+][+]-1[49][|]-O0$|^x86_64[|](g[+][+]|clang[+][+]-19)[|]-O2$|^aarch64.*[|]-O0$' |
            grep -vE '^x86_64[|]g[+][+][|]-O2 -mno-avx$|^x86_64[|]clang[+][+]-14[|]-O2$' |
            # g++ contracts by default: -O2 and -O2 -ffp-contract=fast are the same instructions.
            grep -vE '^aarch64[|]aarch64-linux-gnu-g[+][+][|]-O2$' | cat
    fi
}

golden_of() { # program
    case $1 in
        numbers) echo "$golden/v1" ;;
        repository) echo "$work/repository_here" ;; # made by this machine, before the others
        *) echo "$golden/$1_v1" ;;
    esac
}

emulator_of() { # machine -> what runs its programs here
    [ "$1" = "$(uname -m)" ] || echo "qemu-$1"
}
can_run() { # machine, compiler
    local program
    for program in "${2%% *}" $(emulator_of "$1"); do
        command -v "$program" >/dev/null 2>&1 || return
    done
}

# Runs `task row` for each row of standard input, `at_once` at a time. The output of row i is shown when the row is done
# and kept in $work/<name>.<i>.
for_each_row() { # name task
    local name=$1 task=$2 row i=0
    rm -f "$work/$name".*
    while IFS= read -r row; do
        while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n; done
        show "$task" "$row" "$work/$name.$(printf '%03d' "$i")" &
        i=$((i + 1))
    done
    wait
}

show() { # task, row, where its output goes
    "$1" "$2" "$3.bin" >"$3" 2>&1
    cat "$3"
}

# A program that does not end fails its row and does not hold up the others; under an emulator it is tried once more, and
# says so.
run_on() { # machine, command...
    local emulator status=0
    emulator=$(emulator_of "$1")
    shift
    timeout -k 5 "$patience" $emulator "$@" || status=$?
    if [ "$status" -eq 124 ] && [ -n "$emulator" ]; then
        echo "still running after $patience s under $emulator: tried once more" >&2
        status=0
        timeout -k 5 "$patience" $emulator "$@" || status=$?
    fi
    [ "$status" -ne 124 ] || echo "still running after $patience s: ended" >&2
    return "$status"
}

measure() { # sets `seconds`: processor time of what this task has started since the last call
    local all
    times >"$1.times" # not in $(...): a subshell would have no children
    all=$(awk 'NR == 2 { split($1 "m" $2, t, /[ms]+/); printf "%.1f", t[1] * 60 + t[2] + t[3] * 60 + t[4] }' "$1.times")
    seconds=$(awk -v now="$all" -v before="${measured:-0}" 'BEGIN { printf "%.1f", now - before }')
    measured=$all
}

compile() { # machine, compiler, flags, source, program
    local static=""
    [ "$1" = "$(uname -m)" ] || static=-static
    # shellcheck disable=SC2086
    timeout -k 5 "$patience" $launcher $2 -std=c++20 $3 -I"$root/include" -isystem "$work/headers" -c "$4" -o "$5.o" &&
        $2 $3 "$5.o" $static -pthread -o "$5"
    local status=$?
    rm -f "$5.o"
    return "$status"
}

row() { # outcome, machine, compiler, flags, seconds to build, seconds to run, remark
    printf '%-7s %-8s %-40s %-24s %6s %6s  %s\n' "$@"
}

# The groups in which two outputs differ, on one line.
differing_groups() { # expected, found
    cmp -s "$1" "$2" && return
    awk '$1 == "total" { next }
        NR == FNR { expected[$1] = $2; next }
        $1 == "DIFFERS" { print $2 " (between instruction sets or thread counts)"; next }
        !($1 in expected) { print $1 " (not in the golden file: run.sh freeze)"; next }
        { seen[$1] = 1; if (expected[$1] != $2) print $1 }
        END { for (g in expected) if (!(g in seen)) print g " (missing)" }' "$1" "$2" | sort -u | paste -sd ' '
}

numbers() { digests numbers "$@"; }
runs() { digests runs "$@"; }
files() { digests files "$@"; }
repository() { digests repository "$@"; }

digests() { # which program, machine|compiler|flags, program
    local name=$1 machine compiler flags built=- ran=- found levels seconds measured=0
    shift
    IFS='|' read -r machine compiler flags <<<"$1"
    if ! can_run "$machine" "$compiler"; then
        row SKIPPED "$machine" "$compiler" "$flags" - - "not installed"
        return
    fi
    if ! compile "$machine" "$compiler" "$flags" "$here/$name.cpp" "$2"; then
        row FAILED "$machine" "$compiler" "$flags" - - "$name does not build"
        return
    fi
    measure "$2"
    built=$seconds
    run_on "$machine" "$2" >"$2.found" 2>"$2.levels"
    local status=$?
    measure "$2"
    ran=$seconds
    levels="$name: $(tail -n 1 "$2.levels")"
    found=$(differing_groups "$(golden_of "$name")" "$2.found")
    if [ "$status" -eq 0 ] && [ -z "$found" ]; then
        row same "$machine" "$compiler" "$flags" "$built" "$ran" "$levels"
    else
        row FAILED "$machine" "$compiler" "$flags" "$built" "$ran" "exit $status; differs: ${found:-nothing} ($levels)"
    fi
    rm -f "$2"
}

# The whole library, in a few of these builds: the README's example, with two thread counts, each in its own directory.
quickstart() { # machine|compiler|flags, program
    local machine compiler flags built threads directory seconds measured=0
    IFS='|' read -r machine compiler flags <<<"$1"
    if ! can_run "$machine" "$compiler"; then
        row SKIPPED "$machine" "$compiler" "$flags" - - "not installed"
        return
    fi
    if ! compile "$machine" "$compiler" "$flags" "$root/examples/quickstart.cpp" "$2"; then
        row FAILED "$machine" "$compiler" "$flags" - - "quickstart does not build"
        return
    fi
    measure "$2"
    built=$seconds
    for threads in 1 3; do
        directory=$(mktemp -d "$work/run.XXXXXX")
        if (cd "$directory" && run_on "$machine" "$2" "$root/examples/data/weather.csv" "$threads") >"$2.found" 2>"$2.errors" &&
            diff -u "$work/quickstart_expected" "$2.found"; then
            measure "$2"
            row same "$machine" "$compiler" "$flags" "$built" "$seconds" "quickstart, threads: $threads"
        else
            tail -n 3 "$2.errors"
            row FAILED "$machine" "$compiler" "$flags" "$built" - "quickstart, threads: $threads"
        fi
        rm -rf "$directory"
    done
    rm -f "$2"
}

# One test program of a lower floor for another machine.
room_tests() { # machine|room, program
    local machine room source
    IFS='|' read -r machine room <<<"$1"
    local compiler=$machine-linux-gnu-g++ objects=()
    for source in "$root/tests/main.cpp" "$root/tests/$room"/*.test.cpp "$root/tests/$room"/detail/*.test.cpp; do
        [ -e "$source" ] || continue
        objects+=("$2.${#objects[@]}.o")
        # shellcheck disable=SC2086
        if ! $launcher "$compiler" -std=c++20 -O1 -I"$root/include" -isystem "$work/headers" -DLASTRO_SOURCE_DIR="\"$root\"" \
            -c "$source" -o "${objects[-1]}"; then
            row FAILED "$machine" "$compiler" "-O1" - - "$room: ${source#"$root"/} does not build"
            rm -f "${objects[@]}"
            return
        fi
    done
    if "$compiler" -static "${objects[@]}" -pthread -o "$2" && run_on "$machine" "$2" >"$2.log" 2>&1; then
        row same "$machine" "$compiler" "-O1" - - "$room: $(grep 'test cases' "$2.log")"
    else
        grep -vE '^(=+|\[doctest\] (doctest|run).*)$' "$2.log" | tail -n 40
        row FAILED "$machine" "$compiler" "-O1" - - "$room: $(grep 'test cases' "$2.log")"
    fi
    rm -f "${objects[@]}" "$2"
}

plain() { # machine|compiler|flags, program
    local machine compiler flags
    IFS='|' read -r machine compiler flags <<<"$1"
    can_run "$machine" "$compiler" || return
    compile "$machine" "$compiler" "$flags" "$here/plain.cpp" "$2" || return
    $(emulator_of "$machine") "$2" | awk -v build="$machine|$compiler|$flags" '{ print build, $0 }'
    rm -f "$2"
}

case $mode in
    matrix)
        line=$(grep -n '^<!-- output: quickstart -->' "$root/README.md" | cut -d: -f1)
        awk -v from="${line:-0}" 'NR > from && /^```/ { if (inside) exit; inside = 1; next } NR > from && inside { print }' \
            "$root/README.md" >"$work/quickstart_expected"
        [ -s "$work/quickstart_expected" ] || { echo "FAILED: README.md shows no output of quickstart"; exit 1; }
        for name in numbers runs files; do
            file=$(golden_of "$name")
            [ -s "$file" ] || { echo "FAILED: ${file#"$root"/} is missing"; exit 1; }
        done
        row outcome machine compiler flags build run "(processor seconds) instruction sets"
        compile "$(uname -m)" "${CXX:-c++}" -O1 "$here/repository.cpp" "$work/repository.bin" && "$work/repository.bin" >"$work/repository_here" 2>/dev/null || {
            cat "$work/repository_here"
            echo "FAILED: repository does not build here, or differs in itself"
            exit 1
        }
        for_each_row repository repository < <(file_builds)
        for_each_row quickstart quickstart < <(quickstarts | wanted)
        for_each_row files files < <(file_builds)
        for_each_row runs runs < <(run_builds)
        for_each_row numbers numbers < <(builds | wanted)
        cat "$work"/{numbers,runs,files,repository,quickstart}.[0-9][0-9][0-9] >"$work/table"
        ;;
    cross)
        for machine in aarch64 s390x; do
            for room in $lower_floors; do echo "$machine|$room"; done
        done >"$work/rooms"
        for_each_row cross room_tests <"$work/rooms"
        cat "$work"/cross.[0-9][0-9][0-9] >"$work/table"
        ;;
    freeze)
        mkdir -p "$golden"
        for name in ${2:-numbers runs files}; do
            file=$(golden_of "$name")
            compile "$(uname -m)" g++ -O2 "$here/$name.cpp" "$work/freeze" && "$work/freeze" >"$work/now" 2>/dev/null || {
                echo "FAILED: $name does not build, or differs in itself; nothing is frozen"
                exit 1
            }
            touch "$file"
            changed=$(awk 'NR == FNR { now[$1] = $2; next } $1 != "total" && now[$1] != $2 { print $1 }' "$work/now" "$file" | paste -sd ' ')
            if [ -n "$changed" ]; then
                echo "FAILED: frozen numbers would change: $changed (what people have stored would no longer be found again)"
                exit 1
            fi
            cp "$work/now" "$file"
            echo "$(($(wc -l <"$file") - 1)) groups are frozen in ${file#"$root"/}"
        done
        exit 0
        ;;
    plain)
        {
            builds
            echo "$(uname -m)|clang++-14 -stdlib=libc++|-O2"
        } >"$work/plain_builds"
        for_each_row plain plain <"$work/plain_builds" >/dev/null
        cat "$work"/plain.[0-9][0-9][0-9] >"$work/plain_output"
        awk '{ name = $(NF - 1); digest = $NF
                if (!(name in builds)) order[++names] = name
                builds[name]++
                if (!seen[name, digest]++) distinct[name]++ }
            END { printf "%-34s %6s %17s\n", "work", "builds", "distinct digests"
                for (i = 1; i <= names; ++i) printf "%-34s %6d %17d\n", order[i], builds[order[i]], distinct[order[i]] }' \
            "$work/plain_output"
        exit 0
        ;;
    *)
        echo "run.sh: expected nothing, freeze, plain or cross, found '$mode'" >&2
        exit 2
        ;;
esac
passed=$(grep -c '^same ' "$work/table")
failed=$(grep -c '^FAILED ' "$work/table")
skipped=$(grep -c '^SKIPPED ' "$work/table")
[ "$skipped" -eq 0 ] || echo "$skipped builds skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
