"""Generators that look like walks of a tree and must stay as they are."""

from __future__ import annotations

from ouroboros.operators.contract import Refusal

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
