# A thin front over the CMake presets (CMakePresets.json) and tools/.
#   make run ARGS="--port 8080"   make test   make help

SHELL := /bin/bash
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
FUZZ_SECONDS ?= 60
export JOBS FUZZ_SECONDS

.DEFAULT_GOAL := build
.PHONY: build run test asan tsan fuzz bench format lint install clean help

build: ## Build the release preset
	@tools/build release

run: ## Install what is missing, build, and serve (ARGS="..." goes to the server)
	@tools/install-packages build
	@tools/build release
	@exec build/release/bin/imagekit-emulator $(ARGS)

test: ## Install what is missing, build the dev preset, run every test
	@tools/run-tests dev

asan: ## The same tests under the address and undefined-behaviour sanitizers
	@tools/run-tests asan

tsan: ## The same tests under the thread sanitizer
	@tools/run-tests tsan

fuzz: ## Run every fuzz target for FUZZ_SECONDS (60)
	@tools/install-packages build lint
	@tools/build fuzz
	@tools/fuzz

bench: ## Measure the release build
	@tools/install-packages build bench
	@tools/build release
	@if [ -x bench/run ]; then exec bench/run; else echo "there is no bench/run"; exit 1; fi

format: ## Rewrite the C files with clang-format
	@tools/install-packages lint
	@tools/format

lint: ## Check format, clang-tidy and the scripts' syntax
	@tools/run-lint

install: build ## Install the release build (PREFIX, DESTDIR)
	@cmake --install build/release $(if $(PREFIX),--prefix "$(PREFIX)")

clean: ## Remove every build folder
	@rm -rf build

help: ## Show this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20
