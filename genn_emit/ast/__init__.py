"""The tree, its types, its printer. Knows C++; knows nothing of neurons, devices or files."""
