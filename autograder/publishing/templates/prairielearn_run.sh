#!/usr/bin/env bash
# PrairieLearn runs this for each submission, in a container of the image that the Dockerfile beside it makes.
set -euo pipefail
tests=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$tests")
exec "${PYTHON:-python3}" -I -m autograder.hosted prairielearn --kit "$tests/course" \
    --work "$root/student" --out "$root/results/results.json" OPTIONS
