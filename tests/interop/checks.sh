# Sourced by the checks of this directory: a place to work in, `check what command...`, and `report` at the end.
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
passed=0
failed=0
check() { # what, command...
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        echo "ok: $what"
        passed=$((passed + 1))
    else
        echo "FAILED $what"
        head -n 20 "$work/log"
        failed=$((failed + 1))
    fi
}
report() { # the last line; true if nothing failed
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
build_check() { # name, libraries...: compiles NAME.cpp of this directory to build/interop/NAME, and sets `ours` to it
    local compiler=${CXX:-c++}
    if command -v ccache >/dev/null 2>&1; then compiler="ccache $compiler"; fi
    mkdir -p build/interop
    $compiler -std=c++20 -O1 -Iinclude -c "tests/interop/$1.cpp" -o "build/interop/$1.o" &&
        ${CXX:-c++} "build/interop/$1.o" -pthread "${@:2}" -o "build/interop/$1" || exit 1
    ours=$PWD/build/interop/$1
}
