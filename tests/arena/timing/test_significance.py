"""The statistics keep their promises: error rates, coverage, exactness."""

import math
import random

import pytest

from ouroboros.arena.timing.significance import EProcess, estimate, spent_alpha


def noise(rng: random.Random) -> float:
    """Heavy-tailed and symmetric, as paired CPU times on a shared machine are."""
    scale = 0.2 if rng.random() < 0.05 else 0.01
    return rng.gauss(0, scale)


def peak(rng: random.Random, shift: float, margin: float, sign: int = 1, pairs: int = 60) -> float:
    process = EProcess(margin=margin, sign=sign)
    best = 0.0
    for _ in range(pairs):
        process.add(shift + noise(rng))
        best = max(best, process.value)
    return best


def test_equal_arms_rarely_reach_the_threshold_at_any_look() -> None:
    rng = random.Random(1)
    crossed = sum(peak(rng, 0.0, 0.0) >= 20 for _ in range(400))
    assert crossed / 400 <= 0.07


def test_a_five_percent_gain_is_found() -> None:
    rng = random.Random(2)
    assert sum(peak(rng, math.log(1.05), math.log(1.02)) >= 20 for _ in range(100)) >= 90


def test_a_loss_shows_on_the_other_side_only() -> None:
    rng = random.Random(3)
    assert peak(rng, -0.2, 0.0) < 20
    assert peak(rng, -0.2, 0.0, sign=-1) >= 20


def test_constant_equal_samples_prove_nothing() -> None:
    process = EProcess()
    for _ in range(200):
        process.add(0.0)
    assert process.value == pytest.approx(1.0)
    assert estimate([0.0] * 20).p_value == 1.0


def test_alpha_shares_sum_to_alpha() -> None:
    assert sum(spent_alpha(0.05, k) for k in range(1, 10_000)) == pytest.approx(0.05, rel=1e-3)


def test_interval_covers_the_truth_as_often_as_it_says() -> None:
    rng = random.Random(4)
    truth = math.log(1.3)
    hits = 0
    for _ in range(400):
        result = estimate([truth + noise(rng) for _ in range(12)])
        hits += result.low <= 1.3 <= result.high
    assert 0.92 <= hits / 400 <= 0.99


def test_interval_indices_match_the_published_table() -> None:
    # Hollander & Wolfe table A.4: n = 10, 95 % interval uses the 9th smallest Walsh average.
    values = [float(i) for i in range(10)]
    walsh = sorted((a + b) / 2 for i, a in enumerate(values) for b in values[i:])
    assert math.log(estimate(values).low) == pytest.approx(walsh[8])


def test_few_pairs_give_the_whole_range() -> None:
    result = estimate([0.1, 0.2, 0.3])
    assert (result.low, result.high) == (pytest.approx(math.exp(0.1)), pytest.approx(math.exp(0.3)))


def test_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        estimate([])
