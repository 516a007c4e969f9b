"""Objects of plain classes: who exchanges a class or hooks it, and what a loop writes into an object."""

from __future__ import annotations

import pytest

from ouroboros.mutation.catalogue import operators
from ouroboros.records.hotspot import TypeProfile
from tests.operators.test_catalogue import proposals_for

TEXT = """\
class Board:
    def __init__(self, rows):
        self.rows = rows

    def copied(self, i, names, into):
        found = []
        for j in range(len(names)):
            found.append(self.rows[i][j])
            into[names[j]] = self.rows[i][j]
        return found
"""


def test_a_dictionary_that_holds_the_attributes_may_replace_the_table(tmp_path) -> None:
    bind_rows = next(each for each in operators() if each.name == "bind-rows")
    found = proposals_for(bind_rows, tmp_path, TEXT, "Board.copied", {}, TypeProfile())
    assert found.candidates
    answers = []
    for text in (TEXT, *(candidate.text for candidate in found.candidates)):
        names: dict[str, type] = {"__name__": "board"}
        exec(compile(text, "board.py", "exec"), names)
        board = names["Board"]([[0, 0, 0], [1, [[7, 7, 7], [2, 3, 4]], 5]])
        answers.append(board.copied(1, ["a", "rows", "b"], vars(board)))
    assert answers == [[1, [[7, 7, 7], [2, 3, 4]], 4]] * len(answers)


_KINDS = """\
class Cells:
    def __init__(self):
        self.held = [1, 2, 3]

    def __getitem__(self, i):
        return self.held[i]


def f(cells, n):
    total = 0
    for i in range(n):
        total += cells[i]
    return total
"""


@pytest.mark.parametrize(
    "other",
    [
        "import example\nexample.Cells = dict\n",
        "from unittest import mock\n\n\ndef test():\n    with mock.patch('example.Cells'):\n        pass\n",
        "import example\nexample.Cells.__bases__ = (example.Other,)\n",
        "import example\nexample.Cells.__getattribute__ = lambda self, name: [4, 5, 6]\n",
    ],
)
def test_a_class_that_another_file_exchanges_or_hooks_is_not_looked_into(tmp_path, other) -> None:
    inline = next(each for each in operators() if each.name == "inline-item-access")
    plain, patched = tmp_path / "plain", tmp_path / "patched"
    assert proposals_for(inline, plain, _KINDS, "f", {}, TypeProfile()).candidates
    patched.mkdir()
    (patched / "other.py").write_text(other, encoding="utf-8")
    assert not proposals_for(inline, patched, _KINDS, "f", {}, TypeProfile()).candidates


@pytest.mark.parametrize("line", ["globals()['Cells'] = dict", "Cells.__bases__ = (list,)"])
def test_a_class_that_its_file_exchanges_is_not_looked_into(tmp_path, line) -> None:
    inline = next(each for each in operators() if each.name == "inline-item-access")
    text = f"{_KINDS}\n\ndef exchange():\n    {line}\n"
    assert not proposals_for(inline, tmp_path, text, "f", {}, TypeProfile()).candidates
