#!/bin/sh
# Has the work for the same text grown? Counts instructions, which do not depend on
# the load of the machine, of one thread; and compares them with benches/instructions.tsv.
#
#   benches/instructions.sh [PROGRAM]            exit status 1 where one is 5 % above its line
#   benches/instructions.sh --write [PROGRAM]    writes the lines anew
#
# Needs valgrind. PROGRAM is target/release/demarche where none is named.
set -eu
cd "$(dirname "$0")/.."
write=no
if [ "${1:-}" = --write ]; then
    write=yes
    shift
fi
program=${1:-target/release/demarche}
lines=benches/instructions.tsv
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo 'The minister rejected the plan.' > "$scratch/line.txt"

# Instructions of one command, in thousands.
count() {
    RAYON_NUM_THREADS=1 valgrind --tool=callgrind --callgrind-out-file=/dev/null \
        "$program" "$@" 2>"$scratch/log" >/dev/null
    sed -n 's/.*Collected : \([0-9]*\)...$/\1/p' "$scratch/log"
}

{
    printf 'a line, with the start\t%s\n' "$(count classify "$scratch/line.txt")"
    printf 'ten articles classified\t%s\n' "$(count classify --include-none --format jsonl datasets/articles/*.txt)"
    printf 'ten articles parsed\t%s\n' "$(count parse --format jsonl datasets/articles/*.txt)"
} > "$scratch/now.tsv"
if [ "$write" = yes ]; then
    cp "$scratch/now.tsv" "$lines"
fi
paste "$lines" "$scratch/now.tsv" | awk -F '\t' '
    { ratio = $4 / $2; printf "%-26s %9d thousand, was %9d  %+.1f %%\n", $1, $4, $2, 100 * (ratio - 1) }
    ratio > 1.05 { worse = 1 }
    END { exit worse }'
