"""Source text of a deep copy of plain data."""

from __future__ import annotations

PLAIN_COPY = '''\
def _ouroboros_plain_copy(value, memo, depth):
    """Plain data as copy.deepcopy copies it, aliases and cycles included; TypeError for anything else."""
    kind = type(value)
    if kind in _ouroboros_atoms:
        return value
    at = id(value)
    if at in memo:
        return memo[at]
    if not depth:
        raise TypeError
    if kind is list:
        memo[at] = made = value.copy()
        if _ouroboros_atoms.issuperset(map(type, value)):
            return made
        for place, item in enumerate(value):
            if type(item) not in _ouroboros_atoms:
                made[place] = _ouroboros_plain_copy(item, memo, depth - 1)
        return made
    if kind is dict:
        if _ouroboros_atoms.issuperset(map(type, value)):
            memo[at] = made = value.copy()
            for key, item in value.items():
                if type(item) not in _ouroboros_atoms:
                    made[key] = _ouroboros_plain_copy(item, memo, depth - 1)
            return made
        memo[at] = made = {}
        for key, item in value.items():
            key = _ouroboros_plain_copy(key, memo, depth - 1)
            made[key] = _ouroboros_plain_copy(item, memo, depth - 1)
        return made
    if kind is tuple:
        if _ouroboros_atoms.issuperset(map(type, value)):
            return value
        made = [_ouroboros_plain_copy(item, memo, depth - 1) for item in value]
        if at in memo:
            return memo[at]
        if all(one is other for one, other in zip(value, made)):
            return value
        memo[at] = made = tuple(made)
        return made
    raise TypeError'''
"""Needs ``loops.ATOMS_HELPER`` before it."""

DEEP_COPY = '''\
def _ouroboros_deep_copy(deepcopy, value):
    """``deepcopy(value)``, by a short way for lists, tuples and dictionaries of plain values."""
    if type(value) in (dict, list, tuple):
        try:
            return _ouroboros_plain_copy(value, {}, 50)
        except TypeError:
            pass
    return deepcopy(value)'''
"""Needs :data:`PLAIN_COPY` before it; ``deepcopy`` is what the program calls by that name."""
