# The commands of the house. A machine with python3, python3-venv and make needs nothing else.

.DEFAULT_GOAL := help
.PHONY: help run test check bench rewrite chat lock clean

PYTHON ?= python3
BIN := .venv/bin
UV_VERSION := 0.13.9

# uv trusts its own list of authorities, which lacks a company's own; the system's store, where there is one, has it.
export UV_SYSTEM_CERTS := $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem),true,false)

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: .venv/.stamp ## demo data and the server on port 8080
	$(BIN)/imarisha serve --demo --port 8080 --data var

test: .venv/.stamp ## the whole suite, on SQLite and on real PostgreSQL and Redis
	$(BIN)/pytest -q -n auto --ignore=tests/whole
	$(BIN)/pytest -q tests/whole

check: .venv/.stamp ## format, lint, types, layers and the fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q -n auto -k "not postgres" tests/unit tests/tidy

bench: .venv/.stamp ## the benchmarks, as a table of ratios
	$(BIN)/python -m tests.bench

rewrite: .venv/.stamp ## record transcripts and generated documents again, to be read as a diff
	REWRITE=1 $(BIN)/pytest tests/conversations tests/tidy/test_ours.py -q

chat: .venv/.stamp ## talk to it in the terminal
	$(BIN)/imarisha chat

# Versions and hashes only: which index they come from is the business of the machine that installs them.
lock: $(BIN)/python ## refresh both lock files from pyproject.toml
	$(BIN)/pip install --quiet uv==$(UV_VERSION)
	$(BIN)/uv pip compile --quiet --universal --upgrade --extra dev --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --constraint requirements.lock \
		--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --output-file deploy/requirements.lock
	@! grep -n '://' requirements.lock deploy/requirements.lock

clean: ## remove the environment and the caches, but never var/
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name node_modules -prune -o -name __pycache__ -type d -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv .venv

# uv is ten times faster than pip; where it cannot be had or cannot reach an index, pip reads the same lock.
.venv/.installed: requirements.lock pyproject.toml $(BIN)/python
	@echo "Preparing .venv ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || echo "No uv here: pip takes its place."
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable . \
		|| $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# What people mean is learnt from sentences; the matcher is built, not kept, and trains itself anew where it is stale.
.venv/.stamp: .venv/.installed $(wildcard intents/*.py intents/*.toml intents/sentences/*.toml)
	@$(BIN)/python -m intents.train
	@touch $@
