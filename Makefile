# `make test` checks everything that can be checked here; `make demo` shows it. Both make what they need under .venv,
# .reports and .demo, and leave a bench that is there (BENCH_DIR, else ~/frappe-bench) as they found it.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.10; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1 && { echo $$python; break; }; done)
VENV := .venv
READY := $(VENV)/.ready

.PHONY: help test unit site browser lint types demo bench clean

help:
	@echo "make test     everything: unit and architecture tests, and with a bench site and browser tests"
	@echo "make demo     a site with the sample college (SERVE=0: show and end); without a bench the embedded run"
	@echo "make bench    how fast it is, on a site of its own (a quarter of an hour); writes docs/benchmarks.md"
	@echo "make unit | site | browser | lint | types    one part of it"
	@echo "make clean    remove what these made"

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.10 or newer is needed: put it on PATH or name it, make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --editable '.[test,check]'
	@touch $(READY)

test: $(READY)
	$(VENV)/bin/python tests/run.py

unit site browser: $(READY)
	$(VENV)/bin/python tests/run.py $@

lint: $(READY)
	$(VENV)/bin/python -m ruff check .

types: $(READY)
	$(VENV)/bin/python -m mypy

demo: $(READY)
	$(VENV)/bin/python demo/run.py

bench: $(READY)
	$(VENV)/bin/python benchmarks/run.py

clean:
	rm -rf $(VENV) .reports .demo .pytest_cache .ruff_cache .mypy_cache .hypothesis
