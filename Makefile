# Everything is installed into the checkout; what is installed already is not touched again.
.DEFAULT_GOAL := help
.PHONY: help setup setup-run up test check test-browser lock format clean

# The first Python that is new enough.
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)
BIN := .venv/bin
BOOTSTRAP = $(if $(PYTHON),$(PYTHON) stack/bootstrap.py,\
	@echo "This needs Python 3.11 or newer: install it, or put it on the PATH, and try again." >&2; exit 7;)

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## install what running, testing and checking need
	@$(BOOTSTRAP) dev

setup-run:
	@$(BOOTSTRAP) run

up: setup-run  ## run the whole stack; Ctrl-C stops it
	@exec $(BIN)/zone up --bound-to-parent

test: setup  ## run every test that needs no system package, and measure the branches they take
	@$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

check: setup  ## check format, lint, types, architecture and contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest tests/architecture

test-browser: setup  ## run the tests in a browser
	@$(BIN)/python -m stack.browser
	@$(BIN)/pytest -m browser tests/browser

format: setup  ## format the code and mend what lint can mend
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

lock: setup  ## lock the dependencies; UPGRADE=--upgrade takes the newest
	@$(BIN)/python -m pip install --quiet uv
	@for name in run image stack dev node; do \
		$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-annotate --custom-compile-command "make lock" -q $(UPGRADE) \
			requirements/$$name.in -o requirements/$$name.lock || exit 1; done

clean:  ## remove what was installed and built; the data in var/ stays
	rm -rf .venv node_modules shared/web/static/build .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
