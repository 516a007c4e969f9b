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


def test_late_and_then_resumed(shared_journey, shop) -> None:
    journey = shared_journey.write(shop)
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
    judged = [json.loads(line)["candidate"] for line in kept.read_text().splitlines() if line]
    assert judged
    assert len(judged) == len(set(judged)), "something was judged twice"


def test_killed_outright(shared_journey, shop) -> None:
    journey = shared_journey.write(shop)
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
