"""The canonical text of an object graph: what two runs must agree on, byte for byte.

One numbering runs over all roots of a description. Everything that can be told apart by identity (mutable
containers, instances) gets ``#n`` at its first visit and ``^n`` at every later one, so aliasing, cycles and
identity shared between result and arguments show. Numbers follow the order of the walk, never an address.

The walk runs no code of the target: no ``__eq__``, ``__hash__``, ``__repr__``, ``__iter__`` or property of a
user class is called. It keeps its own stack, so depth cannot overflow; a work bound keeps huge graphs finite.
Whatever cannot be told completely clears ``complete``: such a description proves nothing.

Every float stands in it in hexadecimal (``float.hex``) and nothing else looks like one: texts are quoted, and
so are names that do not look like names. What is looked up by equality (keys, members of sets, labels of
frames) stands between « and » where there may be floats in it. So whoever compares two texts knows which
digits are those of floats.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ouroboros.agent import canonical_arrays, canonical_library, canonical_values
from ouroboros.agent.canonical_names import rename_modules, type_name

__all__ = ["Description", "describe", "describe_call", "digest_of", "rename_modules", "type_name"]

TEXT_LIMIT = 20_000
"""Characters of a description that are kept; the digest always covers all of it."""

WORK_LIMIT = 5_000_000
"""Pieces (values, or 64 characters of a long one) that one description may walk over."""

_CUT = "…"
_ASIDE = 32
_LEAST_FLOAT = len("inf,")
_KEY_ITEMS = 64
_KEY_DEPTH = 3

Piece = str | tuple[Any]
"""What a handler yields: text to emit, or a value (in a 1-tuple) to describe in its place."""


class Description(NamedTuple):
    """A canonical text (perhaps cut), the SHA-256 of all of it, and whether it tells everything.

    ``deferred`` says that telling it ran code: something lazy was used up.
    """

    text: str
    digest: str
    complete: bool
    deferred: bool = False


class Walk:
    """One walk over an object graph. Handlers in the sibling modules call back into it."""

    def __init__(
        self,
        *,
        limit: int = TEXT_LIMIT,
        work: int = WORK_LIMIT,
        consume: bool = False,
        set_order: bool = False,
        full_floats: bool = False,
    ) -> None:
        self.consume = consume
        self.set_order = set_order
        self.full_floats = full_floats
        self.written: Callable[[], str] | None = None
        """What the target wrote since it was last asked, where that is known."""
        self.complete = True
        self.deferred = False
        self._limit = limit
        self._work = work
        self._text: list[str] = []
        self._length = 0
        self._hash = hashlib.sha256()
        self._numbers: dict[int, int] = {}
        self._memory: dict[int, tuple[int, int]] = {}
        self._alive: list[object] = []
        self._handlers: dict[int, canonical_values.Handler] = {}
        self.layouts: dict[int, canonical_values.Layout] = {}
        """By id of the class: hashing one could run its metaclass's code."""

    def number(self, value: object) -> tuple[int, bool]:
        """Number of ``value`` and whether it was met before; it is kept alive, so its id stays its own."""
        known = self._numbers.get(id(value))
        if known is not None:
            return known, True
        self._alive.append(value)
        number = self._numbers[id(value)] = len(self._numbers) + 1
        return number, False

    def memory(self, owner: object, address: int) -> tuple[int, int | None]:
        """Number of the memory that ``owner`` holds, and how far ``address`` is from where it was met first.

        Views of one buffer share a number. The distance is ``None`` at the first meeting.
        """
        known = self._memory.get(id(owner))
        if known is not None:
            return known[0], address - known[1]
        self._alive.append(owner)
        self._memory[id(owner)] = len(self._memory) + 1, address
        return len(self._memory), None

    def keep(self, value: object) -> object:
        """Keep a temporary alive until the walk ends, so that its id is not given to another."""
        self._alive.append(value)
        return value

    def tells_each(self, floats: int) -> bool:
        """Whether so many floats of an array are told one by one, and not as a digest of their bytes.

        Not when they cannot fit into what is kept: a cut text is no better than a digest.
        """
        return self.full_floats and self._length + floats * _LEAST_FLOAT <= self._limit

    def emit(self, text: str) -> None:
        """Add ``text`` to the description."""
        self._hash.update(text.encode("utf-8", "surrogatepass"))
        if self._length < self._limit:
            self._text.append(text[: self._limit - self._length])
        self._length += len(text)

    def add(self, root: object) -> None:
        """Describe ``root`` and all that hangs on it."""
        stack: list[Iterator[Piece]] = [iter(((root,),))]
        while stack:
            for piece in stack[-1]:
                if isinstance(piece, str):
                    text: str | None = piece
                else:
                    text = canonical_values.leaf(self, piece[0])
                    if text is None:
                        self._work -= 1
                        stack.append(self._visit(piece[0]))
                        break
                assert text is not None
                self._work -= 1 + (len(text) >> 6)
                self.emit(text)
                if self._work < 0:
                    self.complete = False
                    self.emit("<work bound>")
                    return
            else:
                stack.pop()

    def _visit(self, value: object) -> Iterator[Piece]:
        cls = type(value)
        handler = self._handlers.get(id(cls))
        if handler is None:
            # Arrays first: NumPy's and pandas' scalars also inherit from float, str and datetime.
            handler = canonical_arrays.handler_of(value) or canonical_library.handler_of(value)
            self._handlers[id(cls)] = handler
            self._alive.append(cls)
        return handler(self, value)

    def in_order(self, elements: Iterable[Any]) -> list[Any]:
        """Elements of a set in an order that depends on what they are, not on hashes or addresses.

        With ``set_order`` plain elements keep the set's own order: whoever loops over it sees that.
        """
        unordered = list(elements)
        if self.set_order and all(canonical_values.is_atom(element) for element in unordered):
            return unordered
        keyed = [
            (self._key(element, _KEY_DEPTH), self._numbers.get(id(element), len(self._numbers) + 1), position)
            for position, element in enumerate(unordered)
        ]
        return [unordered[position] for _, _, position in sorted(keyed)]

    def _key(self, value: Any, depth: int) -> str:
        """A shallow text to sort by; equal keys only mean that the order among them is not known."""
        text = canonical_values.atom(value)
        if text is not None:
            return text
        self._work -= 1
        name = type_name(type(value))
        if not depth:
            return name
        parts = canonical_values.parts(value)
        keys = [self._key(part, depth - 1) for part in parts[:_KEY_ITEMS]]
        if isinstance(value, (set, frozenset)):
            keys.sort()
        return f"{name}:{len(parts)}({','.join(keys)})"

    def aside(self, value: object) -> str:
        """State of ``value`` at this moment, in a numbering of its own: a digest, or else all of it."""
        limit = max(0, self._limit - self._length) if self.full_floats else 0
        walk = Walk(
            limit=limit,
            work=self._work,
            consume=self.consume,
            set_order=self.set_order,
            full_floats=self.full_floats,
        )
        walk.add(value)
        self._work = walk._work
        self.complete = self.complete and walk.complete
        self.deferred = self.deferred or walk.deferred
        told = walk.result()
        return told.text if walk._length <= limit else told.digest[:_ASIDE]

    def result(self) -> Description:
        """All that was described so far."""
        text = "".join(self._text)
        if self._length > self._limit:
            text += _CUT
        return Description(text, self._hash.hexdigest(), self.complete, self.deferred)


def digest_of(
    roots: Sequence[object],
    *,
    limit: int = TEXT_LIMIT,
    work: int = WORK_LIMIT,
    consume: bool = False,
    set_order: bool = False,
    full_floats: bool = False,
) -> Description:
    """Describe ``roots`` in one numbering.

    Args:
        roots: the values, described in this order.
        limit: characters of text to keep; the digest covers everything.
        work: pieces to walk over at most; beyond it the description is not complete.
        consume: whether iterators and generators may be used up (never in the user's own process).
        set_order: tell in which order sets of plain values are walked (same hash seed on both sides only).
        full_floats: tell the floats of arrays one by one, not as a digest, where ``limit`` leaves room.

    Returns:
        The description; ``complete`` is false when anything in it could not be told.

    """
    walk = Walk(limit=limit, work=work, consume=consume, set_order=set_order, full_floats=full_floats)

    def tell() -> None:
        for root in roots:
            walk.add(root)
            walk.emit("\n")

    _guarded(walk, tell)
    return walk.result()


def describe(roots: Sequence[object], *, limit: int = TEXT_LIMIT) -> str:
    """Canonical text of ``roots`` in one numbering, cut after ``limit`` characters."""
    return digest_of(roots, limit=limit).text


def describe_call(
    *,
    value: object = None,
    error: BaseException | None = None,
    args: Sequence[object] = (),
    kwargs: Mapping[str, object] | None = None,
    output: str | Callable[[], str] = "",
    ending: Callable[[], str] = lambda: "",
    consume: bool = False,
    set_order: bool = False,
    full_floats: bool = False,
    limit: int = TEXT_LIMIT,
    work: int = WORK_LIMIT,
) -> Description:
    """The one description of a call: outcome, arguments afterwards, identity shared among them, output.

    Args:
        value: what was returned; ignored when ``error`` is given.
        error: what was raised. Tracebacks are no part of a description.
        args: positional arguments, after the call.
        kwargs: keyword arguments, after the call.
        output: what the call wrote, or a function asked for it after the result was described
            (a generator writes while it is used up).
        ending: asked last for what else is known of the call; its text ends the description.
        consume: whether iterators and generators may be used up (never in the user's own process).
        set_order: tell in which order sets of plain values are walked (same hash seed on both sides only).
        full_floats: tell the floats of arrays one by one, not as a digest, where ``limit`` leaves room.
        limit: characters of text to keep; the digest covers everything.
        work: pieces to walk over at most.

    Returns:
        Text, digest and whether both tell everything.

    """
    walk = Walk(limit=limit, work=work, consume=consume, set_order=set_order, full_floats=full_floats)
    if consume and callable(output):
        walk.written = output

    def tell() -> None:
        walk.emit("returned " if error is None else "raised ")
        walk.add(value if error is None else error)
        walk.emit("\nargs ")
        walk.add(tuple(args))
        walk.emit("\nkwargs ")
        # The order in which a caller wrote keywords is no effect of the call.
        walk.add(tuple(sorted((kwargs or {}).items(), key=lambda item: item[0])))
        walk.emit("\noutput ")
        walk.add(output() if callable(output) else output)
        walk.emit(ending())

    _guarded(walk, tell)
    return walk.result()


def _guarded(walk: Walk, tell: Callable[[], object]) -> None:
    """Run ``tell``; a graph that fights back (changes while it is walked, raises) is not complete."""
    try:
        tell()
    except Exception as failure:
        walk.complete = False
        walk.emit(f"<cannot be described: {type(failure).__name__}>")
