"""Source text of the guards of :mod:`ouroboros.operators.stop_when_known`."""

from __future__ import annotations

KINDS = {
    "scalars": "_ouroboros_scalars = frozenset({int, float, bool, str, type(None)})",
    "numbers": "_ouroboros_numbers = frozenset({int, float, bool})",
    "texts": "_ouroboros_texts = frozenset({str})",
}
"""Exact types whose comparisons run nobody's code; numbers can be ordered, texts have methods."""

ONLY = '''\
def _ouroboros_only(items, kinds):
    """Whether items is a list, tuple or text whose items all have one of the exact types in kinds."""
    if type(items) is str:
        return str in kinds
    return type(items) in (list, tuple) and kinds.issuperset(map(type, items))'''

HOLDS = '''\
def _ouroboros_holds_only(items, kinds):
    """Whether items is a built-in container, and no text, whose items all have an exact type in kinds."""
    return type(items) in (list, tuple, dict, set, frozenset) and kinds.issuperset(map(type, items))'''
