"""Benchmarks: against earlier commits (``pytest bench/``) and against others (``python -m bench.compare``)."""
