"""Rows that change, rows that talk back and keys that are equal without being the same."""


class Row:
    def __init__(self, key, name):
        self.key = key
        self.name = name

    def __repr__(self):
        return f"Row({self.key!r}, {self.name!r})"


class Slots:
    __slots__ = ("key", "name")

    def __init__(self, key, name):
        self.key = key
        self.name = name


class Dynamic:
    asked = 0

    def __init__(self, key, name):
        self.name = name
        self.secret = key

    def __getattr__(self, name):
        if name != "key":
            raise AttributeError(name)
        Dynamic.asked += 1
        return self.secret


class Defaults(dict):
    def __missing__(self, key):
        return "made up"


def joined(wanted, rows):
    out = []
    for want in wanted:
        for row in rows:
            if row["key"] == want:
                out.append((want, row["name"]))
    return out


def joined_changing(wanted, rows):
    out = []
    for want in wanted:
        for row in rows:
            if row["key"] == want:
                out.append(row["name"])
                row["key"] = want + 1
    return out


def joined_renaming(wanted, rows):
    out = []
    for want in wanted:
        for row in rows:
            if row["key"] == want:
                out.append(row["name"])
                row["name"] = out
    return len(out)


def joined_swapping(wanted, rows):
    for want in wanted:
        for row in rows:
            if row["key"] == want:
                rows[0], rows[-1] = rows[-1], rows[0]
    return rows


def objects(wanted, rows):
    return [row.name for want in wanted for row in rows if row.key == want]


def objects_changing(wanted, rows):
    out = []
    for want in wanted:
        for row in rows:
            if row.key == want:
                out.append(row.name)
                row.key = 0
    return out


def objects_changed_by_call(wanted, rows, note):
    out = []
    for want in wanted:
        for row in rows:
            if row.key == want:
                out.append(row.name)
        note(want)
    return out


def exists(wanted, rows):
    return [any(row["key"] == want for row in rows) for want in wanted]


def none(wanted, rows):
    return [all(row["key"] != want for row in rows) for want in wanted]


def equal_objects(wanted, rows):
    return [row for want in wanted for row in rows if row == want]


def last_row(wanted, rows):
    row = None
    for want in wanted:
        for row in rows:
            if row["key"] == want:
                break
    return row


def first_match(wanted, rows):
    out = []
    for want in wanted:
        for row in rows:
            if row["key"] == want:
                out.append(row["name"])
                break
        else:
            out.append(None)
    return out


def positions(wanted, rows):
    return [place for want in wanted for place, row in enumerate(rows) if row == want]


def table(*keys, kind=dict):
    return [kind({"key": key, "name": place}) for place, key in enumerate(keys)]


def changing_note(rows):
    def note(want):
        rows[-1].key = want + 1

    return note


def noted(wanted, *keys):
    rows = [Row(key, place) for place, key in enumerate(keys)]
    return objects_changed_by_call(wanted, rows, changing_note(rows))


def dynamic(wanted, *keys):
    Dynamic.asked = 0
    return objects(wanted, [Dynamic(key, place) for place, key in enumerate(keys)]), Dynamic.asked


NAN = float("nan")
PROBES = [
    "joined([1, True, 1.0, 2], table(1, 1.0, True, 3))",
    "joined([NAN, float('nan')], table(NAN, 1))",
    "joined([-0.0], table(0, 0.0, -0.0, False))",
    "joined(['1', 1, b'1'], table('1', b'1', 1))",
    "joined([1], [{'name': 1}])",
    "joined([], [{'name': 1}])",
    "joined([1], [{'key': 1}])",
    "joined([1, 'made up'], [Defaults(name='d'), Defaults(key=1, name='e')])",
    "joined([1], [[1]])",
    "joined([[1]], table([1], 1))",
    "joined([1, 2], iter(table(1, 2)))",
    "joined([1, 2], {'key': 1})",
    "joined_changing([1, 2, 3], table(1, 2, 3))",
    "joined_renaming([1, 2, 2], table(1, 2, 2))",
    "joined_swapping([1, 2, 3], table(1, 2, 3))",
    "objects([1, 2], [Row(1, 'a'), Slots(2, 'b'), Row(2, 'c')])",
    "objects([1, 2], [Row(1, 'a'), object()])",
    "objects_changing([1, 1, 0], [Row(1, 'a'), Row(1, 'b'), Row(0, 'c')])",
    "noted([1, 2, 3], 1, 2, 9)",
    "dynamic([1, 2], 1, 2, 2)",
    "exists([1, 4, NAN], table(1, 2, NAN))",
    "none([1, 4, NAN], table(1, 2, NAN))",
    "none([1], [{}])",
    "equal_objects([1, True, 1.0], [1.0, 1, True])",
    "equal_objects([1], iter([1]))",
    "last_row([1, 2], table(1, 2, 3))",
    "last_row([7], table(1, 2, 3))",
    "first_match([1, 5, True], table(1, 2, 1))",
    "positions([1], [1.0, True])",
]
