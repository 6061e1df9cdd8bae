"""What can be measured: each module has ``arguments(parser)`` and ``measure(options) -> Report``."""

CASES = ("loop", "precision", "busy", "creation", "memory", "sweep", "profile", "roofline")
