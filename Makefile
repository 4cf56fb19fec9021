PREFIX ?= /usr/local
DESTDIR ?=

sources := Sources Tests Package.swift
bin := $(DESTDIR)$(PREFIX)/bin
share := $(DESTDIR)$(PREFIX)/share

.DEFAULT_GOAL := help
.PHONY: help setup demo build test lint format install clean

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s%s\n", $$1, $$2 }' Makefile

setup: ## Install the system packages that are missing (Debian)
	@scripts/setup

# The build reports on stderr, so that what is left on stdout is the comparison and nothing else.
demo: setup ## Build in release mode and compare three rollout strategies on a real Debian estate
	swift build -c release --product patchlab >&2
	.build/release/patchlab compare Scenarios/debian-estate/scenario.yaml

build: setup ## Build everything in debug mode, tests included
	swift build --build-tests --explicit-target-dependency-import-check error

test: setup ## Run all tests
	@scripts/test

lint: ## Check the format of the sources
	swift format lint --strict --parallel --recursive $(sources)

format: ## Rewrite the sources in the house format
	swift format --in-place --parallel --recursive $(sources)

install: setup ## Install the command and its shell completions under PREFIX (/usr/local)
	swift build -c release --product patchlab >&2
	install -d $(bin) $(share)/bash-completion/completions $(share)/zsh/site-functions $(share)/fish/vendor_completions.d
	install -m 755 .build/release/patchlab $(bin)/patchlab
	$(bin)/patchlab --generate-completion-script bash > $(share)/bash-completion/completions/patchlab
	$(bin)/patchlab --generate-completion-script zsh > $(share)/zsh/site-functions/_patchlab
	$(bin)/patchlab --generate-completion-script fish > $(share)/fish/vendor_completions.d/patchlab.fish

clean: ## Remove what was built
	rm -rf .build
