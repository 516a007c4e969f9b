# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``inline-item-access``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
    Example(
        before="""\
class Field:
    def __init__(self, width, height, start=0.5):
        self.width = width
        self.height = height
        self.data = [start] * (width * height)

    def _at(self, x, y):
        return y * self.width + x

    def __getitem__(self, place):
        return self.data[self._at(*place)]

    def __setitem__(self, place, value):
        self.data[self._at(*place)] = value


class Counted(Field):
    reads = 0

    def __getitem__(self, place):
        Counted.reads += 1
        return super().__getitem__(place)


def f(field, rounds, weight, dx=1):
    for _ in range(rounds):
        for y in range(1, field.height - 1):
            for x in range(1, field.width - 1):
                field[x, y] = weight * (field[x, y - 1] + field[x, y + 1] + field[x - dx, y])
                field[x, y] += weight
        print(sum(field[x, 0] for x in range(field.width)), field[0, 0])
    return field.data
""",
        after="""\
class Field:
    def __init__(self, width, height, start=0.5):
        self.width = width
        self.height = height
        self.data = [start] * (width * height)

    def _at(self, x, y):
        return y * self.width + x

    def __getitem__(self, place):
        return self.data[self._at(*place)]

    def __setitem__(self, place, value):
        self.data[self._at(*place)] = value


class Counted(Field):
    reads = 0

    def __getitem__(self, place):
        Counted.reads += 1
        return super().__getitem__(place)


def f(field, rounds, weight, dx=1):
    if type(field) is Field and type(dx) is int:
        for _ in range(rounds):
            for y in range(1, field.height - 1):
                for x in range(1, field.width - 1):
                    field.data[y * field.width + x] = weight * (field.data[(y - 1) * field.width + x] + field.data[(y + 1) * field.width + x] + field.data[y * field.width + (x - dx)])
                    field.data[y * field.width + x] += weight
            print(sum(field.data[0 * field.width + x] for x in range(field.width)), field.data[0 * field.width + 0])
    else:
        for _ in range(rounds):
            for y in range(1, field.height - 1):
                for x in range(1, field.width - 1):
                    field[x, y] = weight * (field[x, y - 1] + field[x, y + 1] + field[x - dx, y])
                    field[x, y] += weight
            print(sum(field[x, 0] for x in range(field.width)), field[0, 0])
    return field.data
""",
        calls=('f(Field(4, 4), 2, 0.25)', 'f(Field(0, 0), 2, 0.25)', 'f(Field(5, 3), 1, 2)', "f(Field(3, 3, 'a'), 1, 2)", 'f(Counted(4, 4), 1, 0.5)', 'f(Field(4, 3), 1, 0.5, -1)', 'f(Field(4, 3), 1, 0.5, 1.0)', 'f(Field(4, 3), 1, 0.5, 70)', 'f(Field(4, 3), 1, 0.5, True)', 'f(Field(3, 3, [1]), 1, 2)', 'f(Field(3, 3), 1, None)', 'f(3, 1, 2)', 'f([], 0, 2)',),
    ),
    Example(
        before="""\
class Rows:
    "A table of rows."

    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, place):
        "One item."
        i, j = place
        return self.rows[i][j]

    def __setitem__(self, place, value):
        i, j = place
        self.rows[i][j] = value

    def get(self, i, j):
        return self.rows[i][j] if self.inside(i, j) else None

    def inside(self, i, j):
        return 0 <= i < len(self.rows) and 0 <= j < len(self.rows[0])

    def around(self, i, j):
        found = []
        for di in (-1, 0, 1):
            for dj in range(-1, 2):
                found.append(self.get(i, j + dj))
                found.append(self[i, j])
        return found


class Shifted(Rows):
    def inside(self, i, j):
        return i == j


def f(rows, i, j, kind=Rows):
    return kind(rows).around(i, j)
""",
        after="""\
class Rows:
    "A table of rows."

    def __init__(self, rows):
        self.rows = rows

    def __getitem__(self, place):
        "One item."
        i, j = place
        return self.rows[i][j]

    def __setitem__(self, place, value):
        i, j = place
        self.rows[i][j] = value

    def get(self, i, j):
        return self.rows[i][j] if self.inside(i, j) else None

    def inside(self, i, j):
        return 0 <= i < len(self.rows) and 0 <= j < len(self.rows[0])

    def around(self, i, j):
        found = []
        if type(self) is Rows and type(j) is int:
            for di in (-1, 0, 1):
                for dj in range(-1, 2):
                    found.append((self.rows[i][j + dj] if 0 <= i < len(self.rows) and 0 <= j + dj < len(self.rows[0]) else None))
                    found.append(self.rows[i][j])
        else:
            for di in (-1, 0, 1):
                for dj in range(-1, 2):
                    found.append(self.get(i, j + dj))
                    found.append(self[i, j])
        return found


class Shifted(Rows):
    def inside(self, i, j):
        return i == j


def f(rows, i, j, kind=Rows):
    return kind(rows).around(i, j)
""",
        function="Rows.around",
        calls=('f([[1, 2], [3, 4]], 0, 0)', 'f([[1, 2], [3, 4]], 1, 1, Shifted)', 'f([], 0, 0)', 'f([[1]], 0.0, 0)', 'f([[1, 2]], True, False)', "f('ab', 0, 0)", 'f([[1], []], 1, 0)', "f({0: 'xyz'}, 0, 1)",),
    ),
    Example(
        before="""\
class Board:
    def __init__(self):
        self.cells = {}

    def __getitem__(self, place):
        return self.cells[place]

    def __setitem__(self, place, piece):
        self.cells[place[0], place[1]] = piece


def f(n, board=None):
    board = board or Board()
    k = 0
    while k < n:
        board[k, 0] = k
        board[0, 1] = board[k, 0]
        k += 1
    return board.cells
""",
        after="""\
class Board:
    def __init__(self):
        self.cells = {}

    def __getitem__(self, place):
        return self.cells[place]

    def __setitem__(self, place, piece):
        self.cells[place[0], place[1]] = piece


def f(n, board=None):
    board = board or Board()
    k = 0
    if type(board) is Board:
        while k < n:
            board.cells[k, 0] = k
            board.cells[0, 1] = board.cells[k, 0]
            k += 1
    else:
        while k < n:
            board[k, 0] = k
            board[0, 1] = board[k, 0]
            k += 1
    return board.cells
""",
        calls=('f(0)', 'f(3)', 'f(2, {})', 'f(2, {5: 6})', 'f(-1)', 'f(1.5)',),
    ),
)
REFUSALS = (
    Refusal(
        code="""\
class Field:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, place):
        return self.data[place[0]][place[1]]


def f(field, n):
    for x in range(n):
        field = Field(field[x, 0])
    return field
""",
        reason='another object each time',
    ),
    Refusal(
        code="""\
class Field:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, place):
        return self.data[place[0]][place[1]]


def f(field, places):
    return [field[place] for place in places]
""",
        reason='no loop statement, and a place that is not written down as a pair',
    ),
    Refusal(
        code="""\
class Field:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, place):
        return self.data[place[0]][place[1]]


def f(field, n, step):
    total = 0
    for x in range(n):
        step = step + x
        total += field[step * 2, 0]
    return total
""",
        reason='the index may be anything, and its sum may do anything, once',
    ),
    Refusal(
        code="""\
class Field:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, place):
        return self.data[place[0]][place[1]]


def other():
    Field.__getitem__ = lambda self, place: 1


def f(field, n):
    return [field[x, 0] for x in range(n) for y in range(n)] and [field[0, 0] for _ in range(n)]
""",
        reason='the method is replaced somewhere',
    ),
    Refusal(
        code="""\
class Field:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, place):
        print(place)
        return self.data[place[0]]


def f(field, n):
    for x in range(n):
        field[x, 0]
""",
        reason='the method does more than work out one expression',
    ),
    Refusal(
        code="""\
class Field:
    def __getattr__(self, name):
        return []

    def __getitem__(self, place):
        return self.data[place[0]]


def f(field, n):
    for x in range(n):
        field[x, 0]
""",
        reason='the class looks attributes up its own way',
    ),
    Refusal(
        code="""\
class Field:
    def __init__(self, data):
        self.data = data

    def __getitem__(self, place):
        return self.data[place[0]][place[1]]


def f(field, n):
    made = []
    for x in range(n):
        made.append(lambda: field[n, 0])
        made.append((field[n, y] for y in range(n)))
    return made
""",
        reason='looked up later, when the name may mean another object',
    ),
    Refusal(
        code="""\
class Field:
    def __getitem__(self, place):
        x, y = place
        return self.rows[x][y]


def f(field, n):
    for x in range(n):
        field[x, 0, 1]
        field[x]
""",
        reason='the pair is none: it fails in words of its own',
    ),
    Refusal(
        code="""\
def at(field, x):
    return field


class Field:
    def __getitem__(self, place):
        return at(self, place)


def f(field, n):
    for x in range(n):
        field[x]
""",
        reason='what is called could be anything',
    ),
    Refusal(
        code="""\
class Field:
    def __getitem__(self, place):
        return self.rows[place[0][0]] if place is not self else 0


def f(field, n):
    for x in range(n):
        field[0, x]
        field[7]
""",
        reason='the compiler warns of a constant that is looked into, and of one whose identity is asked for',
    ),
)
