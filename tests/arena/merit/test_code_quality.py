"""Complexity and maintainability of what changed, and of nothing else."""

import pytest

from ouroboros.arena.merit.code_quality import changed_code

REST = "\n\ndef other(a):\n    if a:\n        return 1\n    while a:\n        a -= 1\n    return 2\n"
SIMPLE = "def f(xs):\n    return list(xs)\n"
BRANCHED = (
    "def f(xs):\n    if xs and xs[0]:\n        return 1\n    for x in xs:\n        pass\n    return 2\n"
)


def test_paths_are_counted_in_the_changed_function_alone():
    old, new = changed_code(SIMPLE + REST, BRANCHED + REST)
    assert (old.complexity, new.complexity) == (1, 4)
    assert (old.lines, new.lines) == (2, 6)


def test_the_way_back_gives_the_same_figures():
    assert changed_code(SIMPLE + REST, BRANCHED + REST) == changed_code(BRANCHED, SIMPLE)[::-1]


def test_longer_and_more_branched_code_is_harder_to_keep():
    old, new = changed_code(SIMPLE, BRANCHED)
    assert 100 >= old.maintainability > new.maintainability > 0


def test_the_index_is_the_published_formula():
    import math

    old, _ = changed_code("def f(a):\n    return a\n", "def f(a):\n    return -a\n")
    volume = 8 * math.log2(7)  # def f ( a ) : return a: eight tokens, seven different
    assert old.maintainability == pytest.approx(
        (171 - 5.2 * math.log(volume) - 0.23 - 16.2 * math.log(2)) * 100 / 171
    )


def test_added_functions_belong_to_the_candidate():
    _, new = changed_code(SIMPLE, SIMPLE.replace("list", "g") + "\ndef g(xs):\n    return xs or 1\n")
    assert new.complexity == 3


def test_methods_and_nested_functions_are_found():
    before = "class C:\n    def m(self):\n        def inner(x):\n            return x\n        return inner\n"
    old, new = changed_code(before, before.replace("return x", "return x if x else 1"))
    assert new.complexity == old.complexity + 1 or new.complexity == old.complexity + 2


def test_a_method_measures_like_the_same_function():
    method = "class C:\n    def f(xs):\n        return list(xs)\n"
    as_method, _ = changed_code(method, method.replace("list", "set"))
    as_function, _ = changed_code(SIMPLE, SIMPLE.replace("list", "set"))
    assert as_method == as_function


def test_without_a_changed_function_there_is_no_figure():
    assert "no function is changed" in changed_code(f"A = 1\n{SIMPLE}", f"A = 2\n{SIMPLE}")


@pytest.mark.parametrize("text", ["", "def f(:\n  ", "def f():\n\treturn '''", "class C: pass", "\0"])
def test_odd_texts_give_words_not_errors(text):
    assert isinstance(changed_code(text, text), str)
    changed_code(text, SIMPLE)
    changed_code(SIMPLE, text)
