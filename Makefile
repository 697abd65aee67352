# Every target makes its own set-up: a .venv with everything, if there is none or pyproject.toml is newer.
# A Python that is named has one of its own: `make test PYTHON=python3.13` uses .venv-3.13.

PYTHON ?= python3
VERSION = $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
VENV := .venv$(if $(filter-out python3,$(PYTHON)),-$(VERSION))
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
READY := $(VENV)/.ready
ANY_PYTHON := not (app or browser or database or keyring or picture or slow or terminal)
FAST := $(ANY_PYTHON) and not (process or sqlite)

# Without it, each program that a test starts would compile all of its modules anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo demo-web test slow fast versions faults fuzz check style translations schemas styles screenshots snapshots docs wheel binary deb chroot attacks bench bench-backend windows clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /	/' | expand -t 16

$(READY): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "ava-onboard needs Python 3.11 or newer: make PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --constraint .ci/constraints.txt --editable ".[demo]" --group dev
	touch $@

demo: $(READY)  ## try ava-onboard offline, with sample keys
	@$(BIN)/ava-onboard demo

demo-web: $(READY)  ## try the settings page in the browser offline, with sample keys
	@$(BIN)/ava-onboard demo --web

test: $(READY)  ## run the tests, those of the keyring on a real one: a few minutes
	@COVERAGE='$(COVERAGE)' tests/run-all $(BIN)/python 'not slow'

slow: $(READY)  ## run the rest of the tests: kills, attacks, soaks, generated requests, measurements, the browser
	@tests/run-all $(BIN)/python slow

fast: $(READY)  ## run the tests that start no app, program, server or database: about a minute; on Windows, also those of Windows
	$(BIN)/python -m pytest -n 3 -m '$(FAST)'
	$(if $(filter Windows_NT,$(OS)),$(BIN)/python -m pytest tests/windows)

versions: $(READY)  ## run the tests that another Python may fail, but for those of the app: make versions PYTHON=python3.13
	$(BIN)/python -m pytest -n 3 -m '$(ANY_PYTHON)'

windows: build/windows/.ready  ## run tests on a Windows of their own, under wine; .ci/run lists the Debian packages
	@tests/windows/run build/windows $(BIN)/python

build/windows/.ready: $(READY) pyproject.toml .ci/constraints.txt tests/windows/build
	tests/windows/build $(BIN)/python build/windows
	touch $@

faults: $(READY)  ## print the table of faults; kill the program 400 times, use it 2,000 times, let a monkey at it; kill the announcement 50 times
	@AVA_ONBOARD_FAULTS=1 tests/run-all $(BIN)/python slow tests/faults tests/backend/announcement/test_kills.py

fuzz: $(READY)  ## send noise to the program on real terminals: make fuzz MINUTES=10 SEED=1
	$(BIN)/python -m tests.faults.fuzz $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

check: COVERAGE := --cov --cov-report=
check: style test slow  ## check style, types and architecture, run all tests; print how much of the code "make test" covers
	@$(BIN)/python -m coverage report | tail -n 1

style: $(READY)  ## check style, types and architecture
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

translations: $(READY)  ## collect new sentences and compile the catalogues
	$(BIN)/python -m tests.locales.catalogue

schemas: $(READY)  ## write the JSON Schemas of what --json prints
	$(BIN)/python -m tests.cli.schemas

styles: $(READY)  ## write what Textual reads in the style sheets of the first screens
	$(BIN)/python -m tests.tui.style_tokens

snapshots: $(READY)  ## accept the present texts and pictures of all screens
	$(BIN)/python -m pytest -n 2 tests/snapshots --snapshot-update

screenshots: $(READY)  ## take the README's pictures from real runs
	$(BIN)/python screenshots/take.py

docs: $(READY)  ## write the generated pages and build the documentation site in build/site
	$(BIN)/python -m pip install --quiet --constraint .ci/constraints.txt --group docs
	$(BIN)/python docs/generate.py
	$(BIN)/python -m mkdocs build --strict --config-file .mkdocs.yml

wheel: $(READY)  ## build the wheel, the source archive, the list of what a customer installs (CycloneDX), SHA256SUMS
	$(BIN)/python -m delivery.wheel

binary: $(READY)  ## build the program as a folder that needs no Python
	$(BIN)/python -m delivery.binary

deb: binary  ## build the Debian package of that folder
	$(BIN)/python -m delivery.deb

chroot: wheel deb  ## install that package in a Debian without Python and use it there; needs root and debootstrap
	delivery/chroot $(BIN)/python

attacks: $(READY)  ## attack the backend's server, alone and behind nginx, HAProxy and Caddy, and print what came of it
	@$(BIN)/python -m tests.backend.attacks

bench: $(READY)  ## measure start, end and memory of the installed program against bare ones
	@$(BIN)/python -m tests.bench.client

bench-backend: $(READY)  ## measure the backend against an endpoint that does nothing
	@$(BIN)/python -m tests.bench.backend

clean:  ## remove what was built
	rm -rf .venv .venv-* build .coverage .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist
