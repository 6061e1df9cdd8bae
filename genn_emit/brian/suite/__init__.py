"""Brian2's own test suite on the device, and what of its code was compiled."""
