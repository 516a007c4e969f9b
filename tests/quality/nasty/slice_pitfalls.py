"""Things that are consumed from the front while others hold them, or that are no plain sequences."""


def tokens(text):
    found = []
    while text:
        if text[0].isspace():
            text = text[1:]
        elif text.startswith(("<=", ">=")):
            token, text = text[:2], text[2:]
            found.append(token)
        elif text[0] == '"':
            end = text.find('"', 1)
            if end < 0:
                break
            found.append(text[1:end])
            text = text[end + 1 :]
        else:
            found.append(text[0])
            text = text[1:]
    return found


def fields(line, mark):
    parts = []
    while len(line) > 0:
        at = line.find(mark)
        if at == -1:
            break
        parts.append(line[:at])
        line = line[at + len(mark) :]
    return parts, line


def words(line):
    parts = []
    for _ in range(len(line)):
        if not line:
            break
        at = line.index(" ")
        parts, line = parts + [line[:at]], line[at + 1 :]
    return parts, line


def backwards(rest, step):
    seen = []
    for _ in range(4):
        seen.append((rest[-1], len(rest)))
        rest = rest[step:]
    return seen, rest


class Last:
    """Has a last item, and no length."""

    def __getitem__(self, at):
        return self if isinstance(at, slice) else at


def lasts(rest):
    seen = []
    for _ in range(3):
        seen.append(rest[-1])
        rest = rest[1:]
    return seen


def shared(items, change):
    total = []
    while items:
        total.append(items[0])
        change()
        items = items[1:]
        if len(total) > 6:
            break
    return total


def growing(items):
    total = 0
    while items and total < 50:
        first = items[0]
        items.append(first + 1)
        items = items[1:]
        if first % 2:
            items.extend([first + 2])
        total += first
    return total, items


def caught(items):
    seen = []
    while len(items) > 0 and len(seen) < 12:
        try:
            seen.append(10 // items[0])
            items = items[items[1] :]
        except (ZeroDivisionError, TypeError, IndexError) as error:
            seen.append(str(error))
            items = items[1:]
    return seen, items


def cut(items, low, high):
    seen = []
    for _ in range(3):
        seen.append(items[low:high])
        items = items[1:]
    return seen, items


def outer(rows):
    out = []
    for row in rows:
        while row:
            out.append(row[0])
            row = row[2:]
        out.append(row)
    return out


def lazy(text):
    while text:
        yield text[0]
        text = text[2:]


class Part(list):
    def __getitem__(self, at):
        return Part(list.__getitem__(self, at)) if isinstance(at, slice) else list.__getitem__(self, at)


class Kept:
    """Hands out the same list again and again."""

    def __init__(self, items):
        self.items = items

    def __getitem__(self, at):
        return self.items if isinstance(at, slice) else self.items[at]

    def __len__(self):
        return len(self.items)


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Word(str):
    def __getitem__(self, at):
        return Word(str.__getitem__(self, at).upper())


def keeping():
    items = [1, 2, 3]
    return shared(Kept(items), lambda: items.append(len(items)) if len(items) < 8 else None), items


def changing(how):
    items = [1, 2, 3, 4]
    return shared(items, lambda: how(items)), items


PROBES = [
    "tokens('a <= \"b c\" >= d')",
    "tokens('a \"b')",
    "tokens('')",
    "tokens(Word('ab c'))",
    "tokens(b'ab')",
    "tokens(['a', ' ', 'b'])",
    "tokens(None)",
    "fields('a,b,,c', ',')",
    "fields('a--b--', '--')",
    "fields(b'a,b', b',')",
    "fields(b'a,b', ',')",
    "fields(['a'], ',')",
    "fields(Word('a,b,c'), ',')",
    "words('a bc d')",
    "words('a bc ')",
    "words('')",
    "words((1, ' ', 2))",
    "words([1, ' ', 2, ' '])",
    "backwards([1, 2, 3, 4, 5, 6], 1)",
    "backwards([1, 2, 3], 1)",
    "backwards([1, 2, 3], -2)",
    "backwards('abcdef', None)",
    "backwards('abcdef', Index(1))",
    "backwards('abcdef', 'x')",
    "backwards((1, 2, 3, 4, 5), 0)",
    "backwards('abc', 10**30)",
    "changing(lambda items: items.append(9) if len(items) < 9 else None)",
    "lasts(Last())",
    "lasts([1, 2, 3, 4])",
    "lasts([1, 2])",
    "lasts('ab')",
    "changing(lambda items: items.clear())",
    "changing(lambda items: items.reverse())",
    "keeping()",
    "(lambda items: (growing(items), items))([1, 2])",
    "growing((1, 2))",
    "growing([])",
    "caught([5, 1, 0, 3, 'a', 2])",
    "caught((5, 1, 0, 2))",
    "caught([2, 1.5, 3, 1])",
    "cut([1, 2, 3, 4, 5], 1, 3)",
    "cut([1, 2, 3, 4, 5], -2, None)",
    "cut('abcde', None, -1)",
    "cut('abcde', 3, 1)",
    "cut((1, 2), 0, 10**30)",
    "cut([1, 2, 3], Index(1), 'x')",
    "cut(Part([1, 2, 3]), 0, 2)",
    "type(cut(Part([1, 2, 3]), 0, 2)[1]).__name__",
    "outer([[1, 2, 3], 'abcd', (), (1,)])",
    "outer([[1], 5])",
    "list(lazy('abcde'))",
    "list(lazy([1, 2, 3]))",
]
