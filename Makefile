# make run    the experiment quickstart, from an empty machine to its report (EXPERIMENT=us_industry for another)
# make test   the tests, the longest first (TESTS=tests/unit for some of them, WORKERS=1 on one core)
# make cluster-test   what a cluster does to jobs, on a real Slurm that it installs and starts (root and apt; some minutes)
# make mutants   which small mistakes the tests of audit and first screen do not find (ALL=1 for every mutant, MODULES=values.py)
# make mistakes   which of a hundred mistakes that would let a result lie the tests do not find (TESTS_OF=proof/test_bundle.py)
# make check  lint, format, types and the quick tests, for every change: about a minute and a half
# make lint   lint, format and types, checked
# make types  types alone
# make audit  does everything that is there follow from its inputs, settings, code and seed?
# make generate   JSON Schema for editors and the tables of configs/README.md, from the settings' types
# make docs   the site of the documents and of the library's reference, in site/ (needs the extra docs: CONTRIBUTING, “The site”)
# make notebooks   execute the notebooks of docs/ anew and store their outputs (needs the extra docs too)
# make numbers   the numbers that documents quote, from their scripts: the source's example, and the tutorial where it was run
# make lock   resolve requirements.lock anew (needs uv)
EXPERIMENT ?= quickstart
PYTHON ?=
TESTS ?= tests/workflow tests/statistical tests/unit tests/browser
WORKERS ?= auto
# a worker takes whole modules, whose fixtures are made and whose programs are traced once
DIST := --dist loadfile --no-loadscope-reorder
# of `make mutants`: mutants a module, the seed of their choice, modules of tests/mutants/guarded.toml
SAMPLE ?= 5
SEED ?= 1
MODULES ?=
TESTS_OF ?=
MUTANTS := .cache/mutants
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test cluster-test mutants mistakes check lint types format audit generate docs notebooks numbers lock setup
.DEFAULT_GOAL := run

run: $(READY)
	@$(BIN)/tradewinds run $(EXPERIMENT)

test: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) $(DIST) --durations=15 $(TESTS)

cluster-test: $(READY)
	TRADEWINDS_CLUSTER=1 $(BIN)/python -m pytest -v tests/cluster

mutants: $(MUTANTS)/.ready
	$(MUTANTS)/bin/python tests/mutants/run.py --python $(abspath $(BIN))/python \
	  --sample $(if $(ALL),0,$(SAMPLE)) --seed $(SEED) $(MODULES)

mistakes: $(READY)
	$(BIN)/python tests/mutants/mistakes.py $(TESTS_OF)

$(MUTANTS)/.ready: | $(READY)
	$(BIN)/python -m venv $(MUTANTS)
	$(MUTANTS)/bin/python -m pip install --quiet cosmic-ray==8.7.0
	@touch $@

check: lint
	$(BIN)/python -m pytest -n auto $(DIST) -q --durations=5 -m "not slow" tests/unit

lint: $(READY) types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/snakefmt --check Snakefile workflow/many.smk workflow/rules
	$(BIN)/snakemake --lint

types: $(READY)
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/snakefmt Snakefile workflow/many.smk workflow/rules

audit: $(READY)
	$(BIN)/snakemake audit --config experiment=$(EXPERIMENT)

generate: $(READY)
	PYTHONPATH=src $(BIN)/python -m tradewinds.settings.generate

docs: $(BIN)/mkdocs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "The site: site/index.html"

notebooks: $(BIN)/mkdocs
	$(BIN)/jupyter execute --inplace --NotebookClient.record_timing=False docs/notebooks/*.ipynb

numbers: $(READY)
	PYTHONPATH=src MPLBACKEND=agg $(BIN)/python docs/numbers/source_example.py
	test ! -f results/quickstart/manifest.json || PYTHONPATH=src $(BIN)/python docs/numbers/quickstart.py results/quickstart
	test ! -d results/furniture || PYTHONPATH=src $(BIN)/python docs/numbers/tutorial.py results/furniture

$(BIN)/mkdocs: | $(READY)
	@test -x $@ || { echo "The extra docs is missing: $(BIN)/python -m pip install -e '.[docs]', then make again." >&2; exit 1; }

setup: $(READY)

$(READY): requirements.lock pyproject.toml workflow/envs/install.sh
	PYTHON="$(PYTHON)" sh workflow/envs/install.sh $(VENV)
	@touch $@

lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra test --extra lint --extra build --generate-hashes \
	  --no-annotate --no-header pyproject.toml -o requirements.lock
