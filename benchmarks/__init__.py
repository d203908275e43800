"""Kollega measured beside simpler ways of searching; `make bench` writes docs/benchmarks.md.

- `bench`: what is run
- `rivals`: BM25, and each encoder alone
- `page`: the figures as a page
"""
