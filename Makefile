# Needs Go and make, nothing else. `make help` lists the targets.

SHELL := /bin/sh
GOLANGCI_VERSION := v2.15.0
GOLANGCI := .tools/golangci-lint-$(GOLANGCI_VERSION)
FUZZTIME ?= 20s
DEMO := testdata/demo

.PHONY: audit build test test-engines bench bench-engines lint fuzz cover simulate screenshots a11y help

## audit: build the tool and audit the demonstration data
audit: build
	@code=0; \
	bin/fairaudit audit "$(DEMO)/appariement.csv" --config "$(DEMO)/fairaudit.yaml" || code=$$?; \
	case "$$code" in \
	0)   meaning="pass: every rule passed or is covered by a valid waiver" ;; \
	1)   meaning="fail: at least one rule failed" ;; \
	2)   meaning="bad usage, or an invalid policy or configuration: nothing was read" ;; \
	3)   meaning="inconclusive: no rule failed, but at least one could not be decided" ;; \
	4)   meaning="incomplete: the audit could not be finished" ;; \
	130) meaning="interrupted" ;; \
	*)   meaning="not one of fairaudit's exit codes" ;; \
	esac; \
	printf '\nexit code %s = %s\n' "$$code" "$$meaning"; \
	case "$$code" in 0|1|3) ;; *) exit "$$code" ;; esac

## build: make bin/fairaudit, one static binary
build:
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/fairaudit ./cmd/fairaudit

## test: run all tests
test:
	go test ./...

## test-engines: start PostgreSQL, and what else is to be had, and run the tests that ask them
test-engines:
	testdata/engines/run.sh

## bench: run all benchmarks, with allocations, and measure scan and join against DuckDB
bench: build
	go test -run '^$$' -bench . -benchmem ./...
	testdata/bench/bench.sh

## bench-engines: start the engines of test-engines and measure what an audit takes over their own GROUP BY
bench-engines:
	testdata/engines/run.sh bench

## lint: gofmt, go vet and golangci-lint (built into .tools the first time)
lint: $(GOLANGCI)
	@unformatted=$$(gofmt -l .) || exit 1; \
	if [ -n "$$unformatted" ]; then printf 'gofmt -w is needed for:\n%s\n' "$$unformatted"; exit 1; fi
	go vet ./...
	"$(GOLANGCI)" run ./...

$(GOLANGCI):
	GOBIN="$(CURDIR)/.tools" go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)"
	mv .tools/golangci-lint "$@"

# `go test -list` prints the names of a package's targets, then a line "ok PACKAGE TIME".
## fuzz: run each fuzz target for FUZZTIME (default 20s)
fuzz:
	@set -euf; \
	listing=$$(go test -list '^Fuzz' ./...); \
	names=; after=; \
	for word in $$listing; do \
		if [ "$$after" = ok ]; then \
			for name in $$names; do \
				printf '%s %s\n' "$$word" "$$name"; \
				go test -run '^$$' -fuzz "^$$name\$$" -fuzztime "$(FUZZTIME)" -fuzzminimizetime 10x "$$word"; \
			done; \
			names=; \
		fi; \
		case "$$word" in Fuzz*) names="$$names $$word" ;; esac; \
		after=$$word; \
	done

## cover: measure the coverage of all packages by all tests, print the total
cover:
	go test -coverpkg=./... -coverprofile=coverage.out ./...
	@total=$$(go tool cover -func=coverage.out) || exit 1; printf '%s\n' "$$total" | tail -n 1

## simulate: draw audits at random and rewrite the error rates in fairness/METHODS.md
simulate:
	go run fairness/internal/simulate/main.go fairness/METHODS.md

## screenshots: pictures of the demonstration's page, in testdata/screenshots/out (needs Chromium, Node and npm)
screenshots: build
	testdata/screenshots/look.sh shots

## a11y: axe-core, width and silence of HTML pages in a browser (needs Chromium, Node and npm)
a11y: build
	testdata/screenshots/look.sh check

## help: list the targets
help:
	@sed -n 's/^## //p' Makefile
