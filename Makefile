# Two commands are enough:  make run   and   make test

PYTHON ?= python3
HOST   ?= 127.0.0.1
PORT   ?= 8000
KOUAN_STORE    ?= .kouan/store
KOUAN_BASE_IRI ?= https://w3id.org/kouan/
export KOUAN_STORE KOUAN_BASE_IRI HOST PORT

BIN  := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CODE := ontology extract graph server tests
# What a store is made from: when any of it is newer than the store, the store is made again.
MAKES_STORE := $(shell find seeds/pages seeds/gazetteer seeds/queries ontology extract graph \
                       -type f -not -path '*/__pycache__/*' -not -name '.*')
# What browsers load, and what it is made from.
ASSETS       := server/static/built/stamp
MAKES_ASSETS := $(shell find server/web -type f -not -path '*/node_modules/*') hatch_build.py

.DELETE_ON_ERROR:
.PHONY: help run build test check soak bench bench-desk bench-growth bench-server lock clean always
help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(KOUAN_STORE)/seeded $(ASSETS)  ## set up, build the graph from seeds/, serve it on http://127.0.0.1:8000
	@$(BIN)/kouan serve

build: .venv/runs-with  ## build the graph from seeds/ afresh
	@$(BIN)/kouan build
	@cp $(KOUAN_STORE)/current $(KOUAN_STORE)/seeded

# Two at a time, for half of the time tests wait: for a limit to be met, a page to be drawn, a process to end.
test: .venv/tested-with $(ASSETS)  ## set up, run all tests
	$(BIN)/pytest --numprocesses 2 --dist loadfile

check: test .venv/checked-with  ## tests, format, style, types and import direction
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python hatch_build.py --types

soak: .venv/tested-with  ## kill writers 400 times and cut the power 20 times
	KOUAN_KILLS=200 $(BIN)/pytest tests/test_graph_durability.py

bench: .venv/tested-with  ## how fast extraction is, beside jieba
	$(BIN)/python -m tests.benchmark

bench-growth: .venv/tested-with  ## what each step costs with 100 and 1,000 documents (some minutes)
	$(BIN)/python -m tests.benchmark_growth

bench-desk: .venv/tested-with $(ASSETS)  ## how long curators wait for the next of 100,000 facts (needs Chromium; some ten minutes)
	$(BIN)/python -m tests.benchmark_desk

bench-server: .venv/tested-with $(ASSETS)  ## how fast /sparql is, beside the native server (needs wrk; some twenty minutes)
	$(BIN)/python -m tests.benchmark_server --oxigraph $(BIN)/oxigraph

# `seeded` names the release that the seeds gave. A store that has moved on since (`kouan add`) is nobody's to
# make again unasked.
$(KOUAN_STORE)/seeded: $(MAKES_STORE) .kouan/base-iri | .venv/runs-with
	@if [ -e $(KOUAN_STORE)/current ] && ! cmp -s $(KOUAN_STORE)/current $@; then \
	  echo "$(KOUAN_STORE) holds more than the seeds and is served as it is; 'make build' starts it afresh" >&2; \
	else \
	  $(MAKE) --no-print-directory build; \
	fi

# Changes only when KOUAN_BASE_IRI does, which every IRI of the store begins with.
.kouan/base-iri: always
	@mkdir -p $(@D); echo '$(KOUAN_BASE_IRI)' | cmp -s - $@ || echo '$(KOUAN_BASE_IRI)' > $@

.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Kouan needs Python 3.11 or newer; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	@touch $@

# The tools that build come first, so that nothing is built with a tool that no hash vouches for.
.venv/builds-with: requirements/build.txt | .venv/created
	$(INSTALL) --require-hashes -r requirements/build.txt
	@touch $@

# Node is fetched where the assets are to be made, and not where they came with the sources.
$(ASSETS): $(MAKES_ASSETS) requirements/web.txt | .venv/builds-with
	@if $(BIN)/python hatch_build.py --stale; then \
	  $(INSTALL) --require-hashes -r requirements/web.txt && $(BIN)/python hatch_build.py; \
	fi
	@touch $@

.venv/runs-with: .venv/builds-with requirements/run.txt pyproject.toml | $(ASSETS)
	$(INSTALL) --require-hashes --no-build-isolation -r requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/tested-with: requirements/dev.txt .venv/runs-with
	$(INSTALL) --require-hashes --no-build-isolation -r requirements/dev.txt
	@touch $@

.venv/checked-with: requirements/web.txt .venv/tested-with
	$(INSTALL) --require-hashes -r requirements/web.txt
	@touch $@

PIN := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe \
       --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
lock:  ## pin every dependency again, with hashes
	$(PIN) --output-file requirements/build.txt requirements/build.in
	$(PIN) --output-file requirements/web.txt requirements/web.in
	$(PIN) --output-file requirements/run.txt --constraint requirements/build.txt pyproject.toml
	$(PIN) --output-file requirements/dev.txt --extra dev --constraint requirements/run.txt --constraint requirements/build.txt pyproject.toml

clean:  ## remove the virtual environment and what browsers load, never a store
	rm -rf .venv server/static/built server/web/node_modules
