# code as the rewrite leaves it, one guarded expression to a line
"""Examples and refusals of ``queue-to-deque``."""

from __future__ import annotations

from ouroboros.operators.contract import Example, Refusal
from ouroboros.operators.facts.guards import DEQUE

EXAMPLES = (
    Example(
        before="""\
def f(graph, start):
    seen = {start}
    queue = [start]
    order = []
    while queue:
        node = queue.pop(0)
        order.append(node)
        for after in graph.get(node, ()):
            if after not in seen:
                seen.add(after)
                queue.append(after)
    return order
""",
        after=DEQUE
        + "\n\n"
        + """\
def f(graph, start):
    seen = {start}
    queue = _ouroboros_deque([start])
    order = []
    while queue:
        node = queue.popleft()
        order.append(node)
        for after in graph.get(node, ()):
            if after not in seen:
                seen.add(after)
                queue.append(after)
    return order
""",
        calls=("f({1: [2, 3], 2: [4], 3: [4]}, 1)", "f({}, 0)"),
    ),
    Example(
        before="""\
def f(n):
    out = []
    while n:
        out.insert(0, n % 2)
        n //= 2
    return out
""",
        after="""\
def f(n):
    out = []
    while n:
        out.append(n % 2)
        n //= 2
    out.reverse()
    return out
""",
        calls=("f(10)", "f(0)", "f('a')"),
    ),
    Example(
        function="Jobs.run",
        before="""\
class Jobs:
    def run(self, jobs, limit):
        waiting: list = list(jobs)
        done = 0
        while done < limit:
            job = waiting.pop(0)
            if waiting and waiting[0] == job:
                waiting.pop()
            done += job
        return done, len(waiting)
""",
        after=DEQUE
        + "\n\n"
        + """\
class Jobs:
    def run(self, jobs, limit):
        waiting: list = _ouroboros_deque(list(jobs))
        done = 0
        while done < limit:
            job = (waiting.popleft() if waiting else [].pop(0))
            if waiting and (waiting[0] if waiting else [][0]) == job:
                (waiting.pop() if waiting else [].pop())
            done += job
        return done, len(waiting)
""",
        calls=("Jobs().run([1, 1, 2, 3], 3)", "Jobs().run([1], 3)", "Jobs().run([], 1)"),
    ),
)

REFUSALS = (
    Refusal(
        code="""\
def f(xs):
    while xs:
        print(xs.pop(0))
""",
        reason="the list is the caller's",
    ),
    Refusal(
        code="""\
def f(xs, g):
    queue = list(xs)
    while queue:
        queue.pop(0)
        g(queue)
""",
        reason="somebody else sees the list",
    ),
    Refusal(
        code="""\
def f(xs):
    queue = list(xs)
    while len(queue) > 3:
        queue.pop(0)
    return queue
""",
        reason="the caller expects a list",
    ),
    Refusal(
        code="""\
def f(xs):
    queue = list(xs)
    n = 0
    while queue:
        queue.pop(0)
        n += queue[n]
    return n
""",
        reason="items in the middle are slow to reach in a deque",
    ),
    Refusal(
        code="""\
def f(xs):
    queue = list(xs)
    while queue:
        queue.pop(0)
        queue = queue[1:]
""",
        reason="a deque has no slices",
    ),
    Refusal(
        code="""\
def f(xs):
    queue = list(xs)
    while queue:
        print(queue)
        queue.pop(0)
""",
        reason="a deque prints in another way",
    ),
    Refusal(
        code="""\
def f(xs):
    queue = list(xs)
    while queue:
        for x in queue:
            queue.pop(0)
""",
        reason="a deque refuses to change while it is iterated over",
    ),
    Refusal(
        code="""\
def f(xs):
    queue = list(xs)
    return queue.pop(0)
""",
        reason="one pop is not worth it",
    ),
    Refusal(
        code="""\
def f(xs):
    out = []
    for x in xs:
        out.insert(0, x)
    return out, out
""",
        reason="turned round twice it would be as it was",
    ),
)
