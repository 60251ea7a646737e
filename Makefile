# Every target calls one script of tools/; what they do and accept is written there.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench fmt lock

help:
	@tools/help

setup:
	@tools/setup development

demo:
	@tools/demo

test:
	@tools/test

check:
	@tools/check

bench:
	@tools/bench

fmt:
	@tools/fmt

lock:
	@tools/lock
