# ruff: noqa: E501  # code in one piece, as it is read
"""Examples of ``recursive-generator-to-stack``."""

from __future__ import annotations

from ouroboros.operators.contract import Example

EXAMPLES = (
    Example(
        before="""\
def visit(node, depth):
    if node is None:
        return
    yield from visit(node[0], depth + 1)
    name = "-" * depth + str(node[1])
    yield name
    yield from visit(node[2], depth + 1)
    yield name.upper()


def f(node):
    return list(visit(node, 0))
""",
        after="""\
def visit(node, depth):
    _stack = []
    _at = 0
    name = None
    while True:
        if _at < 1:
            if node is None:
                if not _stack:
                    return
                depth, name, node, _at = _stack.pop()
                continue
            if len(_stack) < 64:
                _stack.append((depth, name, node, 1))
                node, depth = node[0], depth + 1
                _at = 0
                continue
            yield from visit(node[0], depth + 1)
        if _at < 2:
            name = '-' * depth + str(node[1])
            yield name
            if len(_stack) < 64:
                _stack.append((depth, name, node, 2))
                node, depth = node[2], depth + 1
                _at = 0
                continue
            yield from visit(node[2], depth + 1)
        yield name.upper()
        if not _stack:
            return
        depth, name, node, _at = _stack.pop()


def f(node):
    return list(visit(node, 0))
""",
        function="visit",
        calls=('f(None)', "f((None, 'a', None))", "f(((None, 'b', None), 'a', [(None, 'd', None), 'c', None]))", 'f((None, 1))', 'f((5, 1, 2))', "f(((None, 'b'), 'a', None))",),
    ),
    Example(
        before="""\
def values(items, path=()):
    if isinstance(items, list):
        for n, item in enumerate(items):
            yield from values(item, (*path, n))
    elif isinstance(items, dict):
        yield "dict"
        for key, item in items.items():
            if key == "stop":
                break
            yield from values(item, (*path, key))
    elif isinstance(items, tuple):
        yield from values(items[0], path)
    else:
        yield path, items
        return
    yield "end"


def f(items):
    return list(values(items))
""",
        after="""\
def values(items, path=()):
    _stack = []
    _at = 0
    _children1 = None
    _children2 = None
    while True:
        if _at < 1:
            if isinstance(items, list):
                _children1 = iter(enumerate(items))
                _at = 1
            else:
                if isinstance(items, dict):
                    yield 'dict'
                    _children2 = iter(items.items())
                    _at = 2
                else:
                    if isinstance(items, tuple):
                        if len(_stack) < 64:
                            _stack.append((path, _children1, _children2, 3))
                            items, path = items[0], path
                            _at = 0
                            continue
                        yield from values(items[0], path)
                    else:
                        yield (path, items)
                        if not _stack:
                            return
                        path, _children1, _children2, _at = _stack.pop()
                        continue
        if _at == 1:
            for (n, item) in _children1:
                if len(_stack) < 64:
                    _stack.append((path, _children1, _children2, 1))
                    items, path = item, (*path, n)
                    _at = 0
                    break
                yield from values(item, (*path, n))
            if not _at:
                continue
        if _at == 2:
            for (key, item) in _children2:
                if key == 'stop':
                    break
                if len(_stack) < 64:
                    _stack.append((path, _children1, _children2, 2))
                    items, path = item, (*path, key)
                    _at = 0
                    break
                yield from values(item, (*path, key))
            if not _at:
                continue
        yield 'end'
        if not _stack:
            return
        path, _children1, _children2, _at = _stack.pop()


def f(items):
    return list(values(items))
""",
        function="values",
        calls=('f(3)', "f([1, [2, {3: 4, 'stop': 5, 6: 7}], (8,)])", 'f(())', 'f({})', 'f([])', 'f({1: {2: [3]}, 4: ((5,),)})', 'f([(), 1])',),
    ),
    Example(
        before="""\
class Node:
    def __init__(self, left, value, right):
        self.left = left
        self.value = value
        self.right = right

    def __iter__(self):
        "In order."
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


class Loud(Node):
    def __iter__(self):
        yield "loud"
        yield from super().__iter__()


def f(depth, kind=Node):
    tree = None
    for n in range(depth):
        tree = Node(tree, n, None) if n % 2 else kind(None, -n, tree)
    return tree


def lazily(tree):
    seen = []
    for item in tree:
        seen.append(item)
        if len(seen) == 3 and type(tree) is Node:
            tree.right = Node(None, "late", 5)
    return seen
""",
        after="""\
class Node:
    def __init__(self, left, value, right):
        self.left = left
        self.value = value
        self.right = right

    def __iter__(self):
        "In order."
        _stack = []
        _at = 0
        _depth = 64
        while True:
            if _at < 1:
                if self.left:
                    _child = self.left
                    if type(_child) is Node and _depth:
                        _stack.append((self, _depth))
                        self = _child
                        _depth -= 1
                        _at = 0
                        continue
                    yield from _child
            yield self.value
            if self.right:
                _child = self.right
                if type(_child) is Node and _depth:
                    self = _child
                    _depth -= 1
                    _at = 0
                    continue
                yield from _child
            if not _stack:
                return
            self, _depth = _stack.pop()
            _at = 1


class Loud(Node):
    def __iter__(self):
        yield "loud"
        yield from super().__iter__()


def f(depth, kind=Node):
    tree = None
    for n in range(depth):
        tree = Node(tree, n, None) if n % 2 else kind(None, -n, tree)
    return tree


def lazily(tree):
    seen = []
    for item in tree:
        seen.append(item)
        if len(seen) == 3 and type(tree) is Node:
            tree.right = Node(None, "late", 5)
    return seen
""",
        function="Node.__iter__",
        calls=('list(f(0) or ())', 'list(f(9))', 'list(f(150))', 'list(f(7, Loud))', "list(Loud(f(3), 'x', f(2, Loud)))", 'list(Node([1, 2], 3, (4,)))', 'list(Node(5, 3, None))', "list(Node(None, 3, 'ab'))", 'lazily(Node(Node(None, 1, None), 2, Node(None, 3, None)))', 'lazily(Node(Node(None, 1, None), 2, None))', '[next(iter(f(5))), iter(f(5)).close()]', 'list(Node(iter([1]), 2, Node({}, 3, {4: 5})))',),
    ),
    Example(
        before="""\
class Folder:
    def __init__(self, name, folders=()):
        self.name = name
        self.folders = folders

    def lines(self, prefix="", depth=0):
        if depth > 3:
            return
        yield f"{prefix}{self.name}"
        count = 0
        for folder in self.folders:
            if folder is None:
                continue
            count += 1
            yield from folder.lines(prefix + "  ", depth=depth + 1)
        yield prefix + str(count)


class Hidden(Folder):
    def lines(self, prefix="", depth=0):
        yield prefix + "?"


def f(folders, prefix=""):
    return list(Folder("top", folders).lines(prefix))
""",
        after="""\
class Folder:
    def __init__(self, name, folders=()):
        self.name = name
        self.folders = folders

    def lines(self, prefix="", depth=0):
        _stack = []
        _at = 0
        while True:
            if _at < 1:
                if depth > 3:
                    if not _stack:
                        return
                    count, depth, prefix, _children = _stack.pop()
                    _at = 1
                    continue
                yield f'{prefix}{self.name}'
                count = 0
                _children = iter(self.folders)
                _at = 1
            for folder in _children:
                if folder is None:
                    continue
                count += 1
                if type(folder) is Folder and len(_stack) < 64:
                    _stack.append((count, depth, prefix, _children))
                    self, prefix, depth = folder, prefix + '  ', depth + 1
                    _at = 0
                    break
                yield from folder.lines(prefix + '  ', depth=depth + 1)
            if not _at:
                continue
            yield (prefix + str(count))
            if not _stack:
                return
            count, depth, prefix, _children = _stack.pop()
            _at = 1


class Hidden(Folder):
    def lines(self, prefix="", depth=0):
        yield prefix + "?"


def f(folders, prefix=""):
    return list(Folder("top", folders).lines(prefix))
""",
        function="Folder.lines",
        calls=('f([])', "f([Folder('a', [Folder('b')]), None, Hidden('c'), Folder('d')])", "f([Folder('a', [Folder('b', [Folder('c', [Folder('d')])])])])", "f((Folder(n) for n in 'ab'), '-')", "f([Folder('a'), 3])", 'f(3)', "f([Folder('a')], None)", "f([Folder('a', [None, Hidden('x', [Folder('y')])])], '>')", "[line for line in Folder('n').lines(depth=4)]",),
    ),
    Example(
        before="""\
def flat(items):
    for item in items:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item


def f(items):
    return list(flat(items))


def head(items, n):
    found = flat(items)
    return [next(found, None) for _ in range(n)], found.close()
""",
        after="""\
def flat(items):
    _stack = []
    _at = 0
    while True:
        if _at < 1:
            _children = iter(items)
            _at = 1
        for item in _children:
            if isinstance(item, list):
                if len(_stack) < 64:
                    _stack.append(_children)
                    items = item
                    _at = 0
                    break
                yield from flat(item)
            else:
                yield item
        if not _at:
            continue
        if not _stack:
            return
        _children = _stack.pop()
        _at = 1


def f(items):
    return list(flat(items))


def head(items, n):
    found = flat(items)
    return [next(found, None) for _ in range(n)], found.close()
""",
        function="flat",
        calls=('f([])', "f([1, [2, [3, [], [[4]]], (5, [6])], 'ab'])", "f('abc')", 'f(5)', 'head([1, [2, [3, 4]], 5], 3)', 'head([], 2)', '[item for n in [[[1]]] * 3 for item in flat(n)]', 'f({1: [2]})', "next(flat([[[[]]]]), 'none')",),
    ),
)
