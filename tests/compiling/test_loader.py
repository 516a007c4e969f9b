"""Binding text goes around a program and comes off again without a trace; its checks let it through alone."""

import pytest

from ouroboros.arena.closed_world.lasting_state import lasting_state
from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.equality.reach import unreached_changes
from ouroboros.compiling.loader import SUPPORT, attached, bound, detached
from ouroboros.coordination.merging import ContradictionError, merge
from ouroboros.records.source import checksum

TEXT = "def f(a):\n    return a\n\n\ndef g(a):\n    return f(a)\n"
PROGRAM = TEXT + '\n\nif __name__ == "__main__":\n    print(g(1))\n'
BINARY = "m.ouroboros-0123456789abcdef"


@pytest.mark.parametrize("text", [TEXT, PROGRAM, "", "x = 1", PROGRAM + "\nprint(2)\n"])
def test_what_is_attached_can_be_detached(text: str) -> None:
    whole = bound(text, BINARY, ("f", "C.m"))
    body, parts = detached(whole)
    assert body == text
    assert [(part.binary, part.digest, part.names) for part in parts] == [
        (BINARY, checksum(text), ("f", "C.m"))
    ]
    assert attached(body, parts) == whole
    assert detached(text) == (text, ())


def test_a_program_runs_after_the_binding() -> None:
    whole = bound(PROGRAM, BINARY, ("f",))
    assert whole.index('_ouroboros_compiled("') < whole.index("if __name__")


def test_it_is_no_finding_and_nothing_like_it_is_free() -> None:
    whole = bound(TEXT, BINARY, ("f", "C.__init__"))
    assert security_of(TEXT, whole).findings == ()
    assert lasting_state(TEXT, whole) == ""
    assert unreached_changes(TEXT, whole, frozenset()) == []
    for changed in (
        whole.replace("hashlib.sha256(text.encode()).hexdigest() != digest", "False"),
        whole.replace(f'"{BINARY}"', '"../../m.ouroboros-0123456789abcdef"'),
        whole.replace(f'"{BINARY}"', "NAME"),
        f"{TEXT}\n\n{SUPPORT}\n\nother = _ouroboros_compiled\nopen('x', 'w')\n",
    ):
        assert security_of(TEXT, changed).findings != ()


def test_compiled_parts_of_one_text_go_together_and_with_other_changes_they_do_not() -> None:
    one = bound(TEXT, BINARY, ("f",))
    other = bound(TEXT, "m.ouroboros-fedcba9876543210", ("g",))
    merged = merge(TEXT, [one, other])
    assert [part.names for part in detached(merged)[1]] == [("f",), ("g",)]
    assert merge(TEXT, [one, one]) == one
    assert merged.count("def _ouroboros_compiled") == 1
    with pytest.raises(ContradictionError):
        merge(TEXT, [one, TEXT.replace("return a", "return (a)")])
