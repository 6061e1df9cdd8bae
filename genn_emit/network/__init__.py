"""What to compute: arrays, kernels, schedule. Knows neurons and synapses, not devices."""
