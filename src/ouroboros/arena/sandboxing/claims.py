"""What an arm says, checked for shape and size. Nothing here makes it true."""

from __future__ import annotations

from ouroboros.agent.wire import FrameError
from ouroboros.arena.sandboxing.sandbox_plan import Limits
from ouroboros.records.evidence import Observation, Outcome

_MAX_LINE = 10_000_000
_MAX_LINES = 1_000_000
_LONGEST_REASON = 2_000
_HEX = set("0123456789abcdef")


def observation_of(told: object, limits: Limits) -> Observation:
    """One observation.

    Raises:
        FrameError: it is none.

    """
    if not isinstance(told, dict):
        raise FrameError("no observation")
    text, reason = told.get("text"), told.get("reason")
    if not isinstance(text, str) or not isinstance(reason, str):
        raise FrameError("an observation without text")
    try:
        outcome = Outcome(str(told.get("outcome")))
    except ValueError as error:
        raise FrameError("an unknown outcome") from error
    return Observation(
        outcome=outcome,
        description=clean(text[: limits.description_characters + 1]),
        digest="" if outcome is Outcome.LOST else digest_of(told.get("digest")),
        reason=clean(reason[:_LONGEST_REASON]),
    )


def digest_of(value: object) -> str:
    """A SHA-256 digest in hex. Raises FrameError when it is none."""
    if not isinstance(value, str) or len(value) != 64 or not _HEX.issuperset(value):
        raise FrameError("no digest")
    return value


def lines_of(value: object) -> frozenset[int]:
    """Line numbers. Raises FrameError when they are none, or more than any file has."""
    if not isinstance(value, list) or len(value) > _MAX_LINES:
        raise FrameError("no line numbers")
    if not all(type(line) is int and 0 < line < _MAX_LINE for line in value):
        raise FrameError("line numbers that are none")
    return frozenset(value)


def counts_of(value: object) -> dict[int, int]:
    """Line numbers with how often each ran. Raises FrameError when they are none."""
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise FrameError("no counts of lines")
    lines_of([line for line, _ in value])
    if not all(type(count) is int and count > 0 for _, count in value):
        raise FrameError("counts that are none")
    return dict(value)


def clean(text: str) -> str:
    """Text that can be written anywhere (no lone surrogates)."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
