"""Only functions that mean the same when compiled are chosen."""

import ast

import pytest

from ouroboros.compiling.choice import compilable

KEPT = "def f(a):\n    return a\n"


@pytest.mark.parametrize(
    "text",
    [
        "def f(a):\n    yield a\n",
        "def f(a):\n    return (x for x in a)\n",
        "def f(a):\n    return lambda: a\n",
        "def f(a):\n    def g():\n        return a\n    return g\n",
        "async def f(a):\n    return a\n",
        "def f(a):\n    return locals()\n",
        "import sys\ndef f(a):\n    return sys._getframe()\n",
        "import warnings\ndef f(a):\n    warnings.warn(a)\n",
        "def f(log, a):\n    log.info(a)\n",
        "def f(a, b=[]):\n    return b\n",
        "def f(*a):\n    return a\n",
        "def f():\n    return 1\n",
        "@cache\ndef f(a):\n    return a\n",
        "def f(a):\n    a, *b = a\n    return b\n",
        "def f(a):\n    match a:\n        case 1:\n            return 2\n",
        "def f(a):\n    del a\n",
        "import threading\n" + KEPT,
        KEPT + "TABLE = {'f': f}\n",
        KEPT + "register(f)\n",
        KEPT + "f = wrap(f)\n",
        KEPT + KEPT,
        "if True:\n    def f(a):\n        return a\n",
        "class C:\n    def m(self):\n        return super().m()\n",
        "class C:\n    def m(self):\n        return 1\n    __call__ = m\n",
        "@register\nclass C:\n    def m(self):\n        return 1\n",
        "class C(metaclass=M):\n    def m(self):\n        return 1\n",
        "class C:\n    def __m(self):\n        return 1\n",
        (
            "class C:\n    @property\n    def m(self):\n        return 1\n"
            "    @m.setter\n    def m(self, v):\n        pass\n"
        ),
    ],
)
def test_what_could_tell_the_difference_stays_as_written(text: str) -> None:
    assert compilable(ast.parse(text)) == {}


def test_ordinary_functions_and_methods_are_chosen() -> None:
    text = (
        "from dataclasses import dataclass\n"
        "def f(a, b=1, *, c=None):\n    return sorted(a, key=lambda x: x)\n"
        "@dataclass\nclass C:\n    a: int\n"
        "    def m(self):\n        return sum(x for x in self.a)\n"
        "    @property\n    def p(self):\n        return self.__a\n"
        "    @staticmethod\n    def s(a):\n        return a\n"
        "if __name__ == '__main__':\n    run(f)\n"
    )
    assert list(compilable(ast.parse(text))) == ["f", "C.m", "C.p", "C.s"]
