# certapp's commands. `make` alone lists them; each does the set-up it needs by itself.
# How the set-up works, and why so: docs/decisions/0001-setup.md

PYTHON ?= python3
PORT ?= 8000
SECONDS ?= 60
PAGES ?= 10000
TOKENS ?= 100000

BIN := .venv/bin
SCRIPTS := node_modules/.package-lock.json
CATALOGUES := $(wildcard certapp/translations/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)
RUNTIME := .venv/packages $(SCRIPTS) $(COMPILED)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-fast lint lint-style lint-types lint-rooms lint-scripts format bench bench-printing vectors \
        agree golden fuzz torture setup lock python folders browser softhsm zbar FORCE

## run         all set-up, then a running office on http://127.0.0.1:8000   (another port: make run PORT=8080)
run: folders $(RUNTIME)
	@$(BIN)/flask --app certapp up --port $(PORT)

## test        all set-up, then every test, those in the browser too, and the coverage of branches
test: .venv/test-packages $(RUNTIME) .venv-outside/packages browser softhsm zbar
	@$(BIN)/python -m pytest -n auto --cov --cov-report term:skip-covered

## test-fast   the unit tests only: no server, no browser
test-fast: .venv/test-packages $(RUNTIME)
	@$(BIN)/python -m pytest -n auto tests/unit

## lint        style (ruff), types (mypy; tsc for scripts) and which room may import which (import-linter)
lint: lint-style lint-types lint-rooms lint-scripts
lint-style: .venv/test-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
lint-types: .venv/test-packages
	$(BIN)/mypy
lint-rooms: .venv/test-packages
	$(BIN)/lint-imports --no-cache
lint-scripts: $(SCRIPTS)
	.ci/node node_modules/typescript/bin/tsc

## format      rewrites the code in the style that lint asks for
format: .venv/test-packages
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

## bench       the benchmarks, one ratio a line
bench: .venv/test-packages $(RUNTIME) .venv-outside/packages browser
	@for file in benchmarks/[a-z]*.py; do PYTHONPATH=. $(BIN)/python "$$file" || exit 1; done

## bench-printing   memory, time and size of a print file of many pages   (others: make bench-printing PAGES=1000)
bench-printing: $(RUNTIME)
	@PYTHONPATH=. $(BIN)/python benchmarks/printing.py "$(PAGES)"

## vectors     makes tests/vectors/*.json and the examples of docs/token.md again
vectors: .venv/test-packages
	$(BIN)/python -m tests.vectors.make
	$(BIN)/python -m tests.vectors.worked_example
	$(BIN)/python -m tests.vectors.sizes

## agree       mutated tokens and lists through Python's verifier and the phone's   (more: make agree TOKENS=1000000)
agree: .venv/test-packages $(RUNTIME)
	@nice -n 15 $(BIN)/python -m tests.agree.run "$(TOKENS)"

## golden      makes the pictures of twelve papers in tests/golden/ again; look at each before you commit it
golden: .venv/test-packages $(RUNTIME)
	$(BIN)/python -m tests.golden.make

## fuzz        hostile input for certapp/credential/, led by coverage, for a minute   (longer: make fuzz SECONDS=600)
fuzz: .venv-fuzz/packages
	@nice -n 15 .venv-fuzz/bin/python -m tests.fuzz.run "$(SECONDS)" .fuzz

## torture     the printed QR copied, folded, wet, in the dark …, read by two decoders; some six minutes
torture: .venv/test-packages $(RUNTIME) zbar
	@nice -n 15 $(BIN)/python -m tests.torture.run

## setup       the set-up of all of these, and nothing else
setup: .venv/test-packages $(RUNTIME) .venv-outside/packages browser softhsm zbar

## lock        newest versions into requirements.txt, those of tests/ and tests/outside/, .ci/node.txt, package-lock.json
lock: .venv/test-packages
	$(COMPILE) requirements.txt requirements.in
	cd tests && ../$(COMPILE) requirements.txt requirements.in
	cd tests/outside && ../../$(COMPILE) requirements.txt requirements.in
	cd tests/fuzz && ../../$(COMPILE) requirements.txt requirements.in
	cd .ci && ../$(COMPILE) node.txt node.in
	.ci/npm update --package-lock-only

## help        this list
help:
	@sed -n 's/^## //p' Makefile


# The set-up. A file inside .venv/ or node_modules/ marks each finished step, so that a second start skips it.

PIP := $(BIN)/python -m pip
INSTALL := install --disable-pip-version-check --no-input --progress-bar off --require-hashes --only-binary :all:
COMPILE := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
           --no-emit-options --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --output-file
lock: export CUSTOM_COMPILE_COMMAND := make lock
RETRY := Check the network connection, then run make again; it goes on where it stopped.

python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    found=$$(command -v "$(PYTHON)" >/dev/null && "$(PYTHON)" --version 2>&1 || echo not to be found); \
	    echo "certapp needs Python 3.11 or newer, but $(PYTHON) is $$found; name a newer one, for example:" \
	    "make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }

folders:
	@for folder in instance keys; do mkdir -p $$folder 2>/dev/null && test -w $$folder || { \
	    echo "certapp cannot write into $(CURDIR)/$$folder; make that folder writable for $$(id -un)," \
	    "then run make again." >&2; exit 1; }; done

# An environment knows its own place: made again when this folder was moved or when its Python is gone.
ifneq ($(shell cat .venv/made 2>/dev/null):$(wildcard .venv/bin/python),$(CURDIR):.venv/bin/python)
.venv/made: FORCE
endif
.venv/made: | python
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || .ci/apt "Python's virtual environments" \
	    "$$("$(PYTHON)" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
	@.ci/step "Making a virtual environment in .venv" "Check that $(CURDIR) is writable and its disk not full." \
	    "$(PYTHON)" -m venv $(if $(wildcard .venv/made),--clear) .venv
	@echo "$(CURDIR)" > $@

.venv/packages: requirements.txt .venv/made
	@.ci/step "Installing Python packages (about half a minute)" "$(RETRY)" $(PIP) $(INSTALL) -r requirements.txt
	@touch $@

.venv/test-packages: tests/requirements.txt .venv/packages
	@.ci/step "Installing Python packages for tests and lint (about half a minute)" "$(RETRY)" $(PIP) $(INSTALL) -r $<
	@touch $@

# Other people's COSE libraries, which need an older cbor2 than certapp.
.venv-outside/packages: tests/outside/requirements.txt .venv/made
	@"$(PYTHON)" -m venv --clear --without-pip .venv-outside
	@.ci/step "Installing other people's COSE libraries in .venv-outside" "$(RETRY)" \
	    $(PIP) --python .venv-outside $(INSTALL) -r $<
	@touch $@

# The fuzzer stands apart: a native library of 100 MB that nothing else needs.
ifneq ($(shell cat .venv-fuzz/packages 2>/dev/null):$(wildcard .venv-fuzz/bin/python),$(CURDIR):.venv-fuzz/bin/python)
.venv-fuzz/packages: FORCE
endif
.venv-fuzz/packages: tests/fuzz/requirements.txt | .venv/made
	@.ci/step "Making a virtual environment for the fuzzer in .venv-fuzz" "Check that $(CURDIR) is writable." \
	    "$(PYTHON)" -m venv --clear .venv-fuzz
	@.ci/step "Installing the fuzzer" "$(RETRY)" $(subst $(BIN),.venv-fuzz/bin,$(PIP)) $(INSTALL) -r $<
	@echo "$(CURDIR)" > $@

$(SCRIPTS): package.json package-lock.json .npmrc .ci/node.txt | .venv/made
	@.ci/npm ci
	@touch $@

$(COMPILED) &: $(CATALOGUES) | .venv/packages
	@.ci/step "Compiling the translations" "Correct the catalogue named above." $(BIN)/pybabel compile --use-fuzzy \
	    -d certapp/translations -D "$(sort $(notdir $(CATALOGUES:.po=)))"

browser: .venv/test-packages
	@command -v chromium >/dev/null && command -v pdftoppm >/dev/null && $(BIN)/playwright --version >/dev/null 2>&1 || \
	    .ci/apt "the browser tests" chromium fonts-dejavu-core libatomic1 poppler-utils

softhsm:
	@command -v softhsm2-util >/dev/null || .ci/apt "the tests of hardware tokens" softhsm2

zbar: .venv/test-packages
	@$(BIN)/python -c 'import pyzbar.pyzbar' 2>/dev/null || .ci/apt "the second decoder of QR codes" libzbar0
