"""Parts of a file say of a change what the whole file says."""

from __future__ import annotations

import ast
import random
import warnings

import pytest

from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation import changed_parts
from ouroboros.mutation.changed_parts import ChangedParts
from ouroboros.mutation.similarity import normalised
from ouroboros.records.source import Edit, apply_edits

TEXT = '''#!/usr/bin/python
"""Doc."""
from __future__ import annotations

import os; import sys

TABLE = {
    1: "a",
}  # table


# about f
@(
    staticmethod
)
def f(n):
    """Says."""
    total = 0
    for each in range(n):
        total += each
    return total


class A(dict):
    """Class."""

    size: int = 3; width = 4
    # about m

    @property
    def m(self):
        kept = super().keys()
        return [each for each in kept if each]

    def k(self, __q): return __q

    class Inner:
        def deep(self):
            value = 1
            return value
    # the end of A


class B: x = 1


if TABLE:
    def f(n):
        return n
else:
    pass
def last(a, *, b=2):
    yield a
    yield b
# nothing more'''

SCRAPS = (
    *("", "\n", "x", " ", "    ", "return 1", "break\n", "(", ")", "\\", "'''", '"', "# c", "pass\n", ";"),
    *("nonlocal q\n", "global TABLE\n", "await x", "yield", "else:\n", "@d\n", "def g():\n    pass\n"),
    *("import re\n", "from __future__ import division\n", "\n\n\nx = 1\n", "n = 1; n", "\n    y = 2\n"),
    *("lambda: 0", "u'a'", "f'{x!r}'", "total", "*a, *b = c", "match x:\n    case _: pass\n", "\t", "\f"),
    *("async def h():\n    await h()\n", "class C(", "é = 'ü'", "super().k(1)", "return", "if x: pass\n"),
)


def view_of(folder, qualname, text=TEXT):
    (folder / "m.py").write_text(text, encoding="utf-8")
    genome = SourceGenome.read(folder, folder)
    region = next(region for region in genome.regions if region.qualname == qualname)
    return genome.view(region)


def compiles(text):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "m.py", "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return False
    return True


def random_edits(rng, text):
    count = rng.choice((1, 1, 2, 3))
    places = sorted(rng.sample(range(len(text) + 1), 2 * count))
    edits = []
    for start, end in zip(places[::2], places[1::2], strict=True):
        shape = rng.random()
        stop = start if shape < 0.4 else min(end, start + rng.randrange(1, 12)) if shape < 0.9 else end
        edits.append(Edit(start=start, end=stop, text=rng.choice(SCRAPS)))
    return tuple(edits)


def without_positions(text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.kind = None
    return ast.dump(tree)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("qualname", ["f", "A.m", "A.Inner.deep", "last"])
def test_valid_is_what_the_whole_file_says(tmp_path, qualname) -> None:
    rng = random.Random(qualname)
    parts = ChangedParts(view_of(tmp_path, qualname))
    valid = 0
    for _ in range(1500):
        edits = random_edits(rng, TEXT)
        text = apply_edits(TEXT, edits)
        if compiles(text):
            changed = parts.changed(edits)
            valid += 1
            assert changed.text == text
            same = normalised(ast.parse(text), qualname) == normalised(ast.parse(TEXT), qualname)
            assert same or changed.mark
            if without_positions(text) == without_positions(TEXT):
                assert not changed.mark
        else:
            with pytest.raises((SyntaxError, ValueError)):
                parts.changed(edits)
    assert valid > 100


def test_edits_of_lines_are_valid_or_not_as_in_the_whole_file(tmp_path) -> None:
    rng = random.Random(2)
    parts = ChangedParts(view_of(tmp_path, "A.m"))
    starts = [0, *(place + 1 for place, each in enumerate(TEXT) if each == "\n")]
    for _ in range(1500):
        start, end = sorted(rng.choices(starts, k=2))
        text = "".join(rng.choice(("", "    ", "        ")) + rng.choice(SCRAPS) + "\n" for _ in range(2))
        edits = (Edit(start=start, end=rng.choice((start, end)), text=text),)
        if compiles(apply_edits(TEXT, edits)):
            parts.changed(edits)
        else:
            with pytest.raises((SyntaxError, ValueError)):
                parts.changed(edits)


def test_the_same_change_has_the_same_mark(tmp_path) -> None:
    view = view_of(tmp_path, "A.m")
    parts = ChangedParts(view)
    at = TEXT.index("kept = super")
    value = "        "
    renamed = tuple(
        Edit(start=place, end=place + 4, text="mine")
        for place in range(len(TEXT))
        if TEXT.startswith("kept", place)
    )
    assert not parts.changed(renamed).mark  # a local variable of another name
    here = Edit(start=at, end=at, text="self.x = 1\n" + value)
    there = Edit(start=at, end=at, text="self.x = (1)  # one\n" + value)
    other = Edit(start=at, end=at, text="self.x = 2\n" + value)
    marks = [parts.changed((edit,)).mark for edit in (here, there, other)]
    assert marks[0] == marks[1] != marks[2]


def test_only_what_is_touched_is_parsed(tmp_path, monkeypatch) -> None:
    view = view_of(tmp_path, "A.m")
    seen = []
    compiled = changed_parts._compiled
    monkeypatch.setattr(
        changed_parts, "_compiled", lambda text, *rest: seen.append(text) or compiled(text, *rest)
    )
    at = TEXT.index("if each]")
    changed = ChangedParts(view).changed((Edit(start=at, end=at + 7, text="if not each"),))
    assert changed.names >= {"each", "kept"}
    (piece,) = seen
    assert piece.startswith("class A(dict):")
    assert "Inner" not in piece
