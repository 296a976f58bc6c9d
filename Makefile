# make grade   sets up, and grades the example class
# make test    sets up, and runs every test
# make verify  proves every exercise, and that assignments/ is up to date

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: grade test verify clean

grade: $(READY)
	$(BIN)/grade all examples/class --isolation process --json results.json

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

verify: $(READY)
	$(BIN)/grade build --check
	$(BIN)/grade verify

# Installed once, and again only when the dependencies change.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv .grade-cache gradebook.db results.json
