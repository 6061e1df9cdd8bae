"""What a generated function returns. Zero is success; positive asks for something; negative is an error of the model."""

from __future__ import annotations

OK = 0
GROW = 1
INVALID_SYNAPSE = -1
SAMPLE_TOO_LARGE = -2
SAMPLE_NEGATIVE = -3
DEVICE_FAILED = -10
