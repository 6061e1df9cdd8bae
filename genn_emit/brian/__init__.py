"""The Brian2 device. The only room that imports brian2; it holds no C++."""
