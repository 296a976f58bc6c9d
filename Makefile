# make grade   sets up, and grades the example class
# make test    sets up, and runs every test
# make verify  proves every exercise, that its checks notice every change of its answer, and that assignments/ is up to date
# make fuzz    feeds 100,000 hostile frames to the grader's side of the wire, and 100,000 odd results to the judge
# make draws   tries right work on the draws of 400 secrets
# make docs    runs every command of the documentation, and builds its site into build/docs/
# make bench   compares with nbgrader and pytest, writes benchmarks/results.*; then a launch, a gradebook, a check

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
FRAMES ?= 100000
JUDGEMENTS ?= 100000
SECRETS ?= 400
SEED ?= 0

.PHONY: grade test types behaviour verify fuzz frames judgements draws docs docs-write bench clean compiled

grade: $(READY)
	@if $(BIN)/grade doctor --quiet; then \
		$(BIN)/grade all examples/class --json results.json; \
	else \
		echo "Warning: no walls on this machine (see grade doctor); the example class is ours, so it runs without." >&2; \
		$(BIN)/grade all examples/class --isolation process --json results.json; \
	fi

test: compiled
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory --jobs 2 types behaviour  # side by side: mypy keeps one core busy

types:
	$(BIN)/mypy

behaviour:
	$(BIN)/pytest

verify: compiled
	$(BIN)/grade build --check
	$(BIN)/grade verify --mutants

# Bytecode for the thousands of processes that follow, also where PYTHONDONTWRITEBYTECODE lets none of them write it.
compiled: $(READY)
	$(BIN)/python -m compileall -q autograder

# Installed once, and again only when the dependencies change.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --no-compile --constraint constraints.txt --editable '.[dev]'
	$(BIN)/python -m compileall -qq -j 0 $(CURDIR)/.venv/lib || true  # on all cores; some files are for newer Pythons
	touch $@

fuzz: compiled
	@$(MAKE) --no-print-directory --jobs 2 frames judgements

frames:
	$(BIN)/python -m tests.fuzz_wire --frames $(FRAMES) --seed $(SEED)

judgements:
	$(BIN)/python -m tests.fuzz_judge --judgements $(JUDGEMENTS) --seed $(SEED)

draws: compiled
	$(BIN)/python -m tests.fuzz_draws --secrets $(SECRETS) --seed $(SEED)

docs: $(READY)
	$(BIN)/python -m tests.pages
	$(BIN)/python -m sphinx --fail-on-warning --keep-going -q docs build/docs
	@echo "Open build/docs/index.html"

# What the commands print, and the pictures, written into the pages: look at what git shows, then commit it.
docs-write: $(READY)
	$(BIN)/python -m docs.explained
	$(BIN)/python -m docs.pictures
	$(BIN)/python -m docs.screens
	$(BIN)/python -m tests.pages --write

bench: compiled
	$(BIN)/python -m benchmarks.compare
	$(BIN)/python -m benchmarks.launches
	$(BIN)/python -m benchmarks.class_of_200
	$(BIN)/python -m benchmarks.gradebook
	$(BIN)/python -m benchmarks.unchanged
	$(BIN)/python -m benchmarks.student_check
	$(BIN)/python -m benchmarks.watch

clean:
	rm -rf .venv .grade-cache gradebook.db results.json
