"""Kernels that take objects apart, make them and call their methods do what the originals do."""
# ruff: noqa: E501 - a program a line

from __future__ import annotations

import array
import copy

import pytest

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.merit.selection import AcceptanceCriteria
from ouroboros.genome.source_tree import SourceGenome
from ouroboros.mutation.proposal import propose
from ouroboros.operators.numba_kernel import OPERATOR
from ouroboros.records.hotspot import Hotspot, TypeProfile

pytest.importorskip("numba")

MODULE = '''
class Chance:
    MODULUS = 2147483647
    FACTOR = 16807

    def __init__(self, seed, scale=1.0):
        self.state = seed
        self.scale = scale
        table = [0] * 8
        for at in range(8):
            table[at] = at * 3
        self.table = table

    def draw(self):
        self.state = self.state * self.FACTOR % self.MODULUS
        table = self.table
        table[self.state % 8] += 1
        return self.state / self.MODULUS * self.scale


def inside(count, seed):
    """Part of random points that lie in a circle."""
    chance = Chance(seed)
    hits = 0
    for _ in range(count):
        x, y = chance.draw(), chance.draw()
        if x * x + y * y <= 1.0:
            hits += 1
    return hits, chance.table[3]


class Walker:
    def __init__(self, x, path, limit):
        self.x = x
        self.seed = 7
        self.path = path
        self.limit = limit

    def rand(self):
        self.seed = (self.seed * 1103515245 + 12345) % 2147483648
        return self.seed / 2147483648

    def walk(self, steps):
        for k in range(steps):
            self.x += self.rand() - 0.5
            self.path[k % len(self.path)] = self.x
            if self.x > self.limit:
                raise ValueError("too far")
        return self.x * self.x

    def renew(self, steps):
        for k in range(steps):
            fresh = [0.0] * 4
            total = 0.0
            for value in self.path:
                total += value
                self.path = fresh
                fresh[k % 4] = total
            self.x = total
        return self


class Grid:
    def __init__(self, width, height, data):
        self.width = width
        self.height = height
        self.data = data

    def place(self, x, y):
        if 0 <= x < self.width and 0 <= y < self.height:
            return y * self.width + x
        raise IndexError("outside")

    def __getitem__(self, at):
        x, y = at
        return self.data[self.place(x, y)]

    def __setitem__(self, at, value):
        x, y = at
        self.data[self.place(x, y)] = value


def relax(grid, rounds, margin):
    for _ in range(rounds):
        for y in range(1, grid.height - margin):
            for x in range(1, grid.width - margin):
                grid[x, y] = 0.25 * (grid[x, y - 1] + grid[x, y + 1] + grid[x - 1, y] + grid[x + 1, y])
                grid[x, y] *= 1.01


def pour(one, other, steps):
    for k in range(steps):
        one.x += 0.5
        other.x -= 0.25 * one.x
        one.path[0] += other.path[-1]
'''

WALKER = {
    "self.x": {"float": 9},
    "self.path": {"list[float]": 9},
    "self.seed": {"int": 9},
    "self.limit": {"float": 9},
}
PAIR = {
    f"{who}.{name}": kinds
    for who in ("one", "other")
    for name, kinds in (("x", {"float": 9}), ("path", {"list[float]": 9}))
}
CASES = {
    "inside": ({"count": {"int": 9}, "seed": {"int": 9}}, {}),
    "Walker.walk": ({"self": {"target.Walker": 9}, "steps": {"int": 9}}, WALKER),
    "relax": (
        {"grid": {"target.Grid": 9}, "rounds": {"int": 9}, "margin": {"int": 9}},
        {"grid.width": {"int": 9}, "grid.height": {"int": 9}, "grid.data": {"array.array": 9}},
    ),
    "pour": ({"one": {"target.Walker": 9}, "other": {"target.Walker": 9}, "steps": {"int": 9}}, PAIR),
}  # fmt: skip


def candidate(folder, function, types, attributes, text=MODULE):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "target.py").write_text(text)
    genome = SourceGenome.read(folder, folder, cache=None)
    profile = TypeProfile(parameters=types, attributes=attributes, calls_seen=9)
    view = genome.view(genome.region(f"target:{function}"), types=profile, available=frozenset({"numba"}))
    hotspot = Hotspot(region=view.region, self_share=0.9, cumulative_share=0.9, samples=9)
    return [made.text for made in propose(view, hotspot, [OPERATOR]).candidates]


def loaded(text):
    namespace = {"__name__": "__main__"}
    exec(compile(text, "target.py", "exec"), namespace)
    return namespace


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    found = {}
    for function, (types, attributes) in CASES.items():
        texts = candidate(tmp_path_factory.mktemp("one"), function, types, attributes)
        assert len(texts) == 1, function
        score = security_of(MODULE, texts[0], keeps_state=True)
        assert score.points >= AcceptanceCriteria().minimum_security, (function, score)
        found[function] = (loaded(MODULE), loaded(texts[0]))
    return found


def plain(value):
    if type(value).__name__ in {"Walker", "Grid", "Chance", "Slow", "Quick"}:
        return (type(value).__name__, [(name, plain(item)) for name, item in vars(value).items()])
    if isinstance(value, list | tuple):
        return (type(value).__name__, [plain(item) for item in value])
    if callable(value):
        return (type(value).__name__, "")
    return (type(value).__name__, value.hex() if isinstance(value, float) else repr(value))


def answer(namespace, call, names):
    space = dict(namespace, array=array, **names)
    try:
        ended = ("returned", plain(eval(call, space)))
    except Exception as error:  # noqa: BLE001 - whatever the original raises is the answer
        ended = ("raised", type(error).__name__, str(error))
    return ended, [plain(space[name]) for name in sorted(names)]


def same(both, function, call, setup=""):
    told = []
    for namespace in both[function]:
        space = copy.copy(namespace)
        for table in (value for name, value in space.items() if name.endswith("_kernels")):
            for kernel in table:
                kernel["failures"] = 0
        names: dict[str, object] = {}
        exec(setup, dict(space, array=array), names)
        told.append(answer(space, call, names))
    assert told[0] == told[1]
    return told[0]


def used(both, function):
    table = next(value for name, value in both[function][1].items() if name.endswith("_kernels"))
    return [(bool(kernel["code"]), kernel["failures"]) for kernel in table]


@pytest.mark.parametrize(
    ("function", "call", "setup"),
    [
        ("inside", "inside(500, 13)", ""),
        ("Walker.walk", "w.walk(300)", "w = Walker(0.5, [0.0] * 9, 1e9)"),
        ("relax", "relax(g, 3, 1)", "g = Grid(9, 8, array.array('d', [1.5 * i for i in range(72)]))"),
        ("pour", "pour(a, b, 60)", "a = Walker(0.5, [0.5] * 9, 1e9)\nb = Walker(1.5, [0.25] * 9, 1e9)"),
    ],
)
def test_kernels_are_used_and_exact(both, function, call, setup):
    same(both, function, call, setup)
    assert used(both, function) == [(True, 0)]


@pytest.mark.parametrize(
    ("function", "call", "setup"),
    [
        ("inside", "inside(0, 13)", ""),
        ("inside", "inside(90, 0.5)", ""),
        ("inside", "inside(90, 2**70)", ""),
        ("inside", "inside(True, 1)", ""),
        # Stops midway: what was changed until then is seen.
        ("Walker.walk", "w.walk(300)", "w = Walker(0.5, [0.0] * 9, 0.9)"),
        ("Walker.walk", "w.walk(300)", "w = Walker(0.5, [], 0.9)"),
        ("Walker.walk", "w.walk(300)", "w = Walker(1, [0.0] * 9, 9.0)"),
        ("Walker.walk", "w.walk(300)", "w = Walker(1.0, [0] * 9, 9.0)"),
        ("Walker.walk", "w.walk(300)", "w = Walker(1.0, None, 9.0)"),
        ("Walker.walk", "w.walk(50)", "w = Walker(1.0, [0.0] * 9, 9.0)\nw.rand = lambda: 2.0"),
        ("Walker.walk", "w.walk(50)", "w = Walker(1.0, [0.0] * 9, 9.0)\ndel w.seed"),
        ("Walker.walk", "w.walk(50)", "class Slow(Walker):\n    def rand(self): return 0.125\nw = Slow(1.0, [0.0] * 9, 9.0)"),
        ("relax", "relax(g, 2, 0)", "g = Grid(9, 8, array.array('d', [1.5 * i for i in range(72)]))"),
        ("relax", "relax(g, 2, 1)", "g = Grid(9, 8, array.array('d', [1.5 * i for i in range(70)]))"),
        ("relax", "relax(g, 2, 1)", "g = Grid(9, 8, [1.5 * i for i in range(72)])"),
        ("relax", "relax(g, 2, 1)", "g = Grid(9, 8, array.array('f', [1.5 * i for i in range(72)]))"),
        ("relax", "relax(g, 2, 1)", "g = Grid(9.0, 8, array.array('d', [1.5 * i for i in range(72)]))"),
        ("pour", "pour(a, a, 60)", "a = Walker(0.5, [0.5] * 9, 1e9)"),
        ("pour", "pour(a, b, 60)", "a = Walker(0.5, [0.5] * 9, 1e9)\nb = Walker(1.5, a.path, 1e9)"),
        ("pour", "pour(a, b, 60)", "a = Walker(float('nan'), [-0.0] * 9, 1e9)\nb = Walker(-0.0, [0.25], 1e9)"),
    ],
)  # fmt: skip
def test_odd_objects(both, function, call, setup):
    same(both, function, call, setup)


@pytest.mark.parametrize(
    "change",
    [
        "Walker.rand = lambda self: 0.125",
        "Walker.__setattr__ = lambda self, name, value: object.__setattr__(self, name, value * 2)",
        "Walker.x = property(lambda self: 2.0, lambda self, value: None)",
        "Walker.__getattribute__ = lambda self, name: object.__getattribute__(self, name)",
    ],
)
def test_a_class_that_was_changed(tmp_path, change):
    types, attributes = CASES["Walker.walk"]
    (text,) = candidate(tmp_path, "Walker.walk", types, attributes)
    told = []
    for source in (MODULE, text):
        namespace = loaded(source)
        exec("w = Walker(0.5, [0.0] * 9, 1e9)\n" + change, namespace)
        try:
            result = eval("w.walk(60)", namespace)
        except ValueError as error:
            result = str(error)
        told.append((result, vars(namespace["w"])))
    assert told[0] == told[1]


def test_a_constant_of_the_class_that_was_changed(both):
    for namespace in both["inside"]:
        namespace["Chance"].FACTOR = 48271
    try:
        same(both, "inside", "inside(200, 5)")
    finally:
        for namespace in both["inside"]:
            namespace["Chance"].FACTOR = 16807


def test_an_attribute_that_becomes_another_list_in_its_loop(tmp_path):
    types = {"self": {"target.Walker": 9}, "steps": {"int": 9}}
    for text in candidate(tmp_path, "Walker.renew", types, WALKER):
        told = []
        for source in (MODULE, text):
            namespace = loaded(source)
            exec("p = [0.5, 1.5]\nw = Walker(0.5, p, 1e9)", namespace)
            result = eval("w.renew(40) is w and vars(w)", namespace)
            told.append((result, namespace["p"], result["path"] is namespace["p"]))
        assert told[0] == told[1]


REFUSED = {
    "a class with a base": "class B:\n    pass\n\n\nclass P(B):\n    def __init__(self):\n        self.t = 0\n    def up(self):\n        self.t += 1\n",
    "slots": "class P:\n    __slots__ = ('t',)\n    def __init__(self):\n        self.t = 0\n    def up(self):\n        self.t += 1\n",
    "attributes watched": "class P:\n    def __init__(self):\n        self.t = 0\n    def up(self):\n        self.t += 1\n    def __setattr__(self, n, v):\n        print(n)\n",
    "an end": "class P:\n    def __init__(self):\n        self.t = 0\n    def up(self):\n        self.t += 1\n    def __del__(self):\n        print('over')\n",
    "a method that is replaced": "class P:\n    def __init__(self):\n        self.t = 0\n    def up(self):\n        self.t += 1\n\n\ndef swap():\n    P.up = lambda self: None\n",
    "a property": "class P:\n    def __init__(self):\n        self.u = 0\n    def up(self):\n        self.t += 1\n    @property\n    def t(self):\n        return 3\n",
    "an attribute set only sometimes": "class P:\n    def __init__(self):\n        if N > 3:\n            self.t = 0\n    def up(self):\n        self.t += 1\n",
    "output": "class P:\n    def __init__(self):\n        self.t = 0\n    def up(self):\n        print(self.t)\n",
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_refused(tmp_path, name):
    text = f"N = 5\n{REFUSED[name]}\n\ndef f(n):\n    p = P()\n    for i in range(n):\n        p.up()\n    return p.t\n"
    assert candidate(tmp_path, "f", {"n": {"int": 9}}, {}, text) == []


ESCAPES = {
    "returned": "    p = P()\n    for i in range(n):\n        p.up()\n    return p\n",
    "a second name": "    p = P()\n    q = p\n    for i in range(n):\n        p = P()\n        p.up()\n    return q.t\n",
    "one of two": "    p = P()\n    for i in range(n):\n        if i > 3:\n            p = P()\n        p.up()\n    return p.t\n",
    "in a list": "    p = [P()]\n    for i in range(n):\n        p[0].up()\n    return p[0].t\n",
}  # fmt: skip


@pytest.mark.parametrize("name", list(ESCAPES))
def test_objects_that_leave_or_have_two_names(tmp_path, name):
    head = "class P:\n    def __init__(self):\n        self.t = 0\n    def up(self):\n        self.t += 1\n\n\ndef f(n):\n"
    assert candidate(tmp_path, "f", {"n": {"int": 9}}, {}, head + ESCAPES[name]) == []


UNCERTAIN = """
class P:
    def __init__(self):
        self.t = 5
    def up(self):
        self.t += 1


class Q:
    k = 3


def swap():
    P.__init__ = lambda self: None


def f(n):
    p = P()
    t = 0
    for i in range(n):
        p.t = i
        t += p.t
    return t


def g(n):
    t = 0
    for i in range(n):
        q = Q()
        q.u = i
        t += q.k + q.u
    return t
"""


def test_a_beginning_that_is_not_certain(tmp_path):
    assert candidate(tmp_path, "f", {"n": {"int": 9}}, {}, UNCERTAIN) == []


def test_a_class_that_gets_a_beginning_later(tmp_path):
    (text,) = candidate(tmp_path, "g", {"n": {"int": 9}}, {}, UNCERTAIN)
    for source in (UNCERTAIN, text):
        namespace = loaded(source)
        assert namespace["g"](50) == 1375
        exec("def start(self):\n    self.k = 1000\nQ.__init__ = start", namespace)
        assert namespace["g"](50) == 51225


BODIES = """
def advance(dt, n, bodies, pairs):
    for i in range(n):
        for ([x1, y1], v1, m1), ([x2, y2], v2, m2) in pairs:
            dx = x1 - x2
            dy = y1 - y2
            mag = dt * ((dx * dx + dy * dy + 0.01) ** (-1.5))
            v1[0] -= dx * m2 * mag
            v1[1] -= dy * m2 * mag
            v2[0] += dx * m1 * mag
            v2[1] += dy * m1 * mag
        for r, [vx, vy], m in bodies:
            r[0] += dt * vx
            r[1] += dt * vy
    return len(bodies), bodies[0][2]


def load(items, room):
    best = [0.0] * (room + 1)
    for weight, value in items:
        for c in range(room, weight - 1, -1):
            best[c] = max(best[c], best[c - weight] + value)
    return best
"""
ONE = "tuple[list[float], list[float], float]"
ROW_TYPES = {
    "advance": {
        "dt": {"float": 9},
        "n": {"int": 9},
        "bodies": {f"list[{ONE}]": 9},
        "pairs": {f"list[tuple[{ONE}, {ONE}]]": 9},
    },
    "load": {"items": {"list[tuple[int, float]]": 9}, "room": {"int": 9}},
}


@pytest.fixture(scope="module")
def rows_of(tmp_path_factory):
    found = {}
    for function, types in ROW_TYPES.items():
        (text,) = candidate(tmp_path_factory.mktemp(function), function, types, {}, BODIES)
        score = security_of(BODIES, text, keeps_state=True)
        assert score.points >= AcceptanceCriteria().minimum_security, (function, score)
        found[function] = (loaded(BODIES), loaded(text))
    return found


SETUP = """
import itertools
one = [([0.5 * i, 1.5 * i * i], [0.1, -0.2 * i], 1.0 + i) for i in range(5)]
two = list(itertools.combinations(one, 2))
"""


@pytest.mark.parametrize(
    ("function", "call", "change"),
    [
        ("advance", "advance(0.01, 40, one, two)", ""),
        ("advance", "advance(0.01, 1, one, two)", ""),
        ("advance", "advance(0.01, 40, one, [])", ""),
        ("advance", "advance(0.01, 40, [], two)", ""),
        ("advance", "advance(0.01, 40, tuple(one), two)", ""),
        ("advance", "advance(0.01, 40, one, two)", "two.append((one[0], one[0]))"),
        ("advance", "advance(0.01, 40, one, two)", "one[1] = (one[0][1], one[0][1], 2.5)"),
        ("advance", "advance(0.01, 40, one, two)", "one[1] = (one[0][0], one[3][1], 2.5)"),
        ("advance", "advance(0.01, 40, one, two)", "one[1] = (one[0][0], one[3][1], 2)"),
        ("advance", "advance(0.01, 40, one, two)", "one[2][0][1] = 7"),
        ("advance", "advance(0.01, 40, one, two)", "one[2][0][1] = float('nan')"),
        ("advance", "advance(0.01, 40, one, two)", "one[2][0].append(3.5)"),
        ("advance", "advance(0.01, 40, one, two)", "one[2] = list(one[2])"),
        ("advance", "advance(0.01, 40, one, two)", "one[2] = one[2][:2]"),
        ("advance", "advance(0.01, 40, one, two)", "two[3] = (two[3][0], (*two[3][1], 1))"),
        ("advance", "advance(0.01, 40, one, two)", "one = [(tuple(r), v, m) for r, v, m in one]"),
        ("load", "load([(3, 2.5), (4, 1.5), (7, 6.25)] * 3, 50)", ""),
        ("load", "load([(3, 2.5), (4, 1), (7, 6.25)] * 3, 50)", ""),
        ("load", "load([(3, 2.5), (4, 1.5, 2), (7, 6.25)] * 3, 50)", ""),
        ("load", "load([(3, 2.5), [4, 1.5], (7, 6.25)] * 3, 50)", ""),
        ("load", "load([(3, 2.5), (2**40, -0.0), (-7, 6.25)] * 3, 50)", ""),
        ("load", "load([(3, 2.5), (True, -0.0), (7, 6.25)] * 3, 50)", ""),
        ("load", "load([], 50)", ""),
    ],
)
def test_lists_of_tuples(rows_of, function, call, change):
    for space in rows_of[function]:
        for name in ("advance", "load"):
            for kernel in space.get(f"_ouroboros_{name}_kernels", ()):
                kernel["failures"] = 0
    told = []
    for namespace in rows_of[function]:
        space = dict(namespace)
        exec(SETUP + change, space)
        try:
            ended = ("returned", plain(eval(call, space)))
        except Exception as error:  # noqa: BLE001 - whatever the original raises is the answer
            ended = ("raised", type(error).__name__, str(error))
        same = [[[body[at] is other[at] for at in (0, 1)] for other in space["one"]] for body in space["one"]]
        told.append((ended, plain(space["one"]), plain(space["two"]), same))
    assert told[0] == told[1]


def test_rows_really_run_in_kernels(rows_of):
    for function, call in (("advance", "advance(0.01, 40, one, two)"), ("load", "load([(3, 2.5)] * 9, 50)")):
        space = rows_of[function][1]
        kernel = space[f"_ouroboros_{function}_kernels"][0]
        kernel["failures"] = 0
        names = dict(space)
        exec(SETUP, names)
        eval(call, names)
        assert kernel["code"], function
        assert kernel["failures"] == 0, function
