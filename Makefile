PREFIX ?= /usr/local
DESTDIR ?=

sources := Sources Tests Package.swift Benchmarks/Package.swift $(wildcard Benchmarks/*/*.swift)
peers := .build-peers/venv

.DEFAULT_GOAL := help
.PHONY: help setup setup-build demo release build test check-law check-lessons check-statistics check-calibration check-cluster lint format fuzz bench bench-quick bench-engine bench-policies install dist deb check-fresh oci clean

# They reach the script as they are, whatever they hold.
export PREFIX DESTDIR

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s%s\n", $$1, $$2 }' Makefile

setup: ## Install the system packages that are missing (Debian); `scripts/setup --check` only shows them
	@scripts/setup build test

setup-build:
	@scripts/setup build

# The build reports on stderr, so that what is left on stdout is the comparison and nothing else.
demo: release ## Build in release mode and compare three rollout strategies on a real Debian estate
	.build/release/patchlab compare Scenarios/debian-estate/scenario.yaml

release: setup-build ## Build the command in release mode
	swift build -c release --product patchlab >&2

build: setup-build ## Build everything in debug mode, tests included
	swift build --build-tests --explicit-target-dependency-import-check error

test: setup ## Run all tests
	@scripts/test

# Not part of every check: it takes long.
check-law: setup release ## Hold the program against an independent simulator, figure by figure
	Tests/LawCheck/check.py .build/release/patchlab

check-cluster: setup release ## Hold plans for several machines against Slurm, GNU parallel over ssh, and the schemas of Kubernetes
	scripts/cluster-check

# Not part of every check: it takes hours.
check-lessons: setup ## Play 1,000 random sessions, every lesson in three ways, and 200 draws of each for the mean of luck
	TRAINING_SESSIONS=1000 CHECK_LESSONS=1 scripts/test --filter 'TrainingTests|LessonTests'

# Not part of every check: it takes minutes.
check-statistics: setup ## Hold comparisons in cells against 4,000 plain replications of two examples
	CHECK_STATISTICS=1 scripts/test --filter 'CellPopulationTests'

# Not part of every check: it takes minutes.
check-calibration: setup ## Hold intervals of `calibrate` against 1,200 simulated logs of known laws
	CHECK_CALIBRATION=1 scripts/test --filter 'RecoveryTests'

lint: ## Check the format of the sources, and the tables that a script writes
	swift format lint --strict --parallel --recursive $(sources)
	scripts/elementary-tables --check

format: ## Rewrite the sources with swift-format
	swift format --in-place --parallel --recursive $(sources)

fuzz: release ## Feed 20,000 damaged inputs to the command; FUZZ="--seed N" for others
	@scripts/fuzz $(FUZZ)

bench: benchmark-tools ## Measure PatchLab beside its peers, and rewrite docs/performance.md
	$(peers)/bin/python Benchmarks/peers/compare.py

bench-quick: benchmark-tools ## The same in small, printed only
	$(peers)/bin/python Benchmarks/peers/compare.py --quick

bench-engine: benchmark-tools ## Measure the engine only, and rewrite its part of docs/performance.md
	$(peers)/bin/python Benchmarks/peers/compare.py --engine

bench-policies: setup release ## Measure programs that decide, and rewrite their part of docs/performance.md
	Benchmarks/policies/measure.py .build/release/patchlab

.PHONY: benchmark-tools
benchmark-tools: setup release $(peers)/requirements.txt
	swift build -c release --product peerbench --package-path Benchmarks >&2

# The peers' libraries, in the versions that are named, apart from whatever else the system has.
$(peers)/requirements.txt: Benchmarks/peers/requirements.txt
	python3 -m venv $(peers)
	$(peers)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	cp $< $@

# With somebody else's rights nothing is built: what root builds in a folder of yours, you could not replace.
install: $(if $(SUDO_UID)$(DOAS_USER),,release) ## Install the command, its manual, completions and examples under PREFIX (/usr/local)
	@scripts/install

dist: setup-portable ## Pack one file for other machines, with manual, completions and examples: dist/*.tar.gz
	@scripts/package tar

deb: setup-portable ## The same as a Debian package: dist/*.deb
	@scripts/package deb

# It takes the rights of root, and does not build as root what is there.
check-fresh: $(if $(wildcard dist/*.deb),,deb) ## Install the Debian package into a system that has nothing else, and compare its demo with README.md
	@scripts/check-fresh

oci: $(if $(wildcard dist/*.deb),,deb) ## Make an image for containers of the Debian package: dist/patchlab.oci.tar
	@scripts/oci

.PHONY: setup-portable
setup-portable:
	@scripts/setup build portable

clean: ## Remove what was built
	rm -rf .build .build-portable dist
