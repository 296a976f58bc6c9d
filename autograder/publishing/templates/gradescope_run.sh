#!/usr/bin/env bash
# Gradescope runs this for each submission. Where grading fails it writes no results, so that nobody gets a score of 0.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$root/autograder-venv/bin/python" -I -m autograder.hosted gradescope --kit "$root/source/course" \
    --work "$root/submission" --out "$root/results/results.json" OPTIONS
