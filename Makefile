# What people call is what CI calls. Needs Python 3.11, make and a package index; nothing else.
PYTHON ?= python3
PORT ?= 8000
BASE ?= http://localhost:$(PORT)
RELEASES ?= data/releases
VENV := .venv
RUN := $(VENV)/bin/undersigned
PY := $(VENV)/bin/python
COMUNICA := @comunica/query-sparql@5.4.1
JSONLD := jsonld@9.0.0
LDES_CLIENT := ldes-client@0.3.0
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

.PHONY: setup assets clients run test check lock evaluate floors confidence bench clean

setup: $(VENV)/ready

$(VENV)/ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-dev.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(PY) -m server.editor
	@touch $@

# The SPARQL editor, where npm is; without it /sparql is a plain form.
assets: setup
	$(PY) -m server.editor

# What tests with a browser and with other clients need; without it they are skipped.
clients: setup
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-clients.lock
	$(PY) -m server.editor
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(VENV)/comunica $(COMUNICA) $(JSONLD) $(LDES_CLIENT)

run: setup
	$(RUN) release data/statements --target $(RELEASES) --base $(BASE) --ledger data/ledger.csv
	$(RUN) serve --release $(RELEASES) --port $(PORT)

test: setup
	$(PY) -m pytest

check: setup
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	cp requirements.lock requirements-dev.lock requirements-clients.lock $(VENV)
	$(LOCK) --output-file $(VENV)/requirements.lock
	diff -u requirements.lock $(VENV)/requirements.lock
	$(LOCK) --extra dev --output-file $(VENV)/requirements-dev.lock
	diff -u requirements-dev.lock $(VENV)/requirements-dev.lock
	$(LOCK) --extra dev --extra clients --output-file $(VENV)/requirements-clients.lock
	diff -u requirements-clients.lock $(VENV)/requirements-clients.lock

# The score on our own documents; GOLD and DOCUMENTS name another set.
GOLD ?= tests/evaluation/gold
DOCUMENTS ?= tests/evaluation/documents
evaluate: setup
	$(RUN) evaluate --gold $(GOLD) --documents $(DOCUMENTS) --calibration

# Raise the floors of tests/evaluation/floors.json to what is reached; REASON="…" lets them fall, and is kept there.
floors: setup
	$(PY) tests/evaluation/measure.py floors $(if $(REASON),"$(REASON)")

# Measure how often each rule is right, on all documents with labels: data/reference/confidence.csv.
confidence: setup
	$(PY) tests/evaluation/measure.py confidence

lock: setup
	$(LOCK) --upgrade --output-file requirements.lock
	$(LOCK) --upgrade --extra dev --output-file requirements-dev.lock
	$(LOCK) --upgrade --extra dev --extra clients --output-file requirements-clients.lock

clean:
	rm -rf $(VENV) $(RELEASES) dist .mypy_cache .ruff_cache .pytest_cache
