"""The desk: one module per use case."""
