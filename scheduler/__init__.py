"""When, never what: the clock, claiming due rows, workers."""
