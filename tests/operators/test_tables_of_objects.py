"""Rows of a table that an object holds: what the loop writes to may be the object's own attributes."""

from __future__ import annotations

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
