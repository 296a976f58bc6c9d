#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image. It needs Python 3.11 or newer, and makes one where it is missing.
set -euo pipefail
source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$source_folder")

new_enough() { "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null && new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    apt-get update >&2 && apt-get install -y python3.11 python3.11-venv >&2
    echo python3.11
}

python=$(find_python)
"$python" -m venv "$root/autograder-venv"
"$root/autograder-venv/bin/python" -m pip install --quiet "$source_folder"/course/kit/*.whl
