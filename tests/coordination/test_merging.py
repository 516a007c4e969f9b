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


HELPER = (
    "_ouroboros_kinds = {int}\n\n\ndef _ouroboros_plain(x):\n    return type(x) in _ouroboros_kinds\n\n\n"
)


def test_a_helper_that_two_changes_bring_along_is_there_once() -> None:
    one = ORIGINAL.replace("def a", f"{HELPER}def a").replace("return 1", "return 10")
    two = ORIGINAL.replace("def b", f"{HELPER}def b").replace("return 2", "return 20")
    merged = merge(ORIGINAL, [one, two])
    assert merged == one.replace("return 2", "return 20")
    assert merge(ORIGINAL, [two, one]) == merged


def test_helpers_of_one_name_that_differ_contradict() -> None:
    one = ORIGINAL.replace("def a", f"{HELPER}def a").replace("return 1", "return 10")
    two = ORIGINAL.replace("def b", f"{HELPER.replace('int', 'str')}def b").replace("return 2", "return 20")
    with pytest.raises(ContradictionError, match="_ouroboros_kinds is defined in two ways"):
        merge(ORIGINAL, [one, two])


def test_nothing_to_merge_is_the_original() -> None:
    assert merge(ORIGINAL, []) == ORIGINAL
