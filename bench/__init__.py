"""Benchmarks: us against ourselves (``pytest bench/ --benchmark-only``) and against others (``python -m bench.compare``)."""
