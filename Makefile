# The commands of the project. Each target says what it does: `make` lists them.
# They are thin: what installs is in scripts/, what checks is in cargo.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test bench bench-assist bench-completion docs deny

# Where the installer of Rust puts programs; a shell started before does not know it yet.
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)

target := $(or $(CARGO_TARGET_DIR),target)

help: ## List these commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

demo: ## Install what is missing, build, pull the model, and show the server at work on real code
	scripts/install-build-tools.sh
	cargo build --release --locked
	scripts/pull-model.sh $(target)/release/ponder qwen2.5-coder-0.5b
	cargo run --release --locked --quiet --bin demo

test: ## Install what the tests need, and run every check and every test
	scripts/install-build-tools.sh
	scripts/install-test-tools.sh
	scripts/counterparts.sh $(target)/counterparts
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
	cargo check --package ponder --no-default-features --locked
	cargo build --workspace --all-targets --locked
	scripts/pull-model.sh $(target)/debug/ponder qwen2.5-coder-0.5b smollm2-135m
	cargo nextest run --workspace --locked
	cargo test --doc --workspace --locked

bench: ## Measure edits, the server and the engine; print ratios (minutes, on an idle machine)
	scripts/install-build-tools.sh
	cargo build --release --locked
	scripts/pull-model.sh $(target)/release/ponder qwen2.5-coder-0.5b
	cargo bench --locked --package ponder-text --bench edits
	cargo run --release --locked --quiet --bin bench-server
	cargo run --release --locked --quiet --bin bench-providers
	cargo run --release --locked --quiet --bin bench-engine

bench-completion: ## Replay typing beside llama.cpp's server, and fill holes in programs (40 minutes, on an idle machine)
	scripts/install-build-tools.sh
	cargo build --release --locked
	scripts/pull-model.sh $(target)/release/ponder qwen2.5-coder-0.5b qwen2.5-coder-1.5b
	cargo run --release --locked --quiet --bin bench-completion -- $(arguments)

bench-assist: ## Mend bugs and write doc comments beside the bare model, and time code actions (an hour, on an idle machine)
	scripts/install-build-tools.sh
	cargo build --release --locked
	scripts/pull-model.sh $(target)/release/ponder qwen2.5-coder-1.5b
	cargo run --release --locked --quiet --bin bench-assist -- $(arguments)

docs: ## Build the book into docs/book
	@command -v mdbook >/dev/null || { echo "mdbook is missing; install it by: cargo install mdbook --locked" >&2; exit 1; }
	mdbook build docs

deny: ## Check the dependencies: licenses, bans, sources and, where they can be fetched, advisories
	scripts/check-dependencies.sh
