"""How far evidence carries, as a figure that is never told without its parts."""

from __future__ import annotations

from dataclasses import dataclass

_BANDS = ((85.0, "strong"), (65.0, "good"), (45.0, "fair"), (0.0, "thin"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidencePart:
    """Points for one kind of evidence, with the reason for them."""

    name: str
    points: float
    """In ``[0, most]``."""
    most: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How far the evidence of one candidate carries. It informs; no gate asks for it."""

    parts: tuple[ConfidencePart, ...]

    @property
    def points(self) -> float:
        """In [0, 100]."""
        return sum(part.points for part in self.parts)

    @property
    def band(self) -> str:
        """The figure in a word: strong, good, fair or thin."""
        return next(word for least, word in _BANDS if round(self.points) >= least)

    @property
    def weakest(self) -> ConfidencePart:
        """The part that lacks the most points: where more evidence would help most."""
        return max(self.parts, key=lambda part: part.most - part.points)
