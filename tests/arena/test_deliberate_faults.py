"""Faults that are put into an original on purpose."""

import ast

import pytest

from ouroboros.arena.deliberate_faults import faults

TEXT = '''"""Grüße."""
LIMIT = 3


def kept(values, limit=LIMIT):
    found = []
    for value in values:  # ü
        if value < limit and value:
            found.append("ä" + value * 2)
        else:
            continue
    return found
'''


def lines_of(text):
    return faults(text, 5, 12)


def test_every_fault_is_another_program_that_still_parses() -> None:
    found = lines_of(TEXT)
    trees = {ast.dump(ast.parse(fault.text)) for fault in found}
    assert len(trees) == len(found) >= 8
    assert ast.dump(ast.parse(TEXT)) not in trees


@pytest.mark.parametrize(
    "changed",
    [
        "if (value <= limit) and value:",
        "if (value < limit or value):",
        "if (not (value < limit and value)):",
        'found.append(("ä" - value * 2))',
        'found.append("ä" + (value + 2))',
        'found.append("ä" + value * (2 + 1))',
        "            break\n",
        "            pass\n",
        "    return None\n",
    ],
)
def test_kinds(changed) -> None:
    assert any(changed in fault.text for fault in lines_of(TEXT))


def test_nothing_outside_the_region_changes() -> None:
    for fault in lines_of(TEXT):
        assert fault.text.startswith(TEXT[: TEXT.index("    found")])
        assert 5 <= fault.line <= 12


def test_a_region_without_places_has_no_faults() -> None:
    assert faults("def f(x):\n    return\n", 1, 2) == []
