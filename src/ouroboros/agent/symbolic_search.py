"""Looks for calls that two versions of a function answer differently, by symbolic execution with CrossHair.

A program of its own: it runs alone in a sandbox, in the supervisor's interpreter, beside three modules:
``before`` and ``after`` with the two versions, ``question`` with the signature. It tells, one JSON object a
line, calls worth trying and how far it came. The versions' code runs in this very process and may make it
tell anything: nothing it tells is more than a suggestion.

Usage: python symbolic_search.py FUNCTION END, where END is a time in seconds since the epoch.

The exploration is that of ``crosshair diffbehavior`` (https://crosshair.readthedocs.io), with three
differences: types count, every path gives a call, and a call is told as soon as it is found.
"""

from __future__ import annotations

import collections
import copy
import importlib
import inspect
import json
import sys
import time
from collections.abc import Callable
from typing import Any

_ENOUGH = 4
"""Differing calls after which it stops: one of them is going to be real, or none."""
_MOST_OTHERS = 32
"""Calls told of paths on which the versions agree: CrossHair's models are not exact."""
_LONGEST_PATH_SECONDS = 1.5


def main(function: str, end: float) -> None:
    """Search until ``end``, in two turns: the version that runs first decides which paths there are."""
    exploration = importlib.import_module("crosshair.pure_importer")
    importlib.import_module("crosshair.core_and_libs")  # registers models of the standard library
    with exploration.prefer_pure_python_imports():
        before, after = (getattr(importlib.import_module(name), function) for name in ("before", "after"))
    search = Search(inspect.signature(importlib.import_module("question").question))
    search.explore(before, after, (end - time.time()) / 2)
    if not search.exhausted:
        search.explore(after, before, end - time.time())


class Search:
    """What has been explored of two versions, and told."""

    def __init__(self, signature: inspect.Signature) -> None:
        self.exhausted = False
        """Whether there are no other paths, as far as CrossHair knows."""
        self._signature = signature
        self._core = importlib.import_module("crosshair.core")
        self._options = importlib.import_module("crosshair.options").DEFAULT_OPTIONS
        self._root = importlib.import_module("crosshair.statespace").RootNode
        self._ignored = importlib.import_module("crosshair.util").IgnoreAttempt
        self._plainly = importlib.import_module("crosshair.tracers").NoTracing
        self._paths = 0
        self._differing = 0

    def explore(self, first: Callable[..., Any], second: Callable[..., Any], seconds: float) -> None:
        """Follow paths through both functions for ``seconds`` of processor time, telling each."""
        if seconds <= 0 or self._differing >= _ENOUGH:
            return
        options = self._options.overlay(
            per_condition_timeout=seconds,
            per_path_timeout=min(_LONGEST_PATH_SECONDS, seconds),
            stats=collections.Counter(),
        )

        def both(given: inspect.BoundArguments) -> tuple[Any, Any, inspect.BoundArguments]:
            again = copy.deepcopy(given)
            return self._outcome(first, given), self._outcome(second, again), again

        self._core.explore_paths(
            both, self._signature, options, self._root(), self._on_path, on_nondeterminism=lambda: None
        )
        self.exhausted = options.stats["exhaustion"] > 0
        self._tell({"paths": self._paths, "exhausted": self.exhausted})

    def _outcome(self, function: Callable[..., Any], given: inspect.BoundArguments) -> tuple[Any, Any]:
        """What a call returned, and what it raised."""
        with self._core.ExceptionFilter() as caught:
            return function(*given.args, **given.kwargs), None
        if caught.user_exc:
            return None, caught.user_exc[0]
        raise self._ignored

    def _on_path(self, space: Any, asked: Any, given: Any, ran: Any, *_: Any) -> bool:
        """Tell the arguments that lead down this pair of paths; whether enough was found."""
        if ran is None:
            return False
        (one, raised), (other, raised_again), again = ran
        differs = True  # comparing what they return may raise by itself
        with self._core.ExceptionFilter():
            differs = not (
                _same(one, other)
                and _same(dict(given.arguments), dict(again.arguments))
                and type(raised) is type(raised_again)
                and (raised is None or _same(raised.args, raised_again.args))
            )
        space.detach_path()
        arguments = self._core.deep_realize(dict(asked.arguments))
        with self._plainly():
            self._paths += 1
            self._differing += differs
            if differs or self._paths - self._differing <= _MOST_OTHERS:
                self._tell({"try": repr(arguments), "differs": differs})
            self._tell({"paths": self._paths, "exhausted": False})
            return self._differing >= _ENOUGH

    @staticmethod
    def _tell(told: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _same(one: Any, other: Any) -> bool:
    """Whether two results are equal in type, order and value, down to their elements; NaN is like NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return bool(one == other or (one != one and other != other))  # noqa: PLR0124 - true for NaN
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(_same(*pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict):
        return _same(list(one.items()), list(other.items()))
    if hasattr(one, "__next__"):
        return _same(list(one), list(other))
    return bool(one == other)


if __name__ == "__main__":
    try:
        main(sys.argv[1], float(sys.argv[2]))
    except BaseException as failure:
        sys.stdout.write(json.dumps({"trouble": f"{type(failure).__name__}: {failure}"[:300]}) + "\n")
        raise SystemExit(1) from None
