# make help says what there is. Nothing outside this folder is touched; the only network is the package registry.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PIP_ENVIRONMENT := PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=requirements.lock

.DEFAULT_GOAL := help
.PHONY: help setup demo test journeys check bench lock clean

help:
	@echo 'make demo    set everything up and run the main job on an example service'
	@echo 'make test    set everything up, check style, types and layers, run all tests: some 10 minutes'
	@echo 'make journeys  of these, only whole evolutions, interruptions and bad input, one after the other'
	@echo 'make check   style, types and layers only'
	@echo 'make bench   the benchmarks, quickly'
	@echo 'make setup   create $(VENV) with pinned versions (the others do it by themselves)'
	@echo 'make lock    write requirements.lock anew (needs uv)'
	@echo 'make clean   remove $(VENV) and all caches'
	@echo
	@echo 'Another interpreter (3.11 or later): make PYTHON=python3.12 ...'

# A PYTHON that the user names counts: an environment of another version is made anew.
ifneq ($(origin PYTHON),file)
ifneq ($(shell $(BIN)/python -V 2>/dev/null),$(shell '$(PYTHON)' -V 2>/dev/null))
.PHONY: $(STAMP)
endif
endif

$(STAMP): pyproject.toml requirements.lock
	@command -v '$(PYTHON)' >/dev/null || { \
	  echo "error: no $(PYTHON) on PATH; name one: make PYTHON=/path/to/python3.11"; exit 1; } >&2
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "error: $(PYTHON) is $$('$(PYTHON)' -V 2>&1), Ouroboros needs 3.11 or later;" \
	       "name one: make PYTHON=python3.11"; exit 1; } >&2
	@echo "setting up $(VENV) with $$('$(PYTHON)' -V 2>&1), a few minutes the first time"
	@'$(PYTHON)' -m venv --clear $(VENV) || { \
	  echo "error: $(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv"; exit 1; } >&2
	@$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["dev"], sep="\n")' \
	  > $(VENV)/dev.txt
	@$(PIP_ENVIRONMENT) $(BIN)/python -m pip install -qq -e '.[native,data,symbolic,compiled]' -r $(VENV)/dev.txt
	@touch $@

setup: $(STAMP)

demo: $(STAMP)
	@$(BIN)/python examples/demo.py

check: $(STAMP)
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	PYTHONPATH=src $(BIN)/lint-imports --no-cache

test: check
	$(BIN)/python -m pytest -m 'not journey' -n 2 --dist loadfile
	$(BIN)/python -m pytest -m journey -n 2 --dist loadgroup tests/quality tests/journeys

journeys: $(STAMP)
	$(BIN)/python -m pytest -m journey -s -v

bench: $(STAMP)
	@set -e; for file in benchmarks/*.py; do \
	  test -f "$$file" || { echo 'no benchmarks here'; break; }; \
	  echo "== $$file"; $(BIN)/python "$$file" --quick || echo '(an aim is missed)'; done

lock:
	@command -v uv >/dev/null || { echo 'error: make lock needs uv (pip install uv)'; exit 1; } >&2
	@set -e; new=$$(mktemp); trap 'rm -f "$$new"' EXIT; \
	printf 'hatchling>=1.27\neditables\n' | uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
	  --extra native --extra data --extra symbolic --group dev pyproject.toml - --output-file "$$new" > /dev/null; \
	{ head -n 1 requirements.lock; cat "$$new"; } > "$$new.all"; mv "$$new.all" requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis .pytest_cache build dist .coverage
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
