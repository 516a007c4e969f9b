"""Examples and refusals of ``plain-deepcopy``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.loops import ATOMS_HELPER
from ouroboros.operators.plain_copy import DEEP_COPY, PLAIN_COPY

_HELPERS = f"{ATOMS_HELPER}\n\n\n{PLAIN_COPY}\n\n\n{DEEP_COPY}\n\n\n"
_CLASSES = """\
class Own:
    def __deepcopy__(self, memo):
        print("copied", len(memo) > 0)
        return self


class Stiff:
    def __deepcopy__(self, memo):
        raise ValueError("not me")


class Pairs(dict):
    pass


def loop():
    ring = [1, {"a": 2}]
    ring.append(ring)
    ring[1]["up"] = (ring, 3)
    return ring


def knot():
    inner = []
    whole = (inner, 1)
    inner.append(whole)
    return whole


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


"""

_TEMPLATE = """\
def f(template, n):
    rows = []
    for i in range(n):
        row = copy.deepcopy(template)
        rows.append(row)
    return rows
"""

_SHARING = (
    "(lambda inner: (lambda made: (made, made['a'] is made['b'], made['a'] is inner, made['t'][0] is "
    "made['a']))(f({'a': inner, 'b': inner, 't': (inner, 1), 'u': (1, 'x'), ('k', 2): None}, 1)[0]))([1, [2]])"
)
_CYCLE = (
    "(lambda loop: (loop.append(loop), (lambda made: (made[0] is made, made is loop, len(made)))"
    "(f(loop, 1)[0])))([])"
)
_THROUGH = (
    "(lambda inner: (inner.append((inner, 1)), (lambda made: (made[0][0] is made, made is inner))"
    "(f(inner, 1)[0])))([])"
)

EXAMPLES = (
    Example(
        before="import copy\n\n\n"
        + _CLASSES
        + """\
def f(template, changes):
    record = copy.deepcopy(template)
    record.update(changes)
    return record
""",
        after="import copy\n\n\n"
        + _CLASSES
        + _HELPERS
        + """\
def f(template, changes):
    record = _ouroboros_deep_copy(copy.deepcopy, template)
    record.update(changes)
    return record
""",
        calls=(
            "f({'a': [1, 2], 'b': {'c': (1, [2])}}, {'d': 1})",
            "(lambda x: (f(x, {}), x, f(x, {})['a'] is x['a']))({'a': [1]})",
            "(lambda x: (lambda y: (y, y['a'] is y['b'], y['c'] is x['c']))(f(x, {})))"
            "((lambda s: {'a': s, 'b': s, 'c': (1, (2, 'x'))})([1]))",
            "f({}, {})",
            "f({1: 2, None: 3.5, (1, (2,)): [b'x']}, {})",
            "f({frozenset([1]): 1}, {})",
            "f({'a': {1, 2}}, {})",
            "type(f(Pairs(a=[1]), {})).__name__",
            "len(f({'a': [Own(), Own()], 'b': 1}, {}))",
            "f({'a': [1], 'b': Stiff()}, {})",
            "f([1], {})",
            "f(None, {})",
            "f(3, {})",
        ),
    ),
    Example(
        before="from copy import deepcopy\n\n\n"
        + _CLASSES
        + """\
class Game:
    def __init__(self, board):
        self.board = board

    def after(self, moves):
        boards = []
        for row, column in moves:
            board = deepcopy(self.board)
            board[row][column] = 1
            boards.append(board)
        return boards
""",
        after="from copy import deepcopy\n\n\n"
        + _CLASSES
        + _HELPERS
        + """\
class Game:
    def __init__(self, board):
        self.board = board

    def after(self, moves):
        boards = []
        for row, column in moves:
            board = _ouroboros_deep_copy(deepcopy, self.board)
            board[row][column] = 1
            boards.append(board)
        return boards
""",
        function="Game.after",
        calls=(
            "Game([[0, 0], [0, 0]]).after([(0, 1), (1, 1)])",
            "(lambda row: Game([row, row]).after([(0, 1)]))([0, 0])",
            "Game(((0, 0), [0])).after([(0, 1)])",
            "(lambda y: (y[1]['up'][0][0] is y[0], y[2] is y))(Game([[0], *loop()]).after([(0, 0)])[0])",
            "(lambda y: (y[3] is y, y[2]['up'][0] is y))"
            "((lambda ring: (ring.insert(0, [0]), Game(ring).after([(0, 0)])[0])[1])(loop()))",
            "(lambda y: (y[1][0][0] is y[1], type(y[1]).__name__))(Game([[0], knot()]).after([(0, 0)])[0])",
            "Game([[0], nested(70)]).after([(0, 0)])",
            "Game([[0], nested(20)]).after([(0, 0)])",
            "Game([[0], [Own(), [Own()]]]).after([(0, 0)])[0][0]",
            "Game([[0], nested(5000)]).after([(0, 0)])",
            "Game(None).after([(0, 0)])",
            "Game(None).after([])",
        ),
    ),
    Example(
        before="import copy\n\n\n" + _TEMPLATE,
        after="import copy\n\n\n"
        + _HELPERS
        + _TEMPLATE.replace("copy.deepcopy(template)", "_ouroboros_deep_copy(copy.deepcopy, template)"),
        calls=(
            "f({'a': [1, 2, {'b': (1, [2])}], 'c': -0.0, True: None}, 2)",
            _SHARING,
            _CYCLE,
            _THROUGH,
            "(lambda t: f(t, 1)[0] is t)((1, 'a', (2, b'')))",
            "(lambda t: (f(t, 1)[0] is t, f(t, 1)))((1, [2]))",
            "f({1, 2}, 1), f([{1}, [2]], 1), f(range(3), 1), f(frozenset(), 1)",
            "f([type('Own', (), {'__deepcopy__': lambda self, memo: 'copied'})()], 1)",
            "f([type('List', (list,), {'__repr__': lambda self: 'own' + list.__repr__(self)})([1])], 1)",
            "f([type('X', (), {'__reduce_ex__': lambda self, p: 1 / 0})()], 1)",
            "f([type('X', (), {'__deepcopy__': lambda self, memo: len(3)})()], 1)",
            "f(__import__('collections').OrderedDict(a=[1]), 1)",
            "(lambda deep: [deep.append([deep.pop()]) for _ in range(120)] and f(deep, 1))([0])",
            "f([], 0), f({}, 1), f(None, 1)",
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="import copy\n\n\ndef f(value, memo):\n    return copy.deepcopy(value, memo)\n",
        reason="What was copied before is to be found in the memo.",
    ),
    Refusal(
        code="import copy\n\ncopy.deepcopy = list\n\n\ndef f(value):\n    return copy.deepcopy(value)\n",
        reason="It is another function by now.",
    ),
    Refusal(
        code="import copy\n\n\ndef f(value):\n    return copy.copy(value)\n",
        reason="A shallow copy keeps what is inside.",
    ),
    Refusal(
        code="from mine import deepcopy\n\n\ndef f(value):\n    return deepcopy(value)\n",
        reason="Somebody's own function.",
    ),
    Refusal(
        code="import copy\n\n\ndef f(x, memo):\n    return copy.deepcopy(x, memo)\n",
        reason="a memo of the caller's is looked at and written to",
    ),
    Refusal(
        code="import copy\n\n\ndef f(x):\n    return copy.copy(x)\n",
        reason="one level is copied, and quickly",
    ),
    Refusal(
        code="from models import deepcopy\n\n\ndef f(x):\n    return deepcopy(x)\n",
        reason="somebody else's function",
    ),
    Refusal(
        code="import copy\n\ncopy.deepcopy = lambda x: x\n\n\ndef f(x):\n    return copy.deepcopy(x)\n",
        reason="the module's function is replaced",
    ),
    Refusal(
        code="import copy\n\n\ndef f(copy, x):\n    return copy.deepcopy(x)\n",
        reason="the name is a parameter",
    ),
)
