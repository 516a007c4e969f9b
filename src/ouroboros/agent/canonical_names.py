"""Qualified names in descriptions, the same whether a module ran as a script or was imported."""

from __future__ import annotations

import re
from collections.abc import Mapping

_RENAMED: dict[str, str] = {}
_PLAIN = re.compile(r"[\w.<>]+")


def rename_modules(names: Mapping[str, str]) -> None:
    """Set the module names that descriptions write differently, e.g. ``{"__main__": "bench"}``.

    Replaces what was set before. ``__mp_main__`` (the script inside a spawned process) follows ``__main__``.
    """
    renamed = dict(names)
    if "__main__" in renamed:
        renamed.setdefault("__mp_main__", renamed["__main__"])
    _RENAMED.clear()
    _RENAMED.update(renamed)


def module_name(name: object) -> str:
    """A module name as descriptions write it; anything that is not exactly a string is ``?``."""
    if type(name) is not str:
        return "?"
    return plain_name(_RENAMED.get(name, name))


def plain_name(name: object) -> str:
    """A name as it is when it looks like one, else quoted: nobody can choose one that looks like a value."""
    if type(name) is not str:
        return "?"
    return name if _PLAIN.fullmatch(name) else repr(name)


def type_name(cls: type) -> str:
    """``module.qualname`` of a class (bare for builtins), asked without running a metaclass's code."""
    module = module_name(type.__dict__["__module__"].__get__(cls))
    qualname = plain_name(type.__dict__["__qualname__"].__get__(cls))
    return qualname if module == "builtins" else f"{module}.{qualname}"
