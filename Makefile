# The commands of this repository. `make` alone prints them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOURCES := src tests bench attack mutants
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test lint check format bench attack mutants pins clean

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: $(VENV)/run.stamp ## Serve on port 8000, with data to try.
	@exec $(BIN)/koncern serve --demo

test: $(VENV)/dev.stamp ## Run all tests, or those that TESTS names.
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

lint: $(VENV)/dev.stamp ## Check format, lint and types.
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/mypy

check: lint ## Check format, lint, types and house rules.
	@$(BIN)/python -m pytest tests/house

format: $(VENV)/dev.stamp ## Format the source.
	@$(BIN)/ruff check --fix --quiet $(SOURCES); $(BIN)/ruff format $(SOURCES)

bench: $(VENV)/dev.stamp ## Measure against the limit and against the yardstick.
	@$(BIN)/python -m bench

attack: $(VENV)/dev.stamp ## Attack a service of its own, and print what that costs.
	@$(BIN)/python -m attack

mutants: $(VENV)/dev.stamp ## Change the source at random, and see whether tests notice.
	@$(BIN)/python -m mutants

pins: $(VENV)/dev.stamp ## Pin the newest dependencies, with hashes.
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-header --no-annotate \
		$$name.in -o $$name.txt; done

clean: ## Remove the virtual environment and what tools left.
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Koncern needs Python 3.11 or newer; name one: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing what Koncern runs on into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	@echo "installing what its tests need into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
