# make            build jacknet
# make demo       hear (and see measured) what it does, on this machine alone
# make test       every test
# README.md says what the other targets and the variables are for.

PREFIX ?= /usr/local
DESTDIR ?=
# release, or debug to look for a fault; debug is too slow to carry sound in time.
CONFIGURATION ?= release
# What make bench measures: resampler, protection, concealment, or links.
BENCH ?= resampler protection concealment
# What make fuzz looks at, all or one reader (scripts/fuzz tells their names), and for how long each.
FUZZ ?= all
FUZZ_SECONDS ?= 60
# How long make chaos lets a link's surroundings fail, and in which order: another number, another one.
CHAOS_SECONDS ?= 600
CHAOS_SEED ?= 1
# 0 builds without GNU Readline: the repl then takes plain lines.
READLINE ?= 1
# The Swift runtime goes into the binary, so that it runs where there is no toolchain.
SWIFT_FLAGS ?= --static-swift-stdlib

export JACKNET_READLINE := $(READLINE)

BINARY := $(CURDIR)/.build/$(CONFIGURATION)/jacknet
JUDGE := $(CURDIR)/.build/$(CONFIGURATION)/soundjudge
BUILD := swift build --configuration $(CONFIGURATION) $(SWIFT_FLAGS)
PAGES := $(wildcard man/*.[1-8])
SCRIPTS := $(wildcard scripts/*) .ci/run

bin := $(DESTDIR)$(PREFIX)/bin
share := $(DESTDIR)$(PREFIX)/share
man := $(share)/man
bash := $(share)/bash-completion/completions
zsh := $(share)/zsh/site-functions
fish := $(share)/fish/vendor_completions.d

.PHONY: deps build judge demo test check chaos rtsan asan tsan fuzz bench simulate install uninstall clean
.DEFAULT_GOAL := build
.NOTPARALLEL:

deps:
	@scripts/deps

build:
	$(BUILD) --product jacknet

# What plays, records and judges the sound, and the network that loses it; test tools, never
# installed.
judge:
	$(BUILD) --product soundjudge
	$(BUILD) --product netem

demo: deps build judge
	@scripts/demo '$(BINARY)' '$(JUDGE)'

# The live tests of the binary that users run stay last: their summary ends the output.
test: deps build judge
	@scripts/sanitize address
	@scripts/sanitize thread
	@scripts/rtsan
	@JACKNET_BINARY='$(BINARY)' JACKNET_JUDGE='$(JUDGE)' scripts/sanitize address '^LiveTests\.'

check: deps
	swift format lint --strict --parallel --recursive Package.swift Sources Tests
	shellcheck $(SCRIPTS)
	shellcheck --shell=bash completions/jacknet.bash
	zsh -n completions/_jacknet
	fish --no-execute completions/jacknet.fish
	@# Not -W style: it wants every page that is referred to installed.
	mandoc -T lint -W warning $(PAGES)
	swift test --filter HouseTests

chaos: deps build judge
	JACKNET_BINARY='$(BINARY)' JACKNET_JUDGE='$(JUDGE)' CHAOS_SECONDS='$(CHAOS_SECONDS)' \
		CHAOS_SEED='$(CHAOS_SEED)' swift test --filter ChaosLiveTests

rtsan: deps
	@scripts/rtsan

asan: deps
	@scripts/sanitize address

tsan: deps
	@scripts/sanitize thread

fuzz: deps
	@scripts/fuzz '$(FUZZ)' '$(FUZZ_SECONDS)'

bench:
	@scripts/bench $(BENCH)

simulate:
	swift build --configuration release --product simulate
	.build/release/simulate all
	.build/release/simulate repair
	.build/release/simulate delay
	.build/release/simulate chaos

# Builds nothing, because root's PATH seldom has Swift: make, then sudo make install.
install:
	@test -x '$(BINARY)' || { echo "$(BINARY) is not there: run 'make' first" >&2; exit 1; }
	install -D -m 755 '$(BINARY)' '$(bin)/jacknet'
	set -e; for page in $(PAGES); do \
		install -D -m 644 "$$page" "$(man)/man$${page##*.}/$${page##*/}"; \
	done
	install -D -m 644 completions/jacknet.bash '$(bash)/jacknet'
	install -D -m 644 completions/_jacknet '$(zsh)/_jacknet'
	install -D -m 644 completions/jacknet.fish '$(fish)/jacknet.fish'

uninstall:
	rm -f '$(bin)/jacknet' '$(bash)/jacknet' '$(zsh)/_jacknet' '$(fish)/jacknet.fish'
	set -e; for page in $(PAGES); do rm -f "$(man)/man$${page##*.}/$${page##*/}"; done

clean:
	rm -rf .build .build-rtsan .build-asan .build-tsan .build-fuzz .build-bench
