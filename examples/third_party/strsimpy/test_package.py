import pytest
from strsimpy.damerau import Damerau
from strsimpy.levenshtein import Levenshtein
from strsimpy.longest_common_subsequence import LongestCommonSubsequence
from strsimpy.qgram import QGram


@pytest.mark.parametrize(
    ("measure", "a", "b", "distance"),
    [
        (Levenshtein(), "My string", "My $tring", 1),
        (Levenshtein(), "", "abc", 3),
        (Damerau(), "ABCDEF", "ABDCEF", 1),
        (Damerau(), "ABCDEF", "BACDFE", 2),
        (LongestCommonSubsequence(), "AGCAT", "GAC", 4),
        (QGram(2), "ABCD", "ABCE", 2),
        (Levenshtein(), "same", "same", 0),
    ],
)
def test_distance(measure, a, b, distance):
    assert measure.distance(a, b) == distance
    assert measure.distance(b, a) == distance


@pytest.mark.parametrize("measure", [Levenshtein(), Damerau(), LongestCommonSubsequence(), QGram(2)])
def test_nothing_is_no_text(measure):
    with pytest.raises(TypeError, match="s0 is NoneType"):
        measure.distance(None, "a")
