# Everything a person or a pipeline needs, each in one word. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup assets catalogs services demo test lint format lock bench soak screenshots

BIN := .venv/bin
# Every process starts three times as fast from bytecode that the first one kept (in __pycache__, which git ignores).
unexport PYTHONDONTWRITEBYTECODE
# The unit tests share nothing; the others start servers of their own, which two at a time keep two cores busy with.
# In the browser a file stays with one of them, since its tests read what one walk through the site saw; the walk is the
# longest, so it comes first.
WORKERS ?= 2

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Build .venv/ and the browser's assets (quick when nothing changed)
	@scripts/assets.sh
	@scripts/setup.sh

assets: ## Copy the browser libraries into the pages' static files
	@scripts/assets.sh

services: setup ## Find PostgreSQL, Mosquitto and Chromium; as root on Debian install what is missing
	@scripts/services.sh

demo: setup ## Start everything with the reference organisation and a simulator of dataloggers
	@$(BIN)/regie serve --demo $(DEMO)

lint: setup ## Check style, types and the import law
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup ## Rewrite the code in the house style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

test: setup services lint ## Run every test, the browser's included
	@$(BIN)/pytest tests/unit tests/integration tests/architecture --numprocesses $(WORKERS) --dist loadgroup
	@$(BIN)/pytest tests/e2e --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: services ## Measure; BENCH=name runs one; prints one JSON line each
	@$(BIN)/python -m tests.bench $(BENCH)

soak: services ## Run the long proofs; SOAK=name runs one; prints one JSON line each
	@$(BIN)/python -m tests.soak $(SOAK)

catalogs: setup ## Collect the texts of the code into the NL and FR catalogs
	@$(BIN)/python scripts/catalogs.py

screenshots: setup ## Take the pictures of docs/screenshots anew (needs Chromium)
	@$(BIN)/python scripts/screenshots.py

lock: setup ## Write both lock files anew (UPGRADE=--upgrade takes newer versions)
	@scripts/lock.sh $(UPGRADE)
