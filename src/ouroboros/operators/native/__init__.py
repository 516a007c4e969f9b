"""Python functions translated to kernels for Numba."""
