"""Statements of Cython's C text read back into the expressions that they stand for.

A run is a row of statements that only loads attributes, items and names and calculates with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

TEMPORARY = r"__pyx_t_\d+"
_PLACE = r"__pyx_t_\d+|__pyx_(?:\w+__pyx_)?v_\w+|__pyx_mstate_global->__pyx_(?:int|float)_\w+"
_FAILS = r" if \(unlikely\(!(?P=to)\)\) __PYX_ERR\([^()]*\)"
LINES = {
    "get": re.compile(rf"\s*(?P<to>{TEMPORARY}) = OURO_GET\((?P<a>{_PLACE}), (?P<name>[\w>-]+)\);{_FAILS}"),
    "global": re.compile(rf"\s*__Pyx_GetModuleGlobalName\((?P<to>{TEMPORARY}), (?P<name>[\w>-]+)\);{_FAILS}"),
    "item": re.compile(rf"\s*(?P<to>{TEMPORARY}) = ouro_item\((?P<a>{_PLACE}), (?P<b>{_PLACE})\);{_FAILS}"),
    "operation": re.compile(
        rf"\s*(?P<to>{TEMPORARY}) = OURO_OPERATION\((?P<name>\w+), (?P<a>{_PLACE}), (?P<b>{_PLACE}), "
        rf"\d, \d, (?P<constant>\d), (?P<known>-?\w+)\);{_FAILS}"
    ),
    "negative": re.compile(rf"\s*(?P<to>{TEMPORARY}) = ouro_Negative\((?P<a>{_PLACE})\);{_FAILS}"),
    "comparison": re.compile(
        rf"\s*(?P<to>{TEMPORARY}) = OURO_IS\((?P<name>\w+), \w+, (?P<a>{_PLACE}), (?P<b>{_PLACE}), \w+\);"
        r" if \(unlikely\(\((?P=to) < 0\)\)\) __PYX_ERR\([^()]*\)"
    ),
    "bound": re.compile(
        r"\s*if \(unlikely\(!(?P<a>__pyx_v_\w+)\)\) \{ ouro_unbound\(\"\w+\"\); __PYX_ERR\([^()]*\) \}"
    ),
    "kept": re.compile(rf"\s*__Pyx_GOTREF\((?P<a>{TEMPORARY})\);"),
    "dropped": re.compile(rf"\s*__Pyx_DECREF\((?P<a>{TEMPORARY})\); (?P=a) = 0;"),
}
_NUMBER = re.compile(r"__pyx_mstate_global->__pyx_int_(\d{1,15})")


@dataclass(slots=True)
class Node:
    """A value in a run."""

    kind: str
    name: str = ""
    parts: tuple[Node, ...] = ()
    line: int = 0
    """Where it is made."""
    first: int = 0
    last: int = 0
    """The lines that make it and its parts, and let those go."""
    used: bool = False
    checked: bool = False
    """A variable that may be unbound there."""
    site: str = ""

    def walk(self) -> list[Node]:
        """The value and all that it is made of, the parts first."""
        return [each for part in self.parts for each in part.walk()] + [self]


@dataclass(slots=True)
class Run:
    """Consecutive lines, and what they make."""

    start: int
    live: dict[str, Node] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    targets: dict[int, str] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)


def _read(line: str) -> tuple[str, re.Match[str]] | None:
    for kind, pattern in LINES.items():
        if found := pattern.fullmatch(line):
            return kind, found
    return None


def run_at(lines: list[str], start: int) -> tuple[Run | None, int]:
    """The run that begins at a line, and the line after it."""
    run = Run(start)
    at = start
    while at < len(lines) and (read := _read(lines[at])):
        kind, found = read
        if not _taken(run, kind, found, at):
            break
        at += 1
    return (run if run.nodes else None), max(at, start + 1)


def _place(run: Run, name: str, at: int) -> Node:
    """The value at a place: made in this run, or there before it."""
    if name in run.live:
        node = run.live[name]
        node.used = True
        return node
    if name.startswith("__pyx_mstate_global->__pyx_float_"):
        return Node("float", name, first=at, last=at)
    if number := _NUMBER.fullmatch(name):
        return Node("whole", number[1], first=at, last=at)
    return Node("place", name, first=at, last=at, checked=name in run.checked)


def _taken(run: Run, kind: str, found: re.Match[str], at: int) -> bool:
    """Add a line to a run; False where it does not belong to one."""
    if kind == "bound":
        run.checked.add(found["a"])
        return True
    if kind == "kept":
        node = run.live.get(found["a"])
        if node is None:
            return False
        node.last = at
        return True
    if kind == "dropped":
        gone = run.live.get(found["a"])
        if not run.nodes or (gone is not None and not gone.used):
            return False
        run.live.pop(found["a"], None)
        run.nodes[-1].last = at
        return True
    given = found.groupdict()
    parts = [_place(run, given[key], at) for key in ("a", "b") if given.get(key)]
    if kind == "operation" and given["constant"] != "0":
        parts[int(given["constant"]) - 1] = Node("whole", given["known"], first=at, last=at)
    first = min([at, *(part.first for part in parts)])
    node = Node(kind, given.get("name") or "", tuple(parts), line=at, first=first, last=at)
    run.nodes.append(node)
    run.targets[id(node)] = given["to"]
    if kind != "comparison":
        run.live[given["to"]] = node
    return True
