"""Text and lists that grow while somebody else looks on, or by pieces that are no plain text."""


class Shout(str):
    def __add__(self, other):
        return Shout(str(self) + str(other).upper())

    def __radd__(self, other):
        return Shout("r" + str(other) + str(self))


class Format:
    def __init__(self, text):
        self.text = text

    def __format__(self, how):
        return self.text

    def __str__(self):
        return self.text


def joined(parts):
    text = ""
    for part in parts:
        text += f"{part}, "
    return text


def single(parts):
    text = ""
    for part in parts:
        text += f"{part}"
    return text


def plain(parts):
    text = ""
    for part in parts:
        text += part
    return text


def prefixed(parts):
    text = ""
    for part in parts:
        text = part + text
    return text


def looked(parts):
    text = ""
    seen = []
    for part in parts:
        text += f"{part}-"
        seen.append(len(text))
    return text, seen


def broken(parts):
    text = ""
    try:
        for part in parts:
            text += f"{10 // part};"
    except ZeroDivisionError:
        text += "!"
    return text


def broken_outside(parts, out):
    text = ""
    for part in parts:
        text += f"{10 // part};"
        out.append(part)
    return text


def left_early(parts):
    text = ""
    for part in parts:
        if part is None:
            return text
        text += f"{part}."
        if part == "x":
            break
    else:
        text += "end"
    return text


def grown(parts):
    xs = []
    for part in parts:
        xs = xs + [part]
    return xs


def grown_kept(parts):
    xs = []
    kept = []
    for part in parts:
        kept.append(xs)
        xs = xs + [part]
    return kept


def grown_alias(parts):
    xs = ys = []
    for part in parts:
        xs = xs + [part]
    return xs, ys


def grown_default(parts, xs=[]):
    for part in parts:
        xs = xs + [part]
    return xs


def grown_self(parts):
    xs = [1]
    for part in parts:
        xs = xs + [len(xs), xs]
    return len(xs), len(xs[2])


def grown_yield(parts):
    xs = []
    for part in parts:
        xs = xs + [part]
        yield xs


def flat(lists):
    return sum(lists, [])


def flat_start(lists, start):
    return sum(lists, start)


class Adder:
    def __radd__(self, other):
        other.append("radd")
        return other


class Page:
    def __init__(self):
        self.text = ""

    def write(self, rows):
        for row in rows:
            self.text += f"{row}\n"
            self.text = self.text + "."
        return self.text

    def write_sums(self, rows):
        for one, other in rows:
            try:
                self.text += (one)+(other)
            except TypeError as error:
                self.text += "?"
            else:
                self.text = self.text + "," + (one or other)
        return self.text

    def write_lines(self, table, width):
        while table:
            row = table.pop()
            for cell in row:
                if cell:
                    self.text = (
                        self.text
                        + f"{cell:>{width}}"
                        + " | "
                    )
            self.text += "\n"
        return self.text

    def write_seen(self, rows):
        for row in rows:
            self.text += row.say(self)
        return self.text


class Counted:
    def __init__(self):
        self.writes = 0
        self.kept = ""

    @property
    def text(self):
        return self.kept

    @text.setter
    def text(self, value):
        self.writes += 1
        self.kept = value


class Row:
    def say(self, page):
        return f"{len(page.text)},"


def counted(rows):
    page = Counted()
    return Page.write(page, rows), page.writes


def page_failing(rows):
    page = Page()
    try:
        page.write(rows)
    except Exception as error:
        return type(error).__name__, page.text
    return page.text


def sums_failing(rows):
    page = Page()
    try:
        page.write_sums(rows)
    except Exception as error:
        return type(error).__name__, str(error), page.text
    return page.text


def lines_failing(table, width):
    page = Page()
    try:
        page.write_lines(table, width)
    except Exception as error:
        return type(error).__name__, str(error), page.text, table
    return page.text


class Bad:
    def __format__(self, how):
        raise ValueError("bad")


def after(parts):
    out = []
    try:
        broken_outside(parts, out)
    except ZeroDivisionError as error:
        return str(error), out
    return out


PROBES = [
    "joined(['a', Shout('b'), 3, Format('z')])",
    "joined([])",
    "type(single([Shout('a')])).__name__, single([Shout('a'), 'b'])",
    "type(plain([Shout('a')])).__name__, plain([Shout('a'), 'b'])",
    "plain(['a', 3])",
    "plain([b'a'])",
    "type(prefixed([Shout('a')])).__name__, prefixed([Shout('a'), 'b', Shout('c')])",
    "prefixed(['a', 3])",
    "prefixed([3])",
    "prefixed([[1]])",
    "prefixed(iter('abc'))",
    "looked(['a', 'b'])",
    "broken([1, 2, 0, 3])",
    "after([1, 2, 0, 3])",
    "left_early(['a', 'x', 'b'])",
    "left_early(['a', None, 'b'])",
    "left_early(['a', 'b'])",
    "grown([1, 2])",
    "grown_kept([1, 2])",
    "grown_alias([1, 2])",
    "grown_default([1]), grown_default([2])",
    "grown_default([2], (1,))",
    "grown_self([1, 2])",
    "list(grown_yield([1, 2]))",
    "flat([[1], [2, 3]])",
    "flat([[1], (2,)])",
    "flat([[1], 5])",
    "flat([Adder(), [1], Adder()])",
    "flat('ab')",
    "flat([])",
    "(lambda s: (flat_start([[1]], s), s))([0])",
    "Page().write(['a', 1])",
    "Page().write_seen([Row(), Row()])",
    "Page().write_sums([('a', 'b'), (1, 2), (1, 'x'), ('x', 1), ('', ''), ([1], [2])])",
    "sums_failing([('a', 'b'), ('', 3), ('c', 'd')])",
    "sums_failing([('a', 'b'), (1,), ('c', 'd')])",
    "sums_failing([('a', Shout('b')), (Shout('c'), 'd')])",
    "sums_failing(iter([('a', 'b')]))",
    "lines_failing([[1, 2], ['a', None, 'b']], 5)",
    "lines_failing([[1, 2], ['a', [1], 'b']], 5)",
    "lines_failing([[1, 2], 7, ['a']], 5)",
    "lines_failing([[1, 2], ['a']], 'x')",
    "counted(['a', 'b'])",
    "page_failing(['a', Bad(), 'c'])",
    "vars(Page())",
]
