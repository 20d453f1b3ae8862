# Two commands matter: `make serve` and `make test`. Both set up what is missing.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT_TEST := chromium wordpress php-cli php-mysql php-gd php-xml php-mbstring php-curl mariadb-server mediawiki php-sqlite3 gettext

.PHONY: serve setup setup-test assets test test-networks check bench example

serve: setup
	$(VENV)/bin/kentongan serve

CATALOGUE := kentongan/workspace/locale/en/LC_MESSAGES/django

setup: $(VENV)/.ready assets $(CATALOGUE).mo

$(CATALOGUE).mo: $(CATALOGUE).po | $(VENV)/.ready
	$(VENV)/bin/pybabel --quiet compile --domain django --directory kentongan/workspace/locale

$(VENV)/.ready: requirements/base.txt pyproject.toml
	test -x $(PY) || python3 -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.ready-test: requirements/dev.txt $(VENV)/.ready
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

assets: kentongan/workspace/static/vendor/icons.svg

kentongan/workspace/static/vendor/icons.svg: package-lock.json bin/assets.py
	command -v npm >/dev/null || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends npm; }
	npm ci --silent --ignore-scripts --no-audit --no-fund
	python3 bin/assets.py

setup-test: setup $(VENV)/.ready-test
	@missing=$$(for package in $(APT_TEST); do dpkg -s $$package >/dev/null 2>&1 || echo $$package; done); \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -qq && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -qq --no-install-recommends $$missing >/dev/null; fi

test: setup-test check
	$(PY) -m pytest

check: $(VENV)/.ready-test
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(PY) -m mypy kentongan
	$(VENV)/bin/djlint kentongan --lint --check --quiet
	$(VENV)/bin/lint-imports
	$(PY) bin/views_never_write.py
	$(VENV)/bin/kentongan packs check

test-networks: setup-test
	$(PY) -m pytest kentongan/networks -m server

bench: setup-test
	for file in bench/*.py; do $(PY) $$file || exit 1; done

example: setup
	$(VENV)/bin/kentongan example lamandau
