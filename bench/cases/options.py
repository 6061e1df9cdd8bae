"""Command line options that several cases share."""

from __future__ import annotations

import argparse

from bench.contestants import AUTO, PEERS
from bench.launch import Job
from bench.models import MODELS


def models(parser: argparse.ArgumentParser, usual: list[str], sizes: bool = True) -> None:
    parser.add_argument("--models", nargs="+", default=usual, choices=[*MODELS, "all"], metavar="M", help=", ".join(MODELS))
    if sizes:
        parser.add_argument("--sizes", nargs="+", default=[], metavar="S",
                            help="4000 or 1000x1, each for the models that it fits; 'growth' for three decades")  # fmt: skip
    parser.add_argument("--seconds", type=float, default=1.0, help="biological time (default 1)")


def threads(text: str) -> int:
    """A number of threads, or ``auto``."""
    return AUTO if text == "auto" else int(text)


def peers(parser: argparse.ArgumentParser, usual: list[str]) -> None:
    parser.add_argument("--peers", nargs="*", default=usual, choices=PEERS, metavar="P", help=f"{', '.join(PEERS)}; none if empty")


def jobs(options: argparse.Namespace, float32: bool = False) -> list[Job]:
    """Every model at every size that it can have."""
    made = []
    for name in list(MODELS) if "all" in options.models else options.models:
        model = MODELS[name]
        sizes = [size for size in options.sizes if size != "growth" and model.fits(size)]
        if "growth" in options.sizes:
            sizes = list(model.sizes)
        made += [Job(name, size, options.seconds, float32) for size in sizes or model.usual]
    return made
