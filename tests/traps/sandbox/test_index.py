"""Every number of the list of attempts has its place."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
ATTEMPTS = 55

# Attempts on the clock that are tried with whole contests, in a file that has more than attacks.
ELSEWHERE = {
    47: ("test_false_gains.py", "test_leaving_early_is_no_gain"),
    48: ("test_wrong_candidates.py", '"equal to everything"'),
    51: ("test_false_gains.py", "test_work_in_a_thread_is_charged"),
    52: ("test_false_gains.py", "test_what_is_remembered_from_other_rounds_gains_nothing"),
}


def test_every_attempt_has_a_trap() -> None:
    table = (HERE / "test_attempts.py").read_text(encoding="utf-8")
    rest = "".join((HERE / f"test_{name}.py").read_text(encoding="utf-8") for name in ("answers", "clock"))
    found = {int(number) for number in re.findall(r"^    \(?\n? *(\d+),", table, re.MULTILINE)}
    found |= {int(number) for number in re.findall(r'(?:def test_|^    ")(\d+)[_ ]', rest, re.MULTILINE)}
    assert set(range(1, ATTEMPTS + 1)) <= found, set(range(1, ATTEMPTS + 1)) - found


def test_what_lies_elsewhere_is_there() -> None:
    for file, name in ELSEWHERE.values():
        assert name in (HERE.parent / file).read_text(encoding="utf-8")
