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
# On a machine that has taken longer than these seconds until there, make test leaves ThreadSanitizer to make tsan.
TSAN_WITHIN ?= 1500
# 0 builds without GNU Readline: the repl then takes plain lines.
READLINE ?= 1
# The Swift runtime goes into the binary, so that it runs where there is no toolchain.
SWIFT_FLAGS ?= --static-swift-stdlib

export JACKNET_READLINE := $(READLINE)

BEGUN := $(shell date +%s)
BINARY := $(CURDIR)/.build/$(CONFIGURATION)/jacknet
JUDGE := $(CURDIR)/.build/$(CONFIGURATION)/soundjudge
BUILD := swift build --configuration $(CONFIGURATION) $(SWIFT_FLAGS)
PAGES := $(wildcard man/*.[1-8])
SCRIPTS := $(wildcard scripts/*) .ci/run debian/jacknet.prerm debian/jacknet.postrm

# Where what is installed goes, DESTDIR before it; distributions have their own ways with some.
BIN := $(PREFIX)/bin
MAN := $(PREFIX)/share/man
DOC := $(PREFIX)/share/doc/jacknet
BASH_COMPLETIONS := $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS := $(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS := $(PREFIX)/share/fish/vendor_completions.d
SYSTEM_UNITS := $(PREFIX)/lib/systemd/system
USER_UNITS := $(PREFIX)/lib/systemd/user
SYSUSERS := $(PREFIX)/lib/sysusers.d
TMPFILES := $(PREFIX)/lib/tmpfiles.d

UNITS := $(notdir $(wildcard systemd/system/*.service))
TEXTS := README.md CHANGELOG.md SECURITY.md LICENSE
LONGER_TEXTS := $(wildcard docs/*)
INSTALLED := $(BIN)/jacknet \
	$(foreach page,$(PAGES),$(MAN)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))) \
	$(BASH_COMPLETIONS)/jacknet $(ZSH_COMPLETIONS)/_jacknet $(FISH_COMPLETIONS)/jacknet.fish \
	$(UNITS:%=$(SYSTEM_UNITS)/%) $(UNITS:%=$(USER_UNITS)/%) \
	$(SYSUSERS)/jacknet.conf $(TMPFILES)/jacknet.conf \
	$(TEXTS:%=$(DOC)/%) $(LONGER_TEXTS:%=$(DOC)/%)

.PHONY: deps build judge demo test check chaos rtsan asan tsan fuzz bench simulate install \
	install-strip uninstall deb deb-test clean
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
	@taken=$$(($$(date +%s) - $(BEGUN))); \
	if [ $$taken -lt $(TSAN_WITHIN) ]; then scripts/sanitize thread; \
	else echo "make test: $$taken s until here: ThreadSanitizer is left to make tsan"; fi
	@JACKNET_BINARY='$(BINARY)' JACKNET_JUDGE='$(JUDGE)' scripts/live

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

rtsan: deps build
	@JACKNET_BINARY='$(BINARY)' scripts/rtsan

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
	install -D -m 755 '$(BINARY)' '$(DESTDIR)$(BIN)/jacknet'
	set -e; for page in $(PAGES); do \
		install -D -m 644 "$$page" "$(DESTDIR)$(MAN)/man$${page##*.}/$${page##*/}"; \
	done
	install -D -m 644 completions/jacknet.bash '$(DESTDIR)$(BASH_COMPLETIONS)/jacknet'
	install -D -m 644 completions/_jacknet '$(DESTDIR)$(ZSH_COMPLETIONS)/_jacknet'
	install -D -m 644 completions/jacknet.fish '$(DESTDIR)$(FISH_COMPLETIONS)/jacknet.fish'
	install -d '$(DESTDIR)$(SYSTEM_UNITS)' '$(DESTDIR)$(USER_UNITS)'
	@# The binary that they start is the one that is installed here.
	set -e; for unit in $(UNITS); do \
		sed 's,/usr/local/bin/,$(BIN)/,' "systemd/system/$$unit" >"$(DESTDIR)$(SYSTEM_UNITS)/$$unit"; \
		sed 's,/usr/local/bin/,$(BIN)/,' "systemd/user/$$unit" >"$(DESTDIR)$(USER_UNITS)/$$unit"; \
		chmod 644 "$(DESTDIR)$(SYSTEM_UNITS)/$$unit" "$(DESTDIR)$(USER_UNITS)/$$unit"; \
	done
	install -D -m 644 systemd/sysusers.d/jacknet.conf '$(DESTDIR)$(SYSUSERS)/jacknet.conf'
	install -D -m 644 systemd/tmpfiles.d/jacknet.conf '$(DESTDIR)$(TMPFILES)/jacknet.conf'
	set -e; for text in $(TEXTS) $(LONGER_TEXTS); do \
		install -D -m 644 "$$text" "$(DESTDIR)$(DOC)/$$text"; \
	done

# Without what a debugger wants, it is a third as long.
install-strip: install
	strip --strip-unneeded '$(DESTDIR)$(BIN)/jacknet'

uninstall:
	rm -f $(INSTALLED:%='$(DESTDIR)%')
	rmdir '$(DESTDIR)$(DOC)/docs' '$(DESTDIR)$(DOC)' 2>/dev/null || true

deb:
	@scripts/deb

deb-test: deb judge
	@scripts/deb-test '$(JUDGE)'

clean:
	rm -rf .build .build-asan .build-tsan .build-fuzz .build-bench build
