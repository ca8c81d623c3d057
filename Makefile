# Everyday commands; `make` alone lists them. Everything is done by `python3 -m host`.
PYTHON ?= python3
HOST := $(PYTHON) -m host
export PORT

.DEFAULT_GOAL := help
.PHONY: help run month stop shell test lint pot screenshots bench doctor clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: ## serve the suite with its demo story on 127.0.0.1:8069 (PORT=…)
	@$(HOST) run

month: ## play a month of 400 service orders into the demo (about 4 minutes)
	@$(HOST) month

stop: ## stop what `make run` started
	@$(HOST) stop

shell: ## the Odoo shell on the database of `make run`
	@$(HOST) shell

test: ## all tests; ADDON=aftersales_service or TAGS=/addon:Class.method for a part
	@$(HOST) test $(if $(ADDON),ADDON=$(ADDON)) $(if $(TAGS),'TAGS=$(TAGS)') $(OPTIONS)

lint: ## ruff, pylint-odoo and the community's checks
	@$(HOST) lint

pot: ## write the translation templates and bring zh_CN.po up to them
	@$(HOST) pot

screenshots: ## photograph every screen of docs/screens.toml (SCREENS=name,… for some)
	@$(HOST) screenshots $(subst $(comma), ,$(SCREENS))

bench: ## run benchmarks/*.py in the host
	@$(HOST) bench $(BENCH)

doctor: ## tell what is there and what is missing
	@$(HOST) doctor

clean: ## stop everything and remove what the tooling made, data included
	@$(HOST) clean

comma := ,
