"""Waiting for a calm machine."""

import pytest

from ouroboros.arena.sandboxing.resources import Resources, wait_until_calm

CALM = Resources(cores=4, load=1.0, available_bytes=1 << 30)
BUSY = Resources(cores=4, load=1.0, available_bytes=1 << 30, pressure_percent=75.0)


@pytest.mark.parametrize(
    ("seen", "most", "told"),
    [
        ([CALM], 10.0, (0.0, True)),
        ([BUSY, BUSY, CALM], 10.0, (1.0, True)),
        ([BUSY] * 9, 1.0, (1.0, False)),
        ([BUSY], 0.0, (0.0, False)),
    ],
)
def test_waits_while_others_need_the_machine_but_not_for_ever(seen, most, told) -> None:
    looks, slept = iter(seen), []
    assert wait_until_calm(most, resources=lambda: next(looks), sleep=slept.append) == told
    assert sum(slept) == told[0]


def test_the_operating_system_is_asked() -> None:
    now = Resources.now()
    assert now.cores >= 1
    assert now.available_bytes > 0
    assert 0.0 <= now.pressure_percent <= 100.0
