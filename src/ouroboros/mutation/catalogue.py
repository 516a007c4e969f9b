"""Finds every operator: each module of ``ouroboros.operators`` that has an ``OPERATOR``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import lru_cache

import ouroboros.operators
from ouroboros.errors import ConfigurationError
from ouroboros.operators.contract import Operator


@lru_cache(maxsize=1)
def operators() -> tuple[Operator, ...]:
    """All operators, the most promising first (typical payoff, then name).

    Raises:
        ConfigurationError: two operators share a name, or an ``OPERATOR`` is something else.

    """
    found: dict[str, Operator] = {}
    places: dict[str, str] = {}
    for info in pkgutil.iter_modules(ouroboros.operators.__path__, "ouroboros.operators."):
        module = importlib.import_module(info.name)
        candidate = getattr(module, "OPERATOR", None)
        if candidate is None:
            continue
        if not isinstance(candidate, Operator):
            raise ConfigurationError(
                f"{info.name}.OPERATOR is a {type(candidate).__name__}: make it an Operator"
            )
        if candidate.name in found:
            raise ConfigurationError(
                f"operator {candidate.name!r} is in {places[candidate.name]} and in {info.name}: rename one"
            )
        found[candidate.name], places[candidate.name] = candidate, info.name
    return tuple(sorted(found.values(), key=lambda item: (-item.payoff, item.name)))


def operator(name: str) -> Operator:
    """The operator called ``name``.

    Raises:
        ConfigurationError: there is none.

    """
    for candidate in operators():
        if candidate.name == name:
            return candidate
    known = ", ".join(sorted(item.name for item in operators()))
    raise ConfigurationError(f"no operator is called {name!r}: known are {known}")
