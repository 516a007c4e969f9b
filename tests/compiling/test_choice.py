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
        "def f(*a):\n    return a\n",
        "def f(**a):\n    return a\n",
        "def f(b, *a):\n    a = list(a)\n    return a\n",
        "@cache\ndef f(a):\n    return a\n",
        "def f(a):\n    a, *b = a\n    return b\n",
        "def f(a):\n    match a:\n        case 1:\n            return 2\n",
        "def f(a):\n    global b\n    del b\n",
        "def f(a):\n    del (a, b)\n",
        "def f(a, log):\n    info = log.info\n    info(a)\n",
        "import math\ndef f(math, a):\n    return math.log(a)\n",
        "import logging as math\ndef f(a):\n    return math.log(a)\n",
        "def f(a):\n    return vars(*a)\n",
        "def f(a):\n    return [dir for dir in a], dir()\n",
        "def f(a):\n    return a.f.__defaults__\n",
        "import types\n" + KEPT + "def g(a):\n    return isinstance(a, types.FunctionType)\n",
        KEPT + "def g(a, b=f):\n    return [lambda: b]\n",
        "import threading\n" + KEPT,
        KEPT + "TABLE = {'f': (f,)}\n",
        KEPT + "TABLE = (f,)\n",
        KEPT + "TABLE = {f: 1}\n",
        KEPT + "TABLE = {'f': f}\nOTHER = dict(TABLE)\n",
        KEPT + "TABLE = {'f': f}\nTABLE = {'g': f}\n",
        KEPT + "class K:\n    pass\nTABLE = [f]\nK()\n",
        KEPT + "class K:\n    table = [f]\n",
        KEPT + "g = f\nh = (g,)\n",
        KEPT + "TABLE = {}\nTABLE['f'] = f\n",
        KEPT + "TABLE = {'f': f, **{'g': f}}\n",
        "super = 1\n" + KEPT,
        "class C:\n    @staticmethod\n    def m():\n        return super().m()\n",
        "class C:\n    def m(self):\n        return [super().m() for _ in self]\n",
        "class C:\n    def m(self):\n        self = 1\n        return super().m()\n",
        "class C:\n    def m(self):\n        return super\n",
        "def f(a):\n    return super().m()\n",
        KEPT + "register(f)\n",
        KEPT + "f = wrap(f)\n",
        KEPT + KEPT,
        "if True:\n    def f(a):\n        return a\n",
        "class C:\n    def m(self):\n        return 1\n    __call__ = (m,)\n",
        "class C:\n    def m(self):\n        return 1\n    __call__ = m\n    table = [__call__]\n",
        "@register\nclass C:\n    def m(self):\n        return 1\n",
        "class C(metaclass=M):\n    def m(self):\n        return 1\n",
        (
            "class C:\n    @property\n    def m(self):\n        return 1\n"
            "    @other.setter\n    def m(self, v):\n        pass\n"
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


def test_tables_and_second_names_that_nothing_looks_at_meanwhile_are_no_hindrance() -> None:
    text = (
        "import math\n"
        "def f(a=math.pi):\n    return math.log(a)\n"
        "def g():\n    return f()\n"
        "class C:\n"
        "    def __add__(self, other):\n        return super().__add__(other)\n"
        "    __radd__ = __add__\n"
        "TABLE = {'f': f, 'max': max}\nLIST = [g]\nalso = g\n"
        "def h(a):\n    return TABLE[a]()\n"
    )
    assert list(compilable(ast.parse(text))) == ["f", "g", "C.__add__", "h"]
