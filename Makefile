# The verbs of the project. `make run` and `make test` each work alone on a fresh machine.

.DEFAULT_GOAL := help
.PHONY: help run fresh upgrade rollback test drills check format bench messages

help: ## these lines
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: ## open the paper on http://127.0.0.1:8000/ (HOST=, PORT=, DEMO=no)
	@bin/run

fresh: ## put var/ aside and open anew
	@bin/run --fresh

upgrade: ## put the newest release in place, after a backup (TO=tag)
	@TO="$(TO)" bin/upgrade

rollback: ## put back the version before the last upgrade
	@bin/upgrade --back

test: ## every test, on SQLite and PostgreSQL (ARGS="articles -x")
	@bin/test $(ARGS)

drills: ## races, kills, floods: longer than tests
	@bin/test --drills $(ARGS)

check: ## formatters, linters, import contract, types, migrations, translations, deployment
	@bin/check

format: ## write what `make check` wants of layout
	@bin/check --format

messages: ## gather the interface's sentences into locale/ and compile them
	@bin/check --messages

bench: ## the benchmarks (SIZE=S or L)
	@bin/bench
