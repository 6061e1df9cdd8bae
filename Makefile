# Everything runs in a virtual environment of its own, .venv. Needed beforehand: Python 3.11+ with venv, a C++ compiler, make.
PYTHON ?= python3
VENV ?= .venv
JOBS ?= auto

BIN := $(VENV)/bin
# What `make check` leaves out: everything that compiles, needs a device or takes long.
FAST := not (compile or opencl or cuda or brian or slow)
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# Brian2 and the Python for it. PYTHON_3.12=/path/to/python3.12 names one that is not on the PATH. SUITE="--phase 1" runs a part.
BRIAN2_3.11 := 2.9.0
BRIAN2_3.12 := 2.10.1
BRIAN2_3.13 := 2.11.0
PYTHON_3.11 ?= python3.11
PYTHON_3.12 ?= python3.12
PYTHON_3.13 ?= python3.13
SUITES := brian-suite-3.11 brian-suite-3.12 brian-suite-3.13

.PHONY: help demo test check bench fuzz golden brian-suite $(SUITES)
.DEFAULT_GOAL := help

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(VENV)/demo.installed  ## simulate the CUBA network for one second on the CPU and plot it
	$(BIN)/genn-emit run examples/cuba.py

test: $(VENV)/test.installed  ## all tests
	$(BIN)/python -m pytest -n $(JOBS) --timeout 900

check: $(VENV)/test.installed  ## lint, types, and the tests that need less than a minute
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n $(JOBS) --timeout 60 -m "$(FAST)"

bench: $(VENV)/test.installed  ## benchmarks, with their numbers
	$(BIN)/python -m pytest bench -s

fuzz: $(VENV)/test.installed  ## hundreds of random networks against Brian2's numpy runtime
	$(BIN)/python -m pytest tests/brian/fuzz tests/cli -n $(JOBS) -m fuzz

golden: $(VENV)/test.installed  ## write the golden files anew, then look at their diff
	$(BIN)/python -m pytest tests/golden -q --update-golden

brian-suite:  ## Brian2's own tests on the device, with each Brian2 whose Python is installed
	$(MAKE) --keep-going $(SUITES)

$(SUITES): brian-suite-%:
	@if $(PYTHON_$*) -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != "$*")' 2>/dev/null; \
	then $(MAKE) .venv-suite-$*/installed && .venv-suite-$*/bin/genn-emit test-brian2 $(SUITE); \
	else echo "$@: skipped, '$(PYTHON_$*)' is no Python $* (PYTHON_$*=... names another)"; fi

.venv-suite-%/installed: setup.cfg pyproject.toml
	$(PYTHON_$*) -m venv $(@D)
	$(@D)/bin/python -m pip install --quiet --disable-pip-version-check 'brian2==$(BRIAN2_$*)' -e '.[suite]'
	@touch $@

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# Stamps: installed once, and again when the requirements change. The sources are used where they are.
$(VENV)/demo.installed: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(PIP) -e '.[plot]'
	@touch $@

$(VENV)/test.installed: setup.cfg pyproject.toml | $(VENV)/bin/python
	$(PIP) -e '.[test]'
	@touch $@ $(VENV)/demo.installed
