# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``bind-rows``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
def f(grid, omega):
    for i in range(1, len(grid) - 1):
        for j in range(1, len(grid[0]) - 1):
            # the four sides
            near = grid[i - 1][j] + grid[i + 1][j] + grid[i][j - 1] + grid[i][j + 1]
            grid[i][j] = omega * near + (1 - omega) * grid[i][j]
    return grid
""",
        after="""\
def f(grid, omega):
    for i in range(1, len(grid) - 1):
        if type(grid) is list and type(i) is int and 0 <= i < len(grid) and 0 <= i - 1 < len(grid) and 0 <= i + 1 < len(grid) and type(grid[0]) is list and type(grid[i]) is list and len(grid[i]) > 0 and type(grid[i][0]) is not list:
            _grid_i_row = grid[i]
            _grid_i_row1 = grid[i - 1]
            _grid_i_row2 = grid[i + 1]
            for j in range(1, len(grid[0]) - 1):
                # the four sides
                near = _grid_i_row1[j] + _grid_i_row2[j] + _grid_i_row[j - 1] + _grid_i_row[j + 1]
                _grid_i_row[j] = omega * near + (1 - omega) * _grid_i_row[j]
        else:
            for j in range(1, len(grid[0]) - 1):
                # the four sides
                near = grid[i - 1][j] + grid[i + 1][j] + grid[i][j - 1] + grid[i][j + 1]
                grid[i][j] = omega * near + (1 - omega) * grid[i][j]
    return grid
""",
        calls=('f([[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 8, 7, 5], [1, 2, 3, 4]], 0.5)', 'f([[1], [2]], 1)', 'f(((1, 2, 3),) * 3, 1)', 'f([[1, 2, 3], [1], [2]], 1)', "f([[1, 2, 3], [1, 2, None], [1, 2, 'a']], 0.5)", 'f({0: [1, 2, 3], 1: [4, 5, 6], 2: [7, 8, 9]}, 2)', '(lambda r: f([r, r, r], 1))([1, 2, 3, 4])'),
    ),
    Example(
        before="""\
def f(a, b, n):
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            total = 0
            for k in range(n):
                total += a[i][k] * b[k][j]
            c[i][j] = total
    return c
""",
        after="""\
def f(a, b, n):
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            total = 0
            if type(a) is list and type(i) is int and 0 <= i < len(a):
                _a_i_row = a[i]
                for k in range(n):
                    total += _a_i_row[k] * b[k][j]
            else:
                for k in range(n):
                    total += a[i][k] * b[k][j]
            c[i][j] = total
    return c
""",
        calls=('f([[1, 2], [3, 4]], [[0.5, -0.0], [1, 1]], 2)', 'f([], [], 0)', 'f([[1]], [[1]], 2)', "f(((1, 2), (3, 4)), [[1, 2], [3, 'a']], 2)", 'f(None, None, 1)'),
    ),
    Example(
        before="""\
def f(table, i, names, out):
    n = 0
    while n < len(names):
        out[n] = table[i][names[n]]
        n += 1
    return out
""",
        after="""\
def f(table, i, names, out):
    n = 0
    if type(table) is list and type(i) is int and 0 <= i < len(table) and type(table[0]) is list and (type(out) is dict or type(out) is list and len(out) > 0 and type(out[0]) is not list):
        _table_i_row = table[i]
        while n < len(names):
            out[n] = _table_i_row[names[n]]
            n += 1
    else:
        while n < len(names):
            out[n] = table[i][names[n]]
            n += 1
    return out
""",
        calls=('f([[1, 2], [3, 4]], 1, [0, 1], [0, 0])', 'f([[1, 2], [3, 4]], -1, [0, 1], {})', 'f([[1, 2]], 1, [], [])', "f([{'a': 1}], 0, ('a',), [0])", '(lambda t: (f(t, 0, [0], t), len(t)))([[5], 1])', "f([{'a': 1}], True, ['a'], [0])"),
    ),
    Example(
        before="""\
class Picture:
    def __init__(self, rows, width):
        self.rows = rows
        self.width = width

    def blurred(self, i):
        line = []
        for j in range(1, self.width - 1):
            line.append(self.rows[i - 1][j] + self.rows[i][j - 1] + self.rows[i][j] * 2)
        return line


class Odd(Picture):
    @property
    def width(self):
        print("width")
        return 3

    @width.setter
    def width(self, value):
        pass


class Bare(Picture):
    def __init__(self):
        self.width = 1


def f(rows, i, kind=Picture):
    return kind(rows, 4).blurred(i), rows
""",
        after="""\
class Picture:
    def __init__(self, rows, width):
        self.rows = rows
        self.width = width

    def blurred(self, i):
        line = []
        if type(self) is Picture and hasattr(self, 'rows') and type(self.rows) is list and type(line) is list and type(i) is int and 0 <= i - 1 < len(self.rows) and 0 <= i < len(self.rows):
            _rows_i_row = self.rows[i - 1]
            _rows_i_row1 = self.rows[i]
            for j in range(1, self.width - 1):
                line.append(_rows_i_row[j] + _rows_i_row1[j - 1] + _rows_i_row1[j] * 2)
        else:
            for j in range(1, self.width - 1):
                line.append(self.rows[i - 1][j] + self.rows[i][j - 1] + self.rows[i][j] * 2)
        return line


class Odd(Picture):
    @property
    def width(self):
        print("width")
        return 3

    @width.setter
    def width(self, value):
        pass


class Bare(Picture):
    def __init__(self):
        self.width = 1


def f(rows, i, kind=Picture):
    return kind(rows, 4).blurred(i), rows
""",
        function="Picture.blurred",
        calls=('f([[1, 2, 3, 4], [5, 6, 7, 8]], 1)', 'f([[1, 2, 3, 4], [5, 6, 7, 8]], 0)', 'f([[1, 2, 3, 4], [5, 6, 7, 8]], -1)', 'f([[1, 2, 3, 4], [5, 6]], 1)', 'f([[1, 2, 3, 4], [5, 6, 7, 8]], 1, Odd)', 'f([], 1)', 'f(None, 1)', "f(['abcd', 'efgh'], 1)", 'f([(1, 2, 3), [4, 5, 6]], 1)', "f([[1, 2, 3, 4], [5, 6, 7, 'a']], True)", 'Bare().blurred(1)', 'f({0: [1, 2, 3, 4], 1: [5, 6, 7, 8]}, 1)',),
    ),
)

REFUSALS = (
    Refusal(
        code='import weakref\n\n\ndef f(t, i):\n    s = 0\n    for j in range(3):\n        s += t[i][j]\n    seen = weakref.ref(t[i])\n    t.clear()\n    return s, seen()\n',
        reason='The name of the row would keep it.',
    ),
    Refusal(
        code='def f(t, i, g):\n    for j in range(3):\n        g(t[i][j])\n',
        reason='An unknown call may change the table.',
    ),
    Refusal(
        code='def f(t, i):\n    for j in range(3):\n        t[j] = t[i][j]\n',
        reason='The loop writes to the table itself.',
    ),
    Refusal(
        code='def f(t, i):\n    for j in range(3):\n        i = t[i][j]\n    return i\n',
        reason='The index changes in the loop.',
    ),
    Refusal(
        code='def f(t, i):\n    for j in range(3):\n        print(t[i])\n',
        reason='The row is handed out, and only once.',
    ),
    Refusal(
        code='def f(t, i, items):\n    total = 0\n    for j in items():\n        total += t[i][j]\n    return total\n',
        reason='A generator may change the table between its items.',
    ),
    Refusal(
        code='def f(t, i, o):\n    for j in range(3):\n        o.x = t[i][j]\n',
        reason='Setting an attribute may run code.',
    ),
    Refusal(
        code='def f(t, i, u):\n    for j in range(3):\n        u.rows[j] = t[i][j]\n',
        reason="What is written to can't be asked before.",
    ),
    Refusal(
        code='def f(t, i):\n    for j in range(3):\n        yield t[i][j]\n',
        reason='While the generator waits anybody may change the table.',
    ),
    Refusal(
        code='def f(t, i):\n    for j in range(3):\n        t[i][j] *= 0\n',
        reason='`*=` may empty a list that is an item.',
    ),
    Refusal(
        code='def f(t, i, s):\n    for j in range(3):\n        del s[0]\n        print(t[i][j])\n',
        reason='Something is deleted meanwhile.',
    ),
    Refusal(
        code="""\
class Picture:
    @property
    def rows(self):
        print("rows")
        return [[1, 2], [3, 4]]

    def line(self, i):
        return self.rows


def f(picture, i, n):
    total = 0
    for j in range(n):
        total += picture.rows[i][j]
    return total
""",
        reason='who knows what reading the attribute does',
    ),
    Refusal(
        code="""\
class Picture:
    @property
    def rows(self):
        return [[1, 2], [3, 4]]

    def line(self, i):
        total = 0
        for j in range(2):
            total += self.rows[i][j]
        return total
""",
        reason='the attribute is worked out each time',
        function="Picture.line",
    ),
    Refusal(
        code="""\
class Picture:
    def line(self, i, made):
        for j in range(2):
            made.append(self.rows[i][j])
            made = self.other
""",
        reason='another list may be meant each time',
        function="Picture.line",
    ),
    Refusal(
        code="""\
class Picture:
    def line(self, i):
        total = 0
        for j in range(2):
            total += self.rows[i][j]
            self.rows = self.rows[::-1]
        return total
""",
        reason='the loop puts another table there',
        function="Picture.line",
    ),
)
