"""Counts of lines follow the text that they were made for."""

from __future__ import annotations

from ouroboros.coordination.line_counts import moved
from ouroboros.records.hotspot import TypeProfile

BEFORE = "def f(x):\n    if x:\n        return 1\n    return 2\n"


def test_counts_follow_their_lines_and_changed_lines_have_none():
    types = TypeProfile(lines={2: 10, 3: 4, 4: 6}, calls_seen=10)
    after = "import math\n\n\ndef f(x):\n    if x:\n        return 1\n    return int(2)\n"
    assert moved(types, BEFORE, after) == TypeProfile(lines={5: 10, 6: 4}, calls_seen=10)
    assert moved(types, BEFORE, BEFORE) == types
