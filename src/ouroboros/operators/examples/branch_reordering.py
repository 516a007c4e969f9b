"""Examples and refusals of :mod:`ouroboros.operators.branch_reordering`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.records.hotspot import TypeProfile


def _ran(**lines: int) -> TypeProfile:
    """Counts by line, ``l5=40`` for line 5."""
    return TypeProfile(lines={int(line[1:]): runs for line, runs in lines.items()}, calls_seen=40)


_MACHINE = """\
def f(program):
    stack = []
    for op, arg in program:
        if op == "push":
            stack.append(arg)
        elif op in ("add", "plus"):
            stack.append(stack.pop() + stack.pop())
        elif op == "load":
            stack.append(arg * 2)
            stack[-1] += 1
        else:
            raise ValueError(op)
    return stack
"""

_WRITTEN = """\
def f(value):
    if value is None:
        return "null"
    elif isinstance(value, bool):
        return "true" if value else "false"
    elif isinstance(value, (list, tuple)):
        return [f(item) for item in value]
    elif isinstance(value, int):
        return str(value)
    else:
        return repr(value)
"""

_NAMES = ("red", "green", "blue", "cyan", "pink", "gold", "grey", "teal", "lime")
_COLOURS = (
    'def f(name):\n    if name == "black":\n        code = 0\n'
    + "".join(
        f'    elif name == "{name}":\n        code = {place}\n' for place, name in enumerate(_NAMES, 1)
    )
    + """\
    elif name in ("white", "red"):
        code = 40
    else:
        code = len(name)
    return code
"""
)

_SERIES = """\
def f(words):
    total = 0
    for word in words:
        if word == "":
            continue
        if word == "stop":
            break
        if word == "one":
            total += 1
            continue
        total += len(word)
    return total
"""

_KINDS = (
    "def f(kind):\n"
    + "".join(f'    if kind == {n}:\n        return "n{n}"\n' for n in range(-1, 10))
    + '    return "many"\n'
)

_SHAPES = """\
class Shape:
    def __init__(self, *sides):
        self.sides = sides


class Square(Shape):
    pass


class Circle:
    def __init__(self, radius):
        self.radius = radius


class Box(Shape):
    pass


def f(part):
    if isinstance(part, str):
        return float(part)
    elif isinstance(part, (list, tuple)):
        return sum(f(inner) for inner in part)
    elif isinstance(part, Square):
        return part.sides[0] ** 2
    elif isinstance(part, Circle):
        return 3 * part.radius
    elif isinstance(part, Box):
        return part.sides[0] * part.sides[1]
    elif isinstance(part, Shape):
        return 0
    raise TypeError(f"no part: {part!r}")
"""

_STATES = """\
def f(state):
    if state == "a":
        return 1
    elif state == "b" or state == "c" or "d" == state:
        return 2
    elif state in ("e", "f") or state == "b":
        return 3
    elif state == "g":
        return 4
    elif state == "h" or state == "i":
        return 5
    return 0
"""

_ODD = (
    "f([(type('Op', (), {'__eq__': lambda self, other: print(other) or other == 'add', "
    "'__hash__': None})(), 1)])"
)

EXAMPLES = (
    Example(
        before=_MACHINE,
        after=_MACHINE.replace(
            '        if op == "push"',
            '        if type(op) is str and op == "load":\n'
            "            stack.append(arg * 2)\n"
            "            stack[-1] += 1\n"
            '        elif op == "push"',
        ),
        calls=(
            "f([('push', 1), ('load', 2), ('add', 0), ('plus', 3)])",
            "f([('load', 'x')])",
            "f([(type('Text', (str,), {'__eq__': lambda s, o: print(o) or True})('a'), 1)])",
            "f([('push', 1), ('push', 2), (type('Text', (str,), {})('load'), 2), ('add', 0)])",
            _ODD,
            "f([(b'load', 1)])",
            "f([])",
        ),
        profile=_ran(l3=60, l4=53, l5=1, l7=2, l9=50, l12=0),
    ),
    Example(
        before=_WRITTEN,
        after=_WRITTEN.replace(
            "    if value is None", "    if type(value) is int:\n        return str(value)\n    elif value is None"
        ),
        calls=(
            "f([1, True, None, 2.5, (3, 'x'), -0.0])",
            "f(type('Own', (int,), {'__str__': lambda self: 'own'})(3))",
            "f(type('Own', (), {'__class__': property(lambda self: print('asked') or int), "
            "'__repr__': lambda self: 'own'})())",
            "f(10 ** 30)",
        ),
        profile=_ran(l2=60, l3=1, l5=2, l7=5, l9=50, l11=2),
    ),
    Example(
        before=_WRITTEN,
        after=_WRITTEN.replace(
            "    if value is None",
            "    if type(value) is float:\n        return repr(value)\n    elif value is None",
        ),
        calls=("f([1, True, None, 2.5, float('nan'), -0.0])", "f({1: 2})"),
        types={"value": {"float": 50, "int": 2}},
        profile=_ran(l2=60, l3=1, l5=2, l7=5, l9=2, l11=50),
    ),
    Example(
        before=_COLOURS,
        after='_ouroboros_rows_f_1 = {"black": 0, '
        + "".join(f'"{name}": {place}, ' for place, name in enumerate(_NAMES, 1))
        + '"white": 40}\n\n\n'
        + _COLOURS.replace(
            '    if name == "black"',
            "    if type(name) is str and name in _ouroboros_rows_f_1:\n"
            "        code = _ouroboros_rows_f_1[name]\n"
            '    elif name == "black"',
        ),
        calls=(
            "[f(name) for name in ('red', 'green', 'blue', 'white', 'black', 'brown', '')]",
            "f([])",
            "f(3)",
            "f(type('Text', (str,), {'__eq__': lambda s, o: o == 'blue', '__hash__': str.__hash__})('red'))",
            "f(b'red')",
        ),
    ),
    Example(
        before=_SERIES,
        after=_SERIES.replace(
            '        if word == ""',
            '        if type(word) is str and word == "one":\n'
            "            total += 1\n            continue\n"
            '        if word == ""',
        ),
        calls=("f(['one', '', 'two', 'one', 'stop', 'one'])", "f([])", "f([3])", "f([None])"),
        profile=_ran(l3=60, l4=60, l5=2, l7=1, l9=50),
    ),
    Example(
        before=_KINDS,
        after="_ouroboros_rows_f_1 = {"
        + ", ".join(f'{n}: "n{n}"' for n in range(-1, 10))
        + "}\n\n\n"
        + _KINDS.replace(
            "    if kind == -1",
            "    if type(kind) is int and kind in _ouroboros_rows_f_1:\n"
            "        return _ouroboros_rows_f_1[kind]\n"
            "    if kind == -1",
        ),
        calls=("[f(kind) for kind in (0, 1, 2, -1, 9, 10, True, 2.0, '1', None, False, -0.0)]", "f([1])"),
    ),
    Example(
        before=_SHAPES,
        after=_SHAPES.replace(
            "    if isinstance(part, str)",
            "    if type(part) is Box:\n        return part.sides[0] * part.sides[1]\n"
            "    elif isinstance(part, str)",
        ),
        calls=(
            "f([Box(2, 3), Square(4), Circle(1), Shape(1), '2.5', (Box(1, 1),)])",
            "f(Box(2))",
            "f(type('Flat', (Box, Square), {})(3, 4))",
            "f(type('Own', (), {'__class__': property(lambda self: print('asked') or Box), 'sides': (2, 5)})())",
            "f(None)",
            "f(Box)",
        ),
        profile=_ran(l20=90, l21=1, l22=80, l23=5, l24=75, l25=2, l26=72, l27=2, l28=70, l29=65, l31=0),
    ),
    Example(
        before=_STATES,
        after='_ouroboros_rows_f_1 = {"a": 1, "b": 2, "c": 2, "d": 2, "e": 3, "f": 3, "g": 4, "h": 5, "i": 5}'
        "\n\n\n"
        + _STATES.replace(
            '    if state == "a"',
            "    if type(state) is str and state in _ouroboros_rows_f_1:\n"
            '        return _ouroboros_rows_f_1[state]\n    elif state == "a"',
        ),
        calls=(
            "[f(state) for state in 'abcdefghij']",
            "f('')",
            "f(type('Text', (str,), {'__eq__': lambda s, o: print(o) or o == 'd', '__hash__': None})('a'))",
            "f(None)",
            "f(b'a')",
        ),
    ),
    Example(
        before=_STATES,
        after=_STATES.replace(
            '    if state == "a"',
            '    if type(state) is str and (state == "h" or state == "i"):\n        return 5\n'
            '    elif state == "a"',
        ),
        calls=(
            "[f(state) for state in 'abcdefghij']",
            "f(type('Text', (str,), {'__eq__': lambda s, o: print(o) or o == 'i', '__hash__': None})('a'))",
        ),
        profile=_ran(l2=60, l3=1, l5=2, l7=1, l9=1, l11=55),
    ),
)

REFUSALS = (
    Refusal(
        code=_SHAPES.replace("class Box(Shape):\n    pass", "class Box(Square):\n    pass"),
        function="f",
        reason="A Box is a Square: it never comes to its own branch.",
        profile=_ran(l20=90, l21=1, l22=80, l23=5, l24=75, l25=2, l26=72, l27=2, l28=70, l29=65, l31=0),
    ),
    Refusal(
        code=_SHAPES.replace(
            "class Box(Shape):\n    pass", "class Box(Shape):\n    __class__ = property(lambda self: Square)"
        ),
        reason="The instances say that they are of another class.",
        profile=_ran(l20=90, l21=1, l22=80, l23=5, l24=75, l25=2, l26=72, l27=2, l28=70, l29=65, l31=0),
    ),
    Refusal(
        code=_SHAPES.replace("class Square(Shape):", "class Kind(type):\n    pass\n\n\nclass Square(Shape, metaclass=Kind):").replace("    pass\n\n\nclass Circle", "\n\n    pass\n\n\nclass Circle"),
        reason="A metaclass may say what counts as an instance.",
        profile=_ran(l26=90, l27=1, l28=80, l29=5, l30=75, l31=2, l32=72, l33=2, l34=70, l35=65, l37=0),
    ),

    Refusal(code=_MACHINE, reason="Nobody counted which branch is taken."),
    Refusal(
        code=_MACHINE,
        reason="The usual branch comes first already.",
        profile=_ran(l3=60, l4=53, l5=50, l7=2, l9=1, l12=0),
    ),
    Refusal(
        code=_MACHINE,
        reason="All branches are about as frequent: what is asked first costs the others as much.",
        profile=_ran(l3=60, l4=53, l5=20, l7=21, l9=20, l12=0),
    ),
    Refusal(
        code="def f(n):\n    if n > 10:\n        return 'many'\n    elif n > 5:\n        return 'some'\n"
        "    elif n > 1:\n        return 'few'\n    return 'none'\n",
        reason="The tests overlap: which one holds first decides.",
        profile=_ran(l2=60, l3=1, l5=2, l7=50),
    ),
    Refusal(
        code="def f(n, log):\n    if log(n) == 1:\n        return 'a'\n    elif n == 2:\n        return 'b'\n"
        "    elif n == 3:\n        return 'c'\n",
        reason="The first test runs code of somebody's.",
        profile=_ran(l2=60, l3=1, l5=2, l7=50),
    ),
    Refusal(
        code="def f(text):\n    if text.startswith('a'):\n        return 1\n    elif text == 'b':\n"
        "        return 2\n    elif text == 'ab':\n        return 3\n",
        reason="A text that begins with a takes the first branch.",
        profile=_ran(l2=60, l3=1, l5=2, l7=50),
    ),
    Refusal(
        code="def f(node):\n    if node.kind == 'a':\n        return 1\n    elif node.kind == 'b':\n"
        "        return 2\n    elif node.kind == 'c':\n        return 3\n    elif node.kind == 'd':\n"
        "        return 4\n",
        reason="Reading an attribute may run code, and other code each time.",
        profile=_ran(l2=60, l3=1, l5=2, l7=50),
    ),
    Refusal(
        code="from collections.abc import Mapping\n\n\ndef f(value):\n    if isinstance(value, Mapping):\n"
        "        return 1\n    elif isinstance(value, list):\n        return 2\n"
        "    elif isinstance(value, str):\n        return 3\n",
        reason="Anybody may register str as a mapping.",
        profile=_ran(l5=60, l6=1, l8=2, l10=50),
    ),
    Refusal(
        code="def f(value):\n    if isinstance(value, int):\n        return 1\n    elif value is None:\n"
        "        return 2\n    elif isinstance(value, bool):\n        return 3\n",
        reason="A truth value is an integer: it never comes to the third branch.",
        profile=_ran(l2=60, l3=1, l5=2, l7=50),
    ),
    Refusal(
        code="def f(key):\n    if key == 1:\n        return 'a'\n    elif key == 'x':\n        return 'b'\n"
        "    elif key == 2:\n        return 'c'\n    elif key == None:\n        return 'd'\n",
        reason="The keys are of several types: no one guard stands for all of them.",
    ),
    Refusal(
        code="def f(name):\n    if name == 'a':\n        return 1\n    elif name == 'b':\n        return []\n"
        "    elif name == 'c':\n        return 3\n    elif name == 'd':\n        return 4\n",
        reason="A new list each time is no constant.",
    ),
    Refusal(
        code="type = len\n\n\n" + _KINDS,
        reason="The guard would ask something else.",
    ),
    Refusal(
        code="def f(x):\n"
        + "".join(f"    if x is {1000 + at}:\n        return {at}\n" for at in range(12))
        + "    return None\n",
        reason="Equal numbers may be different objects: a dictionary looks for equality.",
    ),
)
