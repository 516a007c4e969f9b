"""Ctrl-C, ``kill`` and ``kill -9``: it ends at once, leaves nothing behind, and the next run goes on."""

import json
import os
import signal
import time

import psutil
import pytest

pytestmark = pytest.mark.journey

RUN = ("shop", "--workload", "python bench.py", "--tests", "python -m pytest -q", "--budget", "3m")
GENEROUS_SECONDS = 5.0
"""On a busy machine; alone it takes some 0.3 s."""


@pytest.mark.parametrize(
    ("stage", "number", "group"),
    [
        ("read", signal.SIGINT, True),
        ("baseline", signal.SIGINT, False),
        ("baseline", signal.SIGTERM, True),
        ("profile", signal.SIGINT, True),
        ("record", signal.SIGTERM, False),
        ("mutate", signal.SIGINT, True),
    ],
)
def test_early(journey, shop, stage, number, group) -> None:
    journey.write(shop)
    before = journey.fingerprint()
    seconds, left, words = journey.started(*RUN, until=stage).send(number, group=group)
    assert seconds < GENEROUS_SECONDS
    assert left == []
    assert "Traceback" not in words
    assert "run the same command to resume" in words
    assert list(journey.temporary.iterdir()) == []
    assert journey.fingerprint() == before


def test_late_and_then_resumed(journey, shop) -> None:
    # As a comprehension it is no faster: a candidate that is refuted once and for all.
    two_candidates = shop["shop/stock.py"].replace("        else:\n            found.append(None)\n", "")
    assert two_candidates != shop["shop/stock.py"]
    tests = shop["tests/test_shop.py"].replace("[1, None, 3]", "[1, 3]")
    journey.write({**shop, "shop/stock.py": two_candidates, "tests/test_shop.py": tests})
    for stage in ("confirm", "combine"):
        running = journey.started(*RUN, until=stage)
        seconds, left, _ = running.send(signal.SIGINT)
        assert running.process.returncode == 130
        assert seconds < GENEROUS_SECONDS
        assert left == []
        assert list(journey.temporary.iterdir()) == []
    (kept,) = (journey.state / "sessions").glob("*.jsonl")
    ended = journey.reported(*RUN)
    assert list(ended.winners) == ["shop.stock:known"]
    judged = [json.loads(line) for line in kept.read_text().splitlines() if line]
    refuted = [one["candidate"] for one in judged if one["result"]["gate"] == "failed"]
    assert refuted
    assert len(refuted) == len(set(refuted)), "something was refuted twice"


def test_killed_outright(journey, shop) -> None:
    journey.write(shop)
    running = journey.started(*RUN, until="confirm")
    _, left, _ = running.send(signal.SIGKILL)
    assert left == []
    (abandoned,) = journey.temporary.iterdir()
    long_ago = time.time() - 3600
    os.utime(abandoned / "lock", (long_ago, long_ago))
    ended = journey.evolve("shop", "--tests", "false")  # the next run tidies up, whatever becomes of it
    assert ended.status == 3
    assert not [one for one in psutil.process_iter() if str(abandoned) in " ".join(_arguments(one))]


def _arguments(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
