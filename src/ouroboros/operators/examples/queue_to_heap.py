"""Helper source, examples and refusals of :mod:`ouroboros.operators.queue_to_heap`."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import ORDER

QUEUE = '''\
class _ouroboros_Queue:
    """A list of which only the least item is taken: a heap while its items have one total order.

    ``at`` is the place in tuples that is compared (None: the whole item). ``sorts`` tells whether taking
    sorts the list first, or takes the first of the least items out and leaves the others where they are.
    """

    __slots__ = ("at", "count", "heap", "items", "kind", "mark", "sorts")

    def __init__(self, items, at, sorts):
        self.at, self.sorts = at, sorts
        self.heap, self.kind, self.items = [], None, None
        self.count = self.mark = 0
        self.extend(items)

    def __len__(self):
        return len(self.heap if self.items is None else self.items)

    def extend(self, items):
        for item in items:
            self.append(item)

    def append(self, item):
        if self.items is None:
            key = item if self.at is None else None
            if self.at is not None and type(item) is tuple and -len(item) <= self.at < len(item):
                key = item[self.at]
            kind = _ouroboros_order(key)
            if kind is not None and (kind == self.kind or not self.heap):
                self.kind = kind
                _ouroboros_push(self.heap, (key, self.count, item))
                self.count += 1
                return
            self.give_up()
        self.items.append(item)

    def give_up(self):
        """Put the items back into a list, in the order that the list would have."""
        if self.sorts:
            old = sorted(entry[:2] for entry in self.heap if entry[1] < self.mark)
            new = sorted(entry[1::-1] for entry in self.heap if entry[1] >= self.mark)
            places = [entry[1] for entry in old] + [entry[0] for entry in new]
        else:
            places = sorted(entry[1] for entry in self.heap)
        by_place = {entry[1]: entry[2] for entry in self.heap}
        self.items = [by_place[place] for place in places]

    def take(self):
        """The least item, taken out; the first of equal ones."""
        if self.items is None:
            if self.heap:
                self.mark = self.count
                return _ouroboros_pop(self.heap)[2]
            self.give_up()
        if self.sorts:
            self.items.sort(key=None if self.at is None else lambda item: item[self.at])
            return self.items.pop(0)
        least = min(self.items)
        self.items.remove(least)
        return least'''

_HEAD = f"""\
from heapq import heappop as _ouroboros_pop
from heapq import heappush as _ouroboros_push


{ORDER}


{QUEUE}


"""

_ODD = (
    "f([3, 1, 2, 1])",
    "f([])",
    "f([2, True, 1.0, 1, 0.5])",
    "f([float('nan'), 1.0, 2.0, 0.5])",
    "f(['b', 'a'])",
    "f([1, 'a'])",
    "f([(2, 'x'), (1, 'y'), (1, 'a')])",
    "f([(1, 'x'), (1, 2)])",
    "f([[2], [1]])",
    "f(iter([2, 1]))",
    "f(None)",
)

EXAMPLES = (
    Example(
        before="""\
def f(xs):
    left = list(xs)
    out = []
    while left:
        least = min(left)
        left.remove(least)
        out.append(least)
        if least == 3:
            left.append(7)
    return out
""",
        after=_HEAD
        + """\
def f(xs):
    left = _ouroboros_Queue(list(xs), None, False)
    out = []
    while left:
        least = left.take()
        out.append(least)
        if least == 3:
            left.append(7)
    return out
""",
        calls=_ODD,
    ),
    Example(
        before="""\
def f(graph, start):
    best = {}
    queue = [(0, start)]
    while len(queue) > 0:
        queue.sort(key=lambda entry: entry[0])
        far, node = queue.pop(0)
        if node in best:
            continue
        best[node] = far
        for other, step in graph.get(node, ()):
            queue.append((far + step, other))
    return list(best.items())
""",
        after=_HEAD
        + """\
def f(graph, start):
    best = {}
    queue = _ouroboros_Queue([(0, start)], 0, True)
    while len(queue) > 0:
        far, node = queue.take()
        if node in best:
            continue
        best[node] = far
        for other, step in graph.get(node, ()):
            queue.append((far + step, other))
    return list(best.items())
""",
        calls=(
            "f({'a': [('b', 3), ('c', 1)], 'c': [('b', 1), ('d', 1)], 'b': [('d', 0)]}, 'a')",
            "f({1: [(2, 1.5), (3, 1), (4, True)], 3: [(4, 0.5)]}, 1)",
            "f({1: [(2, float('nan')), (3, 1)], 3: [(4, 2)], 2: [(5, 1)]}, 1)",
            "f({1: [(2, 'x')]}, 1)",
            "f({1: [([], 1)]}, 1)",
            "f({}, None)",
        ),
    ),
    Example(
        before="""\
def f(xs):
    out = []
    waiting = []
    for x in xs:
        waiting.append(x)
        waiting.append(x)
        waiting.sort()
        out.append(waiting.pop(0))
    while waiting:
        waiting.sort()
        out.append(waiting.pop(0))
    return out
""",
        after=_HEAD
        + """\
def f(xs):
    out = []
    waiting = _ouroboros_Queue([], None, True)
    for x in xs:
        waiting.append(x)
        waiting.append(x)
        out.append(waiting.take())
    while waiting:
        out.append(waiting.take())
    return out
""",
        calls=_ODD,
    ),
)

REFUSALS = (
    Refusal(
        code="def f(xs):\n    while xs:\n        least = min(xs)\n        xs.remove(least)\n        print(least)\n",
        reason="The list is the caller's.",
    ),
    Refusal(
        code="def f(xs):\n    left = list(xs)\n    while left:\n        least = min(left)\n"
        "        left.remove(least)\n        print(left)\n",
        reason="The list itself is shown.",
    ),
    Refusal(
        code="def f(xs):\n    left = list(xs)\n    while left:\n        least = min(left, key=abs)\n"
        "        left.remove(least)\n        print(least)\n",
        reason="The function that compares may answer otherwise later.",
    ),
    Refusal(
        code="def f(xs):\n    left = list(xs)\n    while left:\n        left.sort()\n        first = left.pop(0)\n"
        "        print(first, left[0])\n",
        reason="Items are read by place.",
    ),
    Refusal(
        code="def f(xs):\n    left = list(xs)\n    least = min(left)\n    left.remove(least)\n    return least\n",
        reason="One least item is found by one pass.",
    ),
    Refusal(
        code="def f(xs):\n    left = list(xs)\n    while left:\n        left.sort(reverse=True)\n"
        "        print(left.pop(0))\n",
        reason="The largest comes first, and equal items in another order.",
    ),
)
