"""Functions, methods and generators that look as if their statements could stand in the place of the call."""

heard = []


def counted(n):
    i = 0
    while i < n:
        i += 1
        yield i


def drawn(source):
    while True:
        yield next(source)


def keyed(table):
    for key in table:
        yield key, table[key]


def shrinking(items):
    for item in items:
        items = items[:1]
        yield item, len(items)


def bumped(x, by=1):
    if by == 0:
        return x
    x = x + by
    return x


def loud(x):
    heard.append(x)
    if x == 3:
        raise KeyError(x)
    return None


class Walker:
    def __init__(self, at):
        self.at = at

    def move(self, by):
        if by < 0:
            return False
        self.at = self.at + by
        return True

    def walk(self, steps):
        done = []
        for by in steps:
            if self.move(by):
                done.append(self.at)
        return done

    def places(self):
        for at in range(self.at):
            yield at, self.at

    def growing(self):
        found = []
        for at, far in self.places():
            self.at += 1
            found.append((at, far))
        return found, self.at


class Jumper(Walker):
    pass


class Counting(Walker):
    """Attribute reads are noticed."""

    @property
    def at(self):
        heard.append("at")
        return self.kept

    @at.setter
    def at(self, value):
        heard.append(("set", value))
        self.kept = value


def swapped(walker, other, steps):
    for by in steps:
        walker.move(by)
        walker, other = other, walker
    return walker.at, other.at


def counts(n):
    total = 0
    for i in counted(n):
        n = 1
        if i % 2:
            continue
        total += i
    return total, n


def taken(source, other):
    found = []
    try:
        for value in drawn(source):
            found.append(value)
            if value == 3:
                found.append(next(other))
    except RuntimeError as error:
        found.append((str(error), type(error.__cause__).__name__))
    return found


def changed(table):
    for key, value in keyed(table):
        table[value] = key
    return table


def shrunk(items):
    found = []
    for item, left in shrinking(items):
        items = None
        found.append((item, left))
    return found


def bumps(values):
    total = 0
    for value in values:
        value = bumped(value)
        total = total + bumped(value, by=total)
        if bumped(by=0, x=value):
            total += 1
    return total


def louder(values):
    heard.clear()
    told = []
    for value in values:
        try:
            told.append(loud(value))
        except KeyError as error:
            told.append(str(error))
    return told, list(heard)


def late(values):
    made = []
    for value in values:
        kept = bumped(value, 2)
        made.append(lambda: kept)
    return [make() for make in made]


def listened(function, *arguments):
    heard.clear()
    return function(*arguments), list(heard)


PROBES = [
    "counts(5)",
    "counts('a')",
    "taken(iter([1, 2]), iter([]))",
    "taken(iter([1, 3, 4]), iter([7]))",
    "taken(iter([1, 3, 4]), iter([]))",
    "changed({1: 1})",
    "changed({1: 2})",
    "shrunk([1, 2, 3])",
    "shrunk('ab')",
    "bumps([1, 2, 0])",
    "bumps([1, 'a'])",
    "bumps([-1, 0.5, True])",
    "louder([1, 3, 2])",
    "late([1, 2])",
    "Walker(1).walk([1, -1, 2])",
    "Jumper(1).walk([1, -1, 2])",
    "Walker('a').walk([1])",
    "listened(Counting(2).walk, [1, 2])",
    "Walker(3).growing()",
    "listened(Counting(3).growing)",
    "swapped(Walker(1), Jumper(2), [1, 2, 3])",
]
