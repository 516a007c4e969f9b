"""Ouroboros makes Python programs faster while nobody is looking, and can prove it."""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
