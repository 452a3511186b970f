# make demo        the demonstration site on http://127.0.0.1:8000/ (PORT= for another port)
# make test        the whole suite with coverage; test-unit, test-browser for a part of it
# make test-docs   every code block of the documentation, as it is written
# make bench       speed beside other servers and packages, written to docs/performance.md; BENCH=quick is a short look
# make stress      all of what a site must survive, with figures, in a quarter of an hour (the suite has a quick half)
# make docs        the documentation in build/docs/, warnings are errors (Python 3.12 or newer)
# make messages    the catalogues of texts to translate, and what is translated compiled (needs gettext)
# make release     sdist and wheel in dist/, built and checked; nothing is uploaded
# make screenshots the pictures of the documentation, of the demonstration site in a browser
# make rooms       the picture and the table of rooms in the documentation, from the imports
# make lint types imports format clean
#
# PYTHON=       interpreter that makes the environment          python3
# VENV=         where the environment lies                      .venv
# CONSTRAINTS=  versions to install                             the newest for this Python
# PYTEST_ARGS=  e.g. PYTEST_ARGS="-k ticket"
# WORKERS=      processes that tests run in side by side        3; 0 for none
# PICTURES=     e.g. PICTURES="home live"                       all of them

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
PYTEST_ARGS ?=
WORKERS ?= 3
BENCH ?=
PICTURES ?=

BIN := $(VENV)/bin
PACKAGES := django_plotly_dash dpd_wagtail blocks cms_demo

# The environment's own Python once there is one that runs, else the one that will make it.
base_python := $(shell $(BIN)/python -c '' 2>/dev/null && echo $(BIN)/python || echo $(PYTHON))
# Django 6 needs Python 3.12.
CONSTRAINTS ?= $(shell $(base_python) -c 'import sys; print("requirements/newest%s.txt" % ("" if sys.version_info >= (3, 12) else "-py311"))' 2>/dev/null)
# One stamp for each set of versions: another CONSTRAINTS= installs anew.
stamp := $(VENV)/.installed-$(notdir $(basename $(CONSTRAINTS)))

# Ends make with one line when preflight.py has something to say.
preflight = $(call stop_on,$(shell $(base_python) .ci/preflight.py $(1) 2>/dev/null || echo "cannot run '$(base_python)'; install Python 3.11 or newer, or name one with PYTHON="))
stop_on = $(if $(1),$(error $(1)))

.PHONY: venv demo test test-unit test-browser test-docs stress bench docs screenshots rooms messages release lint types imports format clean python-ok port-free

venv: $(stamp)

python-ok:
	@:$(call preflight,python)

port-free: python-ok
	@:$(call preflight,port $(PORT))

$(stamp): pyproject.toml django_plotly_dash/version.py $(CONSTRAINTS) | python-ok
	@echo "Installing into $(VENV) with $(CONSTRAINTS)"
	@rm -f $(VENV)/.installed-*
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint $(CONSTRAINTS) --editable '.[wagtail,live,compat,demo]' --group dev
	@touch $@

demo: port-free venv
	@PORT=$(PORT) $(BIN)/python -m cms_demo

# The files in the order of tests/conftest.py: the long ones first, and what drives a browser last.
side_by_side := -n $(WORKERS) --dist loadgroup --no-loadscope-reorder
# Python 3.12 and newer measure coverage with sys.monitoring.
coverage = $(shell $(BIN)/python -c 'import sys; sys.version_info >= (3, 12) and print("COVERAGE_CORE=sysmon COVERAGE_GREENLET=thread")')

test: venv
	$(coverage) $(BIN)/python -m pytest --cov --cov-report=term $(side_by_side) $(PYTEST_ARGS)

test-unit: venv
	$(BIN)/python -m pytest -m "not browser" $(side_by_side) $(PYTEST_ARGS)

test-browser: venv
	$(BIN)/python -m pytest -m browser $(side_by_side) $(PYTEST_ARGS)

test-docs: venv
	$(BIN)/python -m pytest -p tests.documentation.plugin --ds=tests.documentation.settings \
		-n $(WORKERS) --dist loadfile $(PYTEST_ARGS) docs README.md

# More is done than in the suite, so that a test may take longer too.
stress: venv
	STRESS=full $(BIN)/python -m pytest tests/stress tests/fuzz --timeout=900 -o faulthandler_timeout=960 $(PYTEST_ARGS)

bench: venv
	BENCH=$(BENCH) $(BIN)/python -m tests.benchmarks

docs: venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) --group docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet --builder html docs build/docs

screenshots: venv
	$(BIN)/python -m tests.documentation.screenshots $(PICTURES)

rooms: venv
	$(BIN)/python -m tests.documentation.rooms

# -P: dpd_wagtail has a package named blocks, and so has the checkout.
messages: venv
	@for package in django_plotly_dash dpd_wagtail; do \
		(cd $$package && PYTHONPATH=$(CURDIR) DJANGO_SETTINGS_MODULE=tests.settings $(abspath $(BIN)/python) -P -m django \
			makemessages --verbosity 0 --locale de --keep-pot --no-wrap --add-location file) || exit 1; \
		msgfmt --check --output-file $$package/locale/de/LC_MESSAGES/django.mo $$package/locale/de/LC_MESSAGES/django.po || exit 1; \
	done

release: venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) --group release
	rm -rf dist
	$(BIN)/python -m build --outdir dist .
	$(BIN)/python -m twine check --strict dist/*
	$(BIN)/python .ci/check_release.py dist

lint: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: venv
	$(BIN)/mypy

imports: venv
	$(BIN)/lint-imports

format: venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv* build dist .dpd .coverage .coverage.* htmlcov staticfiles
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
