"""Compiler, cache, library and memory: nothing here knows what a neuron is."""
