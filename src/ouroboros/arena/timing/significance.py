"""When is a paired difference real? An anytime-valid decision to screen, an exact interval to report.

All functions work on paired log ratios ``d = log(original seconds / candidate seconds)``: positive is faster.
Within a pair the order is random, so that for
equal arms ``d`` is symmetric about zero whatever the noise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median

from scipy.stats import wilcoxon

_BETS = (0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
_START_SCALE = 0.02
"""Assumed scale of log ratios before any has been seen; a later scale uses past pairs only."""
_SCALE = 1.2
"""Stake scale in median absolute differences: a typical difference wins most of what can be won."""
_LOG_CAP = 600.0
_MOST_TOLD = 64


@dataclass(slots=True)
class EProcess:
    """Evidence that paired differences lie above ``margin``: a betting martingale, valid at every look.

    Under "symmetric about ``margin`` or below it" the expected e-value never exceeds 1, so stopping as soon
    as it reaches ``1/alpha`` errs with probability at most ``alpha`` (Ville's inequality; betting as in
    Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", 2024).
    """

    margin: float = 0.0
    """Log ratio that has to be exceeded."""
    sign: int = 1
    """``-1`` tests for *below* ``margin``."""
    _logs: list[float] = field(default_factory=lambda: [0.0] * len(_BETS))
    _past: list[float] = field(default_factory=list)

    def add(self, difference: float) -> None:
        """Bet on one more pair. The stake's scale comes from earlier pairs alone (predictable)."""
        scale = _SCALE * median(self._past) if self._past else _START_SCALE
        step = self.sign * (difference - self.margin)
        outcome = max(-1.0, min(1.0, step / max(scale, 1e-9)))
        for index, bet in enumerate(_BETS):
            self._logs[index] = min(_LOG_CAP, self._logs[index] + math.log1p(bet * outcome))
        self._past.append(abs(step))

    @property
    def value(self) -> float:
        """The e-value: average wealth over the bets."""
        return math.fsum(math.exp(log) for log in self._logs) / len(_BETS)


def spent_alpha(alpha: float, index: int) -> float:
    """Share of ``alpha`` for the ``index``-th test of a session (from 1); all shares sum to ``alpha``.

    An open-ended Bonferroni split, ``alpha / (k (k + 1))``: nobody has to know beforehand how many
    candidates a session will try.
    """
    return alpha / (index * (index + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedEstimate:
    """Ratio of original to candidate with an exact 95 % interval, and the p-value of "not above margin"."""

    ratio: float
    low: float
    high: float
    p_value: float
    pairs: int


def estimate(
    differences: Sequence[float], *, margin: float = 0.0, confidence: float = 0.95
) -> PairedEstimate:
    """Hodges-Lehmann estimate of the typical log ratio, as a ratio, with its exact signed-rank interval.

    Args:
        differences: ``(n,)`` paired log ratios, n >= 1.
        margin: log ratio that the p-value tests against (one-sided Wilcoxon signed rank).
        confidence: coverage wanted. With fewer than 6 pairs 95 % cannot be had and the interval is the
            widest there is, the range of the data.

    Source: Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd ed., section 3.2-3.3.

    """
    values = sorted(differences)
    n = len(values)
    if not n:
        raise ValueError("an estimate needs at least one pair")
    walsh = sorted((values[i] + values[j]) / 2 for i in range(n) for j in range(i, n))
    # The k-th smallest average exceeds the truth exactly when the rank sum is below k.
    k = max(0, _rank_sum_quantile(n, (1 - confidence) / 2) - 1)
    shifted = [value - margin for value in values]
    p_value = 1.0
    if any(shifted):
        p_value = float(
            wilcoxon(shifted, alternative="greater", method="exact" if n <= 50 else "approx").pvalue
        )
    return PairedEstimate(
        ratio=math.exp(median(walsh)),
        low=math.exp(walsh[k]),
        high=math.exp(walsh[-1 - k]),
        p_value=p_value,
        pairs=n,
    )


def even_part(differences: Sequence[float]) -> tuple[float, ...]:
    """All differences in their order, for a report; of more than 64 every second, third … one."""
    return tuple(differences[:: math.ceil(len(differences) / _MOST_TOLD) or 1])


@lru_cache(maxsize=128)
def _rank_sum_quantile(n: int, tail: float) -> int:
    """Largest ``k`` such that P(signed-rank sum < k) <= ``tail`` for ``n`` pairs under symmetry."""
    ways = [1] + [0] * (n * (n + 1) // 2)
    for rank in range(1, n + 1):
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    allowed = tail * 2**n
    below = 0
    for k, count in enumerate(ways):
        below += count
        if below > allowed:
            return k
    raise AssertionError("the distribution sums to one")
