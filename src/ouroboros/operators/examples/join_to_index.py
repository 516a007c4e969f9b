# ruff: noqa: E501  # code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of ``join-to-index``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import FIELD, INDEX, PLAIN, QUIET

EXAMPLES = (
    Example(
        before="""\
def f(orders, users):
    out = []
    for order in orders:
        for user in users:
            if user["id"] == order["user"]:
                out.append((order["n"], user["name"]))
                break
    return out
""",
        after=PLAIN
        + "\n\n"
        + QUIET
        + "\n\n"
        + INDEX
        + "\n\n"
        + """\
def f(orders, users):
    out = []
    _users_index, _users_size = _ouroboros_index(users, 'id', False, orders)
    for order in orders:
        for user in (_ouroboros_narrow(_users_index, _users_size, users, order["user"]) if _users_index and type(order) in (dict, list, tuple) else users):
            if user["id"] == order["user"]:
                out.append((order["n"], user["name"]))
                break
    return out
""",
        calls=(
            "f([{'n': 1, 'user': 7}, {'n': 2, 'user': 9}], [{'id': 7, 'name': 'a'}, {'id': 7, 'name': 'b'}])",
            "f([{'n': 1}], [{'id': 7, 'name': 'a'}])",
            "f([{'n': 1}], [])",
            "f([{'n': 1, 'user': 7}], [{'id': 8}, {}])",
            "f([{'n': 1, 'user': [7]}], [{'id': [7], 'name': 'a'}])",
            "f(iter([{'n': 1, 'user': 7.0}]), ({'id': 7, 'name': 'a'},))",
        ),
    ),
    Example(
        function="Book.rows",
        before="""\
class Row:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def __repr__(self):
        return f"Row({self.key!r}, {self.value!r})"


class Book:
    def rows(self, wanted, rows):
        found = []
        for want in wanted:
            found.append(next((row for row in rows if row.key == want), None))
        return found
""",
        after="""\
class Row:
    def __init__(self, key, value):
        self.key = key
        self.value = value

    def __repr__(self):
        return f"Row({self.key!r}, {self.value!r})"
"""
        "\n\n"
        + PLAIN
        + "\n\n"
        + QUIET
        + "\n\n"
        + INDEX
        + "\n\n"
        + """\
class Book:
    def rows(self, wanted, rows):
        found = []
        _rows_index, _rows_size = _ouroboros_index(rows, 'key', True, wanted)
        for want in wanted:
            found.append(next((row for row in (_ouroboros_narrow(_rows_index, _rows_size, rows, want) if _rows_index else rows) if row.key == want), None))
        return found
""",
        calls=(
            "Book().rows([1, 2, True, 'x'], [Row(1, 'a'), Row(1.0, 'b'), Row('x', 'c')])",
            "Book().rows([[1]], [Row([1], 'a')])",
            "Book().rows([1], [Row(2, 'a'), None])",
        ),
    ),
    Example(
        before="""\
def f(xs, ys):
    return [x for x in xs if any(x == y for y in ys)]
""",
        after=PLAIN
        + "\n\n"
        + QUIET
        + "\n\n"
        + INDEX
        + "\n\n"
        + """\
def f(xs, ys):
    _ys_index, _ys_size = _ouroboros_index(ys, None, False, xs)
    return [x for x in xs if any(x == y for y in (_ouroboros_narrow(_ys_index, _ys_size, ys, x) if _ys_index else ys))]
""",
        calls=(
            "f([1, 2, 3.0, float('nan'), 'a'], [3, 'a'])",
            "f([[1], 2], [[1]])",
            "f([1], iter([1]))",
            "f([], None)",
        ),
    ),
    Example(
        before="""\
def f(keys, rows):
    return {key: [row[1] for row in rows if row[0] == key] for key in keys}
""",
        after=PLAIN
        + "\n\n"
        + QUIET
        + "\n\n"
        + INDEX
        + "\n\n"
        + """\
def f(keys, rows):
    _rows_index, _rows_size = _ouroboros_index(rows, 0, False, keys)
    return {key: [row[1] for row in (_ouroboros_narrow(_rows_index, _rows_size, rows, key) if _rows_index else rows) if row[0] == key] for key in keys}
""",
        calls=("f('ab', [('a', 1), ('b', 2), ('a', 3)])", "f([1], [(1, 2), (1,)])", "f([1], [(1, 2), ()])"),
    ),
    Example(
        function="Book.grouped",
        before="""\
class Book:
    def __init__(self, rows):
        self.rows = rows

    def grouped(self, keys):
        out = {}
        for k in keys:
            out[k] = [r for r in self.rows if r[0] == k]
        return out
""",
        after=PLAIN
        + "\n\n"
        + QUIET
        + "\n\n"
        + INDEX
        + "\n\n"
        + FIELD
        + "\n\n"
        + """\
class Book:
    def __init__(self, rows):
        self.rows = rows

    def grouped(self, keys):
        out = {}
        _rows_index, _rows_size = _ouroboros_index(_ouroboros_field(self, "rows"), 0, False, keys)
        for k in keys:
            out[k] = [r for r in (_ouroboros_narrow(_rows_index, _rows_size, self.rows, k) if _rows_index else self.rows) if r[0] == k]
        return out
""",
        calls=(
            "Book([(1, 'a'), (2, 'b'), (1.0, 'c')]).grouped([1, 2, 3])",
            "Book([([1], 'a')]).grouped((1,))",
            "Book(None).grouped([])",
            "Book(None).grouped([1])",
            "Book([(), (1,)]).grouped([1])",
            "Book({}).grouped([1])",
        ),
    ),
    Example(
        before="""\
ROWS = [{"id": 1, "n": "x"}, {"id": 2, "n": "y"}]


def f(keys):
    out = []
    for k in keys:
        for r in ROWS:
            if r["id"] == k:
                out.append(r["n"])
                break
    return out
""",
        after="""\
ROWS = [{"id": 1, "n": "x"}, {"id": 2, "n": "y"}]


"""
        + PLAIN
        + "\n\n"
        + QUIET
        + "\n\n"
        + INDEX
        + "\n\n"
        + """\
def f(keys):
    out = []
    _ROWS_index, _ROWS_size = _ouroboros_index(ROWS, 'id', False, keys)
    for k in keys:
        for r in (_ouroboros_narrow(_ROWS_index, _ROWS_size, ROWS, k) if _ROWS_index else ROWS):
            if r["id"] == k:
                out.append(r["n"])
                break
    return out
""",
        calls=(
            "f([2, True, 7])",
            "ROWS.append({}) or f([7])",
            "ROWS.append({'id': [3], 'n': 0}) or f([[3], 2])",
            "ROWS.insert(0, {'id': 2, 'n': 'z'}) or f([2])",
        ),
    ),
    Example(
        before="""\
def f(rows):
    lines = []
    for key in sorted({row["k"] for row in rows}):
        own = [row for row in rows if row["k"] == key]
        best = max(own, key=lambda row: row["v"])
        lines.append((key, len(own), best["v"]))
    return lines
""",
        after=PLAIN
        + "\n\n"
        + QUIET
        + "\n\n"
        + INDEX
        + "\n\n"
        + """\
def f(rows):
    lines = []
    _rows_index, _rows_size = _ouroboros_index(rows, 'k', False)
    for key in sorted({row["k"] for row in rows}):
        own = [row for row in (_ouroboros_narrow(_rows_index, _rows_size, rows, key) if _rows_index else rows) if row["k"] == key]
        best = max(own, key=lambda row: row["v"])
        lines.append((key, len(own), best["v"]))
    return lines
""",
        calls=(
            'f([{"k": 1, "v": 2}, {"k": 2, "v": 5}, {"k": 1.0, "v": 9}])',
            'f([])',
            'f([{"k": "a"}])',
            'f([{"k": "a", "v": 1}, {"k": 2, "v": 1}])',
            'f(({"k": "a", "v": 1}, {"k": "a", "v": "b"}))',
            'f([{"k": float("nan"), "v": 1}])',
        ),
    ),
)

REFUSALS = (
    Refusal(
        code="class A:\n    def f(self, keys):\n        for k in keys:\n            for r in self.rows:\n"
        "                if r[0] == k:\n                    self.rows.append(r)\n                    break\n",
        function="A.f",
        reason="The rows become more on the way.",
    ),
    Refusal(
        code="class A:\n    def f(self, keys):\n        for k in keys:\n            for r in self.rows:\n"
        "                if r[0] == k:\n                    self.rows = [r]\n                    break\n",
        function="A.f",
        reason="The rows become others on the way.",
    ),
    Refusal(
        code="""\
def f(orders, users, g):
    for order in orders:
        for user in users:
            if user.id == order.user:
                g(user)
""",
        reason="an unknown call may change the users",
    ),
    Refusal(
        code="""\
def f(orders, users):
    n = 0
    for order in orders:
        for user in users:
            if user['id'] == order:
                user['id'] = 0
                n += 1
    return n
""",
        reason="the compared key is written in the loop",
    ),
    Refusal(
        code="""\
def f(orders, users):
    for order in orders:
        for user in users:
            if user['id'] == order:
                break
    return user
""",
        reason="the last row looked at is used after the loop",
    ),
    Refusal(
        code="""\
def f(users, key):
    return [user for user in users if user.id == key]
""",
        reason="one scan is cheaper than building an index",
    ),
    Refusal(
        code="""\
def f(orders, users):
    n = 0
    for order in orders:
        for user in users:
            if user.id == order:
                n += 1
            else:
                n -= 1
    return n
""",
        reason="rows that differ are counted too",
    ),
    Refusal(
        code="""\
def f(orders, users):
    n = 0
    for order in orders:
        for user in users:
            if user.id < order:
                n += 1
    return n
""",
        reason="not an equality",
    ),
    Refusal(
        code="""\
def f(orders, users):
    for order in orders:
        yield [user for user in users if user.id == order]
""",
        reason="while the generator is suspended anybody may change the users",
    ),
    Refusal(
        code="""\
def f(orders, users):
    n = 0
    for order in orders:
        for user in users:
            if user.id == order:
                order = user.next
                n += 1
    return n
""",
        reason="the value looked for changes while the rows are scanned",
    ),
    Refusal(
        code="""\
def f(orders, users):
    n = 0
    for order in orders:
        for user in users:
            if user.id == order:
                user.id = None
                n += 1
    return n
""",
        reason="attributes are written in the loop",
    ),
    Refusal(
        code="""\
def f(rows, g):
    lines = []
    for key in {row["k"] for row in rows}:
        own = [row for row in rows if row["k"] == key]
        lines.append(max(own, key=lambda row: g(row)))
    return lines
""",
        reason="the key function calls something unknown, which may change the rows",
    ),
)
