# Warmline. Every target sets up what it needs by itself; `make help` explains them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

WARMLINE_PORT ?= 8400
export WARMLINE_PORT
PY := .venv/bin/python
SEEDS ?= 1 2 3

.PHONY: help setup browser run demo test test-fast check bench eval simulate screenshots package deploy clean

help: ## Explain every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/.ready .venv-ministack/.ready frontend_api/static/vendor/.ready ## Virtual environments and npm parts (every other target does this by itself)

.venv/.ready: requirements/dev.txt infra/find_python.sh
	@echo "Setting up .venv (once; about a minute)"
	@bash infra/find_python.sh > /dev/null
	@rm -rf .venv && "$$(bash infra/find_python.sh)" -m venv .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv-ministack/.ready: requirements/platform.txt infra/find_python.sh
	@echo "Setting up .venv-ministack (once; about a minute)"
	@rm -rf .venv-ministack && "$$(bash infra/find_python.sh)" -m venv .venv-ministack
	@.venv-ministack/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/platform.txt
	@touch $@

.venv-checkov/.ready: requirements/checkov.txt infra/find_python.sh
	@echo "Setting up .venv-checkov (once; about a minute)"
	@rm -rf .venv-checkov && "$$(bash infra/find_python.sh)" -m venv .venv-checkov
	@.venv-checkov/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/checkov.txt
	@touch $@

.venv/.bench-ready: requirements/bench.txt .venv/.ready
	@echo "Adding what the benchmark compares with (once)"
	@.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

frontend_api/static/vendor/.ready: package-lock.json .venv/.ready
	@npm ci --silent --no-audit --no-fund
	@$(PY) -m frontend_api.build_static
	@touch $@

browser: ## Find Chromium, or install Debian's
	@bash infra/find_chromium.sh

run: setup ## The whole platform on this machine, and the console's address
	@$(PY) -m infra.local.run

demo: setup ## The main job, headless, for SEEDS (default "1 2 3")
	@$(PY) -m infra.local.demo --seeds $(SEEDS)

# A machine that forbids compiled files would have every worker compile all tests again.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest
# What judges the source and the templates rather than what they do: `make check` runs it, no other.
CHECKS := $(addprefix tests/,test_tidy.py test_house.py test_documents.py \
	infra/stacks/test_nothing_spare.py infra/stacks/test_templates_lint.py)
# Workers load every module at once, and would each compile what none has compiled yet.
COMPILED := $(PY) -m compileall -q -j 2 -x '/(test_[^/]*|conftest)[.]py$$' \
	functions frontend_api infra tenancy tests && env -u PYTHONDONTWRITEBYTECODE $(PY) -m tests.compiling.compile_tests

# Browsers and the local platform keep a worker waiting, so a third one fits on two cores.
test: setup browser ## Every test but the checks, on a fresh machine too (PROFILE=long tries twice the examples)
	@$(COMPILED)
	@$(PYTEST) tests $(addprefix --ignore ,$(CHECKS)) -n 3 --dist loadfile --no-loadscope-reorder --hypothesis-profile $${PROFILE:-gate}

test-fast: setup ## Most rules by some case, without platform, browser, build or what `make check` looks at; its slowest ten
	@$(COMPILED)
	@$(PYTEST) tests $(addprefix --ignore ,$(CHECKS)) -m "not platform and not browser and not slow" --hypothesis-profile fast -n 2 --dist worksteal --durations=10

check: setup .venv-checkov/.ready ## Format, lint, types, directions, tidiness, true documents, no spare right, sound templates
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PYTEST) $(CHECKS)

bench: setup .venv/.bench-ready ## Measure, print a table, write build/bench.json
	@$(PY) -m tests.benchmarks.run

eval: setup ## Judge the reader on its corpora, write build/eval.json
	@$(PY) -m tests.benchmarks.evaluate

simulate: setup ## Many more seeds of the simulated world (SEEDS_FROM, SEEDS_TO)
	@$(PY) -m tests.simulation.run --from $${SEEDS_FROM:-0} --to $${SEEDS_TO:-500}

screenshots: setup browser ## A picture of every page in build/screenshots
	@$(PY) -m tests.e2e.screenshots

package: setup ## Build, prune and weigh the three artefacts
	@$(PY) -m infra.stage

deploy: setup ## Deploy to the AWS account of your credentials (STAGE=prod)
	@$(PY) -m infra.deploy --stage $${STAGE:-prod}

clean: ## Remove what was built (keeps the platform's state)
	@rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis
