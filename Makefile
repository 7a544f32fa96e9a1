# `make demo` shows Rasid at work, `make test` proves it; both do everything on a machine with Python 3.11 and make.
# The newest Python of 3.11 and later that is there; `make PYTHON=...` chooses another.
PYTHON ?= $(firstword $(foreach v,3.11 3.12 3.13 3.14,$(shell command -v python$(v))) python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -q

# How long `make test-faults` goes on.
KILLS   ?= 200
RECORDS ?= 20000

# What every word of an article goes through; pyproject.toml says how it is compiled.
COMPILED := $(wildcard consumers/extraction/*.py consumers/extraction/*/*.py consumers/gazetteer/*.py consumers/text/*.py)
CAN_COMPILE = command -v cc >/dev/null && \
  $(BIN)/python -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'

# `make kafka`: how many brokers, and the port of the first (0: free ones).
BROKERS ?= 1
PORT    ?= 9092

.PHONY: test-faults kafka kafka-jars
.PHONY: help demo run test lint types unit compiled compile pure setup setup-dev lock format clean

help:  ## what there is to make
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: setup  ## run the whole daemon on a bundled newsroom and see its alerts
	@$(BIN)/rasid demo

run: setup  ## run the daemon with config/agent.yaml
	@$(BIN)/rasid run --config config/agent.yaml

test: lint types unit compiled  ## ruff, mypy and every test, those of the extraction on its compiled form too

lint: setup-dev
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy

unit: setup-dev pure
	$(BIN)/python -m pytest

compiled: setup-dev
	@if $(CAN_COMPILE); then \
	  $(MAKE) --no-print-directory compile && \
	  $(BIN)/python -m pytest --compiled tests/consumers/extraction tests/consumers/gazetteer tests/consumers/text; \
	else echo "NOT TESTED: the compiled extraction; that takes a C compiler and the headers of $$($(BIN)/python -V)"; fi

compile: $(VENV)/.compiled  ## compile the extraction, which makes it more than twice as fast (needs a C compiler)

pure:  ## go back to the extraction in plain Python, which runs what was edited
	@rm -f *__mypyc*.so $(COMPILED:.py=.*.so) $(VENV)/.compiled

test-faults: setup-dev kafka-jars  ## minutes of killing workers and brokers on a real Kafka (KILLS, RECORDS)
	RASID_FAULTS=1 RASID_FAULT_KILLS=$(KILLS) RASID_FAULT_RECORDS=$(RECORDS) $(BIN)/python -m pytest tests/kafka tests/end_to_end

kafka: setup  ## run a real Kafka on this machine until Ctrl-C, without Docker (BROKERS, PORT)
	@$(BIN)/python deploy/kafka/local_broker.py --brokers $(BROKERS) --port $(PORT)

kafka-jars: setup  ## fetch the Kafka broker that tests start (needs Java 17 and Maven, not Docker)
	@$(BIN)/python deploy/kafka/local_broker.py --fetch-only

format: setup-dev  ## put the code into shape
	$(BIN)/ruff check --fix .

setup: $(VENV)/.runtime  ## create .venv with `rasid` in it
setup-dev: $(VENV)/.dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rasid needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: $(BIN)/python requirements.lock pyproject.toml
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

$(VENV)/.compiled: $(VENV)/.dev pyproject.toml $(COMPILED)
	@echo "Compiling the extraction; a minute or two."
	HATCH_BUILD_HOOK_ENABLE_MYPYC=true $(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

lock:  ## resolve the dependencies anew into requirements*.lock (needs uv)
	uv pip compile pyproject.toml deploy/build-requirements.in --universal --generate-hashes --no-emit-index-url --no-header --upgrade -q -o requirements.lock
	uv pip compile pyproject.toml deploy/build-requirements.in --extra dev --constraint requirements.lock --universal --generate-hashes --no-emit-index-url --no-header --upgrade -q -o requirements-dev.lock

clean: pure  ## remove what was built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache
