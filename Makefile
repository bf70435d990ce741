# The verbs of this project. `make` or `make help` lists them; CI runs the same ones.

PYTHON ?= python3
IN := .venv/bin
WORKERS ?= $(shell nproc)
RULES := packages/protocol/tests server/tests/domain packages/player/tests/conductor
RULED := */loa/domain/*,*/loa_protocol/*,*/loa_player/conductor*,*/loa_player/state.py,*/loa_player/items.py
# Timetable, canonical bytes, the tree of units, keys, texts read aloud: 2,000 new examples each.
PROPERTIES := packages/protocol/tests server/tests/domain/test_areas.py server/tests/domain/reading

.DEFAULT_GOAL := help
.PHONY: help docs demo demo-check demo-tamper test rules check fix messages trial bench lock wheels ready

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

ready: ## Make .venv ready (every verb below does this first)
	@$(PYTHON) scripts/bootstrap.py

demo: ready ## Run a whole site with 12 loudspeakers; prints one URL and the accounts
	@$(IN)/loa demo

demo-check: ready ## Show that a text becomes the approved sound on 12 players, with receipts
	@$(IN)/loa demo --check

demo-tamper: ready ## Show that an altered sound and a forged order are refused, and say why
	@$(IN)/loa demo --check --tamper

test: ready ## Run the whole suite
	@$(IN)/pytest -n $(WORKERS) --dist loadfile -m "not trial" -q

rules: ready ## Test the rules alone: no database, seconds, every branch
	@LOA_TESTS_WITHOUT_DATABASE=1 $(IN)/coverage run -m pytest -q $(RULES)
	@$(IN)/coverage combine --quiet
	@$(IN)/coverage report --fail-under=100 --include='$(RULED)'

check: ready ## Check style, layers, types, templates and migrations
	@scripts/quickcheck
	@$(IN)/djlint --configuration pyproject.toml --lint --quiet server/src

fix: ready ## Mend what a tool can mend
	@$(IN)/ruff check --fix --quiet .
	@$(IN)/ruff format --quiet .
	@$(IN)/djlint --configuration pyproject.toml --reformat --quiet server/src || true

messages: ready ## Collect new sentences into the English catalogues, for somebody to translate
	@$(IN)/python scripts/messages.py

trial: ready ## Process deaths, power loss, chaos, long property runs (up to 30 minutes)
	@LOA_TESTS_WITHOUT_DATABASE=1 $(IN)/pytest --hypothesis-profile=trial -m hypothesis -q $(PROPERTIES)
	@$(IN)/pytest -m trial -q

bench: ready ## Take the figures of benchmarks/, or one of them: make bench NAME=home
	@$(IN)/python benchmarks/run.py $(NAME)

LOCK := pip compile packages/protocol/pyproject.toml packages/player/pyproject.toml \
  server/pyproject.toml --group pyproject.toml:dev --generate-hashes --universal \
  --python-version 3.11 --no-emit-index-url --no-emit-package loa-protocol \
  --no-emit-package loa-player --no-emit-package loa --no-header --quiet

lock: ## Pin every package again, with hashes
	@$(IN)/uv $(LOCK) -o requirements.lock
	@$(IN)/uv $(LOCK) --extra s3 --group pyproject.toml:s3 -o requirements-s3.lock
	@$(IN)/uv $(LOCK) --extra stt -o requirements-stt.lock

wheels: ready ## Make a release in dist/: three wheels, and what else a site and a box need
	@$(IN)/python scripts/wheels.py

docs: ready ## Make the protocol files and, with a demo running beside it, the screenshots again
	@$(IN)/python scripts/protocol_files.py
	@$(IN)/python scripts/screenshots.py
