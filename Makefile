# One command for each wish; the environment in .venv is made once, and again when pyproject changes.
#
#   make demo   sweep, judge, yields on the embedded models, then the app   (DEMO_ARGS=--no-app)
#   make app    the app on what is already in the store
#   make test   everything that must hold: ruff, pyright, pytest            (PYTEST_ARGS=...)
#   make quick  ruff, and pytest without its slow tests: under two minutes on two cores
#   make check  ruff and pyright only

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DEMO_ARGS   ?=
APP_ARGS    ?=
PYTEST_ARGS ?=
# Installed modules are compiled on every core: pip would do it on one.
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check --quiet --no-compile --editable
COMPILE = @$(BIN)/python -W ignore -m compileall -qq -j 0 $(VENV)/lib || true
# A process for each core, but for at most four: each loads torch, 2 GB.
PARALLEL    ?= -n auto --maxprocesses 4 --dist loadgroup --no-loadscope-reorder

.PHONY: help demo app test quick check lint types tests format env clean

help:
	@sed -n '3,7s/^# *//p' Makefile

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV); the first time takes some minutes."
	$(INSTALL) .
	$(COMPILE)
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV), with the tools for tests; the first time takes some minutes."
	$(INSTALL) ".[dev]"
	$(COMPILE)
	@touch $@ $(VENV)/.installed

env: $(VENV)/.installed-dev

demo: $(VENV)/.installed
	$(BIN)/gesture demo $(DEMO_ARGS)

app: $(VENV)/.installed
	$(BIN)/gesture app $(APP_ARGS)

check: lint types

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/pyright --pythonpath $(BIN)/python

tests: $(VENV)/.installed-dev
	$(BIN)/gesture doctor --fetch
	$(BIN)/python -m pytest $(PARALLEL) $(PYTEST_ARGS)

# One thread reads the types while the tests wait for disks and browsers: two would read all twice.
test: lint
	@$(MAKE) --no-print-directory --jobs 2 types tests

quick: lint
	$(BIN)/python -m pytest -m "not slow" $(PARALLEL) $(PYTEST_ARGS)

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) dist build .pytest_cache .ruff_cache .hypothesis
