# `make run`, `make test` and `make bench`. Everything they need is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# On Linux without a GPU: make run TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
TORCH := torch==2.13.0

.PHONY: run test bench check format clean

run: $(VENV)/installed
	$(BIN)/kollega sandbox

test: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q -n 3 --dist worksteal --ignore tests/faults/test_load.py
	$(BIN)/python -m pytest -q tests/faults/test_load.py

# Measures on the data sets of DATA; writes docs/benchmarks.md. More: make bench ARGS='--speed 10000 100000'
DATA ?= ../shared/data
bench: $(VENV)/installed-dev
	$(BIN)/python -m benchmarks.bench --data $(DATA) $(ARGS)

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Kollega needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)

$(VENV)/torch: $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) '$(TORCH)'
	@touch $@

$(VENV)/installed: pyproject.toml $(VENV)/torch
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/installed-dev: pyproject.toml $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
