# ruff: noqa: E501  # code in one piece, as it is read
"""Examples and refusals of ``recursive-generator-to-stack``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal

EXAMPLES = (
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
        calls=(
            'list(f(0) or ())',
            'list(f(9))',
            'list(f(150))',
            'list(f(7, Loud))',
            "list(Loud(f(3), 'x', f(2, Loud)))",
            'list(Node([1, 2], 3, (4,)))',
            'list(Node(5, 3, None))',
            "list(Node(None, 3, 'ab'))",
            'lazily(Node(Node(None, 1, None), 2, Node(None, 3, None)))',
            'lazily(Node(Node(None, 1, None), 2, None))',
            '[next(iter(f(5))), iter(f(5)).close()]',
            'list(Node(iter([1]), 2, Node({}, 3, {4: 5})))',
        ),
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
        calls=(
            'f([])',
            "f([Folder('a', [Folder('b')]), None, Hidden('c'), Folder('d')])",
            "f([Folder('a', [Folder('b', [Folder('c', [Folder('d')])])])])",
            "f((Folder(n) for n in 'ab'), '-')",
            "f([Folder('a'), 3])",
            'f(3)',
            "f([Folder('a')], None)",
            "f([Folder('a', [None, Hidden('x', [Folder('y')])])], '>')",
            "[line for line in Folder('n').lines(depth=4)]",
        ),
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
        calls=(
            'f([])',
            "f([1, [2, [3, [], [[4]]], (5, [6])], 'ab'])",
            "f('abc')",
            'f(5)',
            'head([1, [2, [3, 4]], 5], 3)',
            'head([], 2)',
            '[item for n in [[[1]]] * 3 for item in flat(n)]',
            'f({1: [2]})',
            "next(flat([[[[]]]]), 'none')",
        ),
    ),
    Example(
        before="""\
def walk(table, node, seen=None):
    if node is None:
        return
    left, right = table.get(node, (None, None))
    for item in walk(table, left):
        yield item
    yield node
    yield from walk(table, right, seen)


def f(table, node):
    return list(walk(table, node))
""",
        after="""\
def walk(table, node, seen=None):
    _stack = []
    _at = 0
    _depth = 64
    while True:
        if _at < 1:
            if node is None:
                if not _stack:
                    return
                node, right, seen, _depth = _stack.pop()
                _at = 1
                continue
            left, right = table.get(node, (None, None))
            if _depth:
                _stack.append((node, right, seen, _depth))
                node, seen = left, None
                _depth -= 1
                _at = 0
                continue
            for item in walk(table, left):
                yield item
        yield node
        if _depth:
            node, seen = right, seen
            _depth -= 1
            _at = 0
            continue
        yield from walk(table, right, seen)
        if not _stack:
            return
        node, right, seen, _depth = _stack.pop()
        _at = 1


def f(table, node):
    return list(walk(table, node))
""",
        function="walk",
        calls=(
            'f({1: (2, 3), 2: (4, None)}, 1)',
            'f({}, 7)',
            'f({}, None)',
            'f({1: (2,)}, 1)',
            'f(None, 1)',
            'f({1: ([], None)}, 1)',
            'f({n: (n + 1, None) for n in range(100)}, 0)',
            'f({n: (None, n + 1) for n in range(100)}, 0)',
        ),
    ),
    Example(
        before="""\
class Search:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def _under(self, key):
        if key is not None:
            yield from self._under(self.left.get(key))
            yield key
            yield from self._under(self.right.get(key))


class Other(Search):
    def _under(self, key):
        if key != 3:
            yield from super()._under(key)


def f(left, right, key, kind=Search):
    return list(kind(left, right)._under(key))
""",
        after="""\
class Search:
    def __init__(self, left, right):
        self.left = left
        self.right = right

    def _under(self, key):
        _stack = []
        _at = 0
        _depth = 64
        while True:
            if _at < 1:
                if not key is not None:
                    if not _stack:
                        return
                    key, _depth = _stack.pop()
                    _at = 1
                    continue
                if type(self) is Search and _depth:
                    _stack.append((key, _depth))
                    key = self.left.get(key)
                    _depth -= 1
                    _at = 0
                    continue
                yield from self._under(self.left.get(key))
            yield key
            if type(self) is Search and _depth:
                key = self.right.get(key)
                _depth -= 1
                _at = 0
                continue
            yield from self._under(self.right.get(key))
            if not _stack:
                return
            key, _depth = _stack.pop()
            _at = 1


class Other(Search):
    def _under(self, key):
        if key != 3:
            yield from super()._under(key)


def f(left, right, key, kind=Search):
    return list(kind(left, right)._under(key))
""",
        function="Search._under",
        calls=(
            'f({5: 3, 3: 1}, {5: 8, 3: 4}, 5)',
            'f({5: 3, 3: 1}, {5: 8, 3: 4}, 5, Other)',
            'f({}, {}, None)',
            'f({}, None, 1)',
            'f({1: []}, {}, 1)',
        ),
    ),
    Example(
        before="""\
def chain(cell):
    if cell:
        yield cell[0]
        yield from chain(cell[1])


def f(cell):
    return list(chain(cell))


def deep(depth):
    cell = None
    for n in range(depth):
        cell = [n, cell]
    return f(cell)
""",
        after="""\
def chain(cell):
    _depth = 64
    while True:
        if cell:
            yield cell[0]
            if _depth:
                cell = cell[1]
                _depth -= 1
                continue
            yield from chain(cell[1])
        return


def f(cell):
    return list(chain(cell))


def deep(depth):
    cell = None
    for n in range(depth):
        cell = [n, cell]
    return f(cell)
""",
        function="chain",
        calls=(
            'f(None)',
            'f([1, [2, (3, None)]])',
            'f([1])',
            'f([1, 5])',
            'deep(300)',
            "f('ab')",
        ),
    ),
    Example(
        before="""\
def both(node):
    for child in node[0]:
        yield from both(child)
    yield node[2]
    for child in node[1]:
        yield from both(child)


def f(node):
    return list(both(node))
""",
        after="""\
def both(node):
    _stack = []
    _at = 0
    _children1 = None
    _children2 = None
    while True:
        if _at < 1:
            _children1 = iter(node[0])
            _at = 1
        if _at == 1:
            for child in _children1:
                if len(_stack) < 64:
                    _stack.append((node, _children1, _children2, 1))
                    node = child
                    _at = 0
                    break
                yield from both(child)
            if not _at:
                continue
        if _at < 2:
            yield node[2]
            _children2 = iter(node[1])
            _at = 2
        for child in _children2:
            if len(_stack) < 64:
                _stack.append((node, _children1, _children2, 2))
                node = child
                _at = 0
                break
            yield from both(child)
        if not _at:
            continue
        if not _stack:
            return
        node, _children1, _children2, _at = _stack.pop()


def f(node):
    return list(both(node))
""",
        function="both",
        calls=(
            'f(([], [], 1))',
            'f(([([], [], 1), ([], [], 2)], [([], [([], [], 5)], 4)], 3))',
            'f(([], [5], 1))',
            'f(([()], [], 1))',
            'f((iter([((), (), 1)]), {}, 2))',
        ),
    ),
)
REFUSALS = (
    Refusal(
        code="""\
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
    def __getattribute__(self, name):
        return object.__getattribute__(self, name)


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
        reason='a class of the file looks attributes up its own way',
        function="Node.__iter__",
    ),
    Refusal(
        code="""\
def walk(node):
    try:
        yield node[0]
        for child in node[1:]:
            yield from walk(child)
    finally:
        print("done")
""",
        reason='each level has something to do when the walk is given up',
        function="walk",
    ),
    Refusal(
        code="""\
def walk(node):
    for child in node:
        yield from walk(child)
        yield "after"
""",
        reason="the level goes on in the middle of its loop's body after a child",
        function="walk",
    ),
    Refusal(
        code="""\
def walk(node):
    got = yield node
    for child in node:
        yield from walk(child)
        print(got)
""",
        reason='what is sent in is looked at',
        function="walk",
    ),
    Refusal(
        code="""\
def walk(node):
    yield node[0]
    total = 0
    for child in node[1:]:
        total += yield from walk(child)
    return total
""",
        reason='each level returns something to the one above',
        function="walk",
    ),
    Refusal(
        code="""\
def walk(node, depth):
    yield (lambda: depth)
    for child in node:
        yield from walk(child, depth + 1)
""",
        reason='a function that outlives the level refers to its variables',
        function="walk",
    ),
    Refusal(
        code="""\
import functools


@functools.wraps(len)
def walk(node):
    yield node
    for child in node:
        yield from walk(child)
""",
        reason='the recursion goes through a decorator',
        function="walk",
    ),
    Refusal(
        code="""\
def walk(node):
    yield node
    for child in node:
        yield from walk(child)


def plain(node):
    global walk
    walk = iter
""",
        reason='the name may mean something else later',
        function="walk",
    ),
    Refusal(
        code="""\
def walk(node):
    yield node
    for child in node:
        name = child
        yield from walk(child)
    print(locals())
""",
        reason='the function looks at its own variables',
        function="walk",
    ),
    Refusal(
        code="""\
class Node:
    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


def replace(node):
    Node.walk = iter
""",
        reason='the method is replaced somewhere in the project',
        function="Node.walk",
    ),
    Refusal(
        code="""\
def other(node):
    yield node


def walk(node):
    yield node
    for child in node:
        yield from other(child)
""",
        reason='another generator is walked',
        function="walk",
    ),
    Refusal(
        code="""\
class Node:
    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def walk(self):
        return self.walk()
""",
        reason='the class defines the name twice',
        function="Node.walk",
    ),
    Refusal(
        code="""\
def walk(node):
    yield node
    for child in node:
        if not child:
            return
        yield from walk(child)
""",
        reason='a return in the midst of a loop',
        function="walk",
    ),
)
