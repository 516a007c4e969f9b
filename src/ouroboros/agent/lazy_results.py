"""Results whose work is still to be done: coroutines, generators and other iterators."""

from __future__ import annotations

import asyncio
import inspect
import itertools
import types
from typing import Any

_ITEMS_LIMIT = 10_000
_LAZY: tuple[type, ...] = (types.CoroutineType, types.GeneratorType, types.AsyncGeneratorType)
_LAZY_ITERATORS: tuple[type, ...] = (types.GeneratorType, map, filter, zip, enumerate, reversed)


def is_lazy(value: Any) -> bool:
    """Whether the work behind a result is still to be done; it would escape the clock."""
    return type(value) in _LAZY or _is_lazy_iterator(value)


def finished(value: Any) -> Any:
    """Run a coroutine to its end; anything else is finished already."""
    return asyncio.run(value) if inspect.iscoroutine(value) else value


def consumed(value: Any) -> Any:
    """Do the work that a coroutine or iterator stands for; an iterator becomes a list of its first items."""
    if _is_lazy_iterator(value):
        return list(itertools.islice(value, _ITEMS_LIMIT))
    if isinstance(value, types.AsyncGeneratorType):
        return asyncio.run(_listed(value))
    return finished(value)


def _is_lazy_iterator(value: Any) -> bool:
    return type(value) in _LAZY_ITERATORS or type(value).__module__ == "itertools"


async def _listed(values: types.AsyncGeneratorType[Any, Any]) -> list[Any]:
    listed: list[Any] = []
    async for value in values:
        listed.append(value)
        if len(listed) >= _ITEMS_LIMIT:
            break
    return listed
