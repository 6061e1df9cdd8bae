"""How to compute it: loops or grids, memory spaces, build files."""
