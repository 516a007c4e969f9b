"""Records, shared arguments, defaults and caches: who sees which object."""

from dataclasses import dataclass, field

SEEN: dict[str, list[int]] = {}
COUNTS: dict[str, int] = {}


@dataclass
class Account:
    owner: str
    balance: int
    history: list[int] = field(default_factory=list)


@dataclass
class Node:
    value: int
    children: list["Node"] = field(default_factory=list)


def transfer(giver: Account, taker: Account, amount: int) -> int:
    giver.balance -= amount
    taker.balance += amount
    giver.history.append(-amount)
    taker.history.append(amount)
    return giver.balance


def extend_all(target: list[int], source: list[int]) -> int:
    for item in list(source):
        target.append(item)
    return len(source)


def greeting(name: str | None = None, loud: bool = False) -> str:
    text = "hello" if name is None else f"hello {name}"
    return text.upper() if loud else text


def squares(name: str, values: list[int]) -> list[int]:
    if name not in SEEN:
        SEEN[name] = [value * value for value in values]
    return list(SEEN[name])


def visit(name: str) -> int:
    COUNTS[name] = COUNTS.get(name, 0) + 1
    return COUNTS[name]


def tree_sum(node: Node) -> int:
    return node.value + sum(tree_sum(child) for child in node.children)


def table(width: int, height: int) -> list[list[int]]:
    return [[0] * width for _ in range(height)]


def by_age(people: list[tuple[str, int]], *, oldest_first: bool = False) -> list[tuple[str, int]]:
    return sorted(people, key=lambda person: person[1], reverse=oldest_first)


def deposit(account: Account, amount: int) -> Account:
    if amount <= 0:
        raise ValueError(f"{account.owner} cannot deposit {amount}")
    account.history.append(amount)
    account.balance += amount
    return account


def collect(values: list[int], into: list[int] | None = None) -> list[int]:
    if into is None:
        into = []
    into.extend(values)
    return into


def sorted_names(names: list[str], limit: int = 100) -> list[str]:
    return sorted(names)[:limit]


def either(first: int, second: int) -> int:
    return first or second


# What follows is never seen by the engine.
CALLS = {
    "transfer": [(Account("ann", 100), Account("bob", 50), 30), (Account("eve", 80, [80]), Account("fay", 0), 5)],
    "extend_all": [([1], [2, 3]), ([4, 5], [6])],
    "greeting": [("ann",), ("bob",)],
    "squares": [("a", [1, 2]), ("b", [3])],
    "visit": [("a",), ("b",), ("a",)],
    "tree_sum": [(Node(1, [Node(2), Node(3, [Node(4)])]),), (Node(5, [Node(6)]),)],
    "table": [(2, 3), (4, 2)],
    "by_age": [([("ann", 30), ("bob", 25)],), ([("eve", 41), ("fay", 52), ("gus", 33)],)],
    "deposit": [(Account("ann", 100), 30), (Account("bob", 5, [5]), 20)],
    "collect": [([1, 2], [3]), ([4], [5, 6])],
    "sorted_names": [(["bob", "ann"],), (["eve", "dan", "cid"],)],
    "either": [(1, 2), (7, 5)],
}
WRONG = {
    "transfer": {
        "reads both beforehand": (
            "    giver.balance -= amount\n    taker.balance += amount\n",
            "    giver.balance, taker.balance = giver.balance - amount, taker.balance + amount\n",
        ),
        "nothing happens with oneself": (
            "    giver.balance -= amount\n",
            "    if giver is taker:\n        return giver.balance\n    giver.balance -= amount\n",
        ),
        "takes first": (
            "    giver.history.append(-amount)\n    taker.history.append(amount)\n",
            "    taker.history.append(amount)\n    giver.history.append(-amount)\n",
        ),
        "no overdraft": (
            "    giver.balance -= amount\n",
            "    if amount > giver.balance:\n        raise ValueError(amount)\n    giver.balance -= amount\n",
        ),
        "a new history": ("    giver.history.append(-amount)\n",
                          "    giver.history = [*giver.history, -amount]\n"),
    },
    "extend_all": {
        "length taken before": (
            "    for item in list(source):\n        target.append(item)\n    return len(source)",
            "    size = len(source)\n    target.extend(source)\n    return size",
        ),
    },
    "greeting": {
        "nameless is nobody": ("if name is None", "if not name"),
        "None is told": ('"hello" if name is None else f"hello {name}"', 'f"hello {name}"'),
        "always quiet": ("text.upper() if loud else text", "text"),
        "loud is folded": ("text.upper() if loud", "text.swapcase() if loud"),
    },
    "squares": {
        "hands out its own list": ("return list(SEEN[name])", "return SEEN[name]"),
        "forgets what it knew": ("if name not in SEEN:", "if not SEEN.get(name):"),
        "never remembers": (
            "    if name not in SEEN:\n        SEEN[name] = [value * value for value in values]\n"
            "    return list(SEEN[name])",
            "    SEEN[name] = [value * value for value in values]\n    return list(SEEN[name])",
        ),
        "knows names by their case": ("    if name not in SEEN:\n",
                                      "    name = name.lower()\n    if name not in SEEN:\n"),
    },
    "visit": {
        "starts at zero for the nameless": ("COUNTS.get(name, 0) + 1", "COUNTS.get(name, 0) + bool(name)"),
        "counts what looks alike together": (
            "    COUNTS[name] = COUNTS.get(name, 0) + 1\n",
            "    name = name.strip()\n    COUNTS[name] = COUNTS.get(name, 0) + 1\n",
        ),
    },
    "tree_sum": {
        "each node once": (
            "    return node.value + sum(tree_sum(child) for child in node.children)",
            "    total, waiting, known = 0, [node], set()\n    while waiting:\n        node = waiting.pop()\n"
            "        if node.value in known:\n            continue\n        known.add(node.value)\n"
            "        total += node.value\n        waiting += node.children\n    return total",
        ),
        "two levels": (
            "sum(tree_sum(child) for child in node.children)",
            "sum(child.value + sum(map(tree_sum, child.children[:1])) for child in node.children)",
        ),
    },
    "table": {
        "one row many times": ("[[0] * width for _ in range(height)]", "[[0] * width] * height"),
        "at least one row": ("range(height)", "range(max(height, 1))"),
    },
    "by_age": {
        "equals in reverse": (
            "sorted(people, key=lambda person: person[1], reverse=oldest_first)",
            "sorted(people, key=lambda person: person[1])[:: -1 if oldest_first else 1]",
        ),
        "by age and name": ("key=lambda person: person[1],", "key=lambda person: (person[1], person[0]),"),
        "in place": (
            "    return sorted(people, key=lambda person: person[1], reverse=oldest_first)",
            "    people.sort(key=lambda person: person[1], reverse=oldest_first)\n    return people",
        ),
    },
    "deposit": {
        "zero is a deposit": ("if amount <= 0:", "if amount < 0:"),
        "writes before it checks": (
            "    if amount <= 0:\n        raise ValueError(f\"{account.owner} cannot deposit {amount}\")\n"
            "    account.history.append(amount)\n",
            "    account.history.append(amount)\n"
            "    if amount <= 0:\n        raise ValueError(f\"{account.owner} cannot deposit {amount}\")\n",
        ),
        "tells it otherwise": ("{account.owner} cannot deposit {amount}", "{account.owner} cannot deposit {amount:,}"),
    },
    "collect": {
        "one list for all": (
            "into: list[int] | None = None) -> list[int]:\n    if into is None:\n        into = []\n",
            "into: list[int] = []) -> list[int]:\n    if into is None:\n        into = []\n",
        ),
        "an empty list is replaced": ("if into is None:", "if not into:"),
        "grows while it reads": ("    into.extend(values)\n",
                                 "    for value in values[:]:\n        into.append(value)\n"
                                 "    if into is values:\n        into.append(0)\n"),
    },
    "sorted_names": {
        "without case": ("sorted(names)[:limit]", "sorted(names, key=str.lower)[:limit]"),
        "no negative limit": ("[:limit]", "[:max(limit, 0)]"),
        "no name twice": ("sorted(names)[:limit]", "sorted(set(names))[:limit]"),
    },
    "either": {
        "a bool": ("return first or second", "return first or second or False"),
        "the first when positive": ("return first or second", "return first if first > 0 else second"),
    },
}
