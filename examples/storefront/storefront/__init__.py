"""The back office of a small shop: catalogue, search, recommendations, pricing, orders and reports."""

__version__ = "2.3.0"
