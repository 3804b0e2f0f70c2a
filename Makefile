# What there is: make help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
RESULTS := out/samples

.DEFAULT_GOAL := help
.PHONY: bench-confirmed bench-pages bench-text help run test test-all lint bench bench-checks bench-tables evaluate gate lock docs clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "juesuan needs Python 3.11 or newer (PYTHON=python3.12 make run)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) from requirements.lock (about 1.8 GB; two to three minutes)" >&2
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

run: $(VENV)/.run  ## set up, read the sample documents, say what they say
	@$(BIN)/juesuan run labeled/samples --out $(RESULTS)
	@$(BIN)/python -c 'from flows.doctor import optional; optional()'

test: $(VENV)/.dev  ## set up and run the tests (with ../shared where it is)
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest

test-all: $(VENV)/.dev  ## the slow tests too
	@$(BIN)/python -m pytest -m ''

lint: $(VENV)/.dev  ## format and check the code
	@$(BIN)/python -m ruff format .
	@$(BIN)/python -m ruff check --fix .
	@$(BIN)/python -m mypy

bench: $(VENV)/.dev  ## what the issue asks to be shown, on ../shared: cells per route, agreement, resume, memory
	@$(BIN)/python -m benchmarks.disclosures ../shared --out out/disclosures

bench-pages: $(VENV)/.dev  ## reading of pages: figures per kind of scan, marks and their curve, speed, digital pages
	@$(BIN)/python -m benchmarks.pages

bench-confirmed: $(VENV)/.dev  ## wrong values among confirmed figures of generated scans; runs add up in out/confirmed
	@$(BIN)/python -m benchmarks.confirmed --routes office fax low seal jpeg --minutes 30

bench-checks: $(VENV)/.dev  ## errors of recognition put into written documents; contradictions of the real ones against the lists
	@$(BIN)/python -m benchmarks.checks --out out/checks
	@test ! -d ../shared/disclosures || $(BIN)/python -m evaluation.contradictions --score ../shared/disclosures

evaluate: $(VENV)/.run  ## score everything that is known: the written documents in all routes, the labelled disclosures
	@$(BIN)/juesuan evaluate --out out/evaluation

gate: $(VENV)/.run  ## the small evaluation of every change: committed samples, and labelled disclosures where ../shared is
	@$(BIN)/juesuan evaluate --samples --routes digital,docx,txt --documents hunan-a,evaluation-a,001,003 \
	    --gate evaluation/gate/ci.toml --out out/gate

bench-tables: $(VENV)/.dev  ## tables: cells, forms and joining per document and route, beside camelot and pdfplumber
	@$(BIN)/python -m benchmarks.tables $(wildcard ../shared) --written borderless digital --out out/tables

bench-text: $(VENV)/.dev  ## free text: spans and facts against the labels (rules, model, both), characters per second
	@$(BIN)/python -m evaluation.narrative
	@$(BIN)/python -m benchmarks.text

docs: $(VENV)/.run  ## print the generated pages of docs/
	@$(BIN)/python -m extract.errors > docs/failures.md

lock:  ## resolve the dependencies anew (needs uv; see docs/decisions/0001-one-opencv.md)
	uv pip compile pyproject.toml --override requirements.overrides --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --extra dev --extra dask --extra s3 -c requirements.lock --override requirements.overrides --universal \
	    --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements-dev.lock

clean:  ## remove the environment and the results
	rm -rf $(VENV) out
