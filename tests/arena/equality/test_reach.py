"""A change that no call reached is not evidence; what only moved is the original's own code."""

from ouroboros.arena.equality.reach import unreached_changes

BEFORE = """\
def f(xs, ys):
    n = 0
    for x in xs:
        if x in ys:
            n += 1
    return n
"""

AFTER = """\
_ouroboros_plain = frozenset({int, str})


def _ouroboros_members(items):
    if set(map(type, items)) <= _ouroboros_plain:
        return set(items)
    return None


def f(xs, ys):
    n = 0
    members = _ouroboros_members(ys)
    if members is not None:
        for x in xs:
            if x in members:
                n += 1
    else:
        for x in xs:
            if x in ys:
                n += 1
    return n
"""


def line(text: str) -> int:
    return AFTER.split("\n").index(text) + 1


FAST_PATH = frozenset(
    {
        line("    if set(map(type, items)) <= _ouroboros_plain:"),
        line("        return set(items)"),
        line("    members = _ouroboros_members(ys)"),
        line("    if members is not None:"),
        line("            if x in members:"),
    }
)


def test_the_fast_path_alone_is_enough() -> None:
    assert unreached_changes(BEFORE, AFTER, FAST_PATH) == []


def test_nothing_executed_is_nothing_known() -> None:
    assert unreached_changes(BEFORE, AFTER, frozenset()) != []


def test_a_new_function_that_never_ran_is_named() -> None:
    text = BEFORE.replace("def f", "def helper(a):\n    return a + 1\n\n\ndef f")
    assert unreached_changes(BEFORE, text, frozenset()) == [2]


def test_a_second_place_that_never_ran_is_named() -> None:
    before = "def f(a):\n    b = a + 1\n    c = 0\n    d = 0\n    return b\n"
    after = "def f(a):\n    b = 1 + a\n    c = 0\n    d = 0\n    return b + 0\n"
    assert unreached_changes(before, after, frozenset({2})) == [5]


def test_no_change_needs_no_reach() -> None:
    assert unreached_changes(BEFORE, BEFORE, frozenset()) == []
