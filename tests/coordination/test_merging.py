"""Winners of one file become one text, or contradict each other openly."""

import pytest

from ouroboros.coordination.merging import ContradictionError, merge

ORIGINAL = "import os\n\n\ndef a():\n    return 1\n\n\ndef b():\n    return 2\n"


def test_changes_in_different_places_are_both_made() -> None:
    one = ORIGINAL.replace("return 1", "return 10")
    two = ORIGINAL.replace("return 2", "return 20")
    assert merge(ORIGINAL, [one, two]) == one.replace("return 2", "return 20")


def test_the_same_added_import_is_added_once() -> None:
    one = ORIGINAL.replace("import os\n", "import os\nimport re\n").replace("return 1", "return 10")
    two = ORIGINAL.replace("import os\n", "import os\nimport re\n").replace("return 2", "return 20")
    assert merge(ORIGINAL, [one, two]).count("import re\n") == 1


def test_different_imports_at_one_place_are_both_added() -> None:
    one = ORIGINAL.replace("import os\n", "import os\nimport re\n")
    two = ORIGINAL.replace("import os\n", "import os\nimport json\n")
    assert "import re\nimport json\n" in merge(ORIGINAL, [one, two])


def test_two_changes_of_one_line_contradict() -> None:
    one = ORIGINAL.replace("return 1", "return 10")
    two = ORIGINAL.replace("return 1", "return 11")
    with pytest.raises(ContradictionError, match="line 5"):
        merge(ORIGINAL, [one, two])


def test_nothing_to_merge_is_the_original() -> None:
    assert merge(ORIGINAL, []) == ORIGINAL
