"""Whole calculations at once: attributes and items are looked at, and numbers calculated with.

Before a run of statements that only loads and calculates, the same is tried without any effect: what is
loaded is only looked at, and every number has to be an exact float, or an exact int of few digits. Where that
holds the result is the same, and one object is made for it; where it does not, nothing has happened yet, and
the run itself follows.
"""

from __future__ import annotations

import re

from ouroboros.compiling.runs import LINES, TEMPORARY, Node, Run, run_at

_WHOLE = {
    "Add": "ouro_add",
    "Subtract": "ouro_subtract",
    "Multiply": "ouro_multiply",
    "FloorDivide": "ouro_floor",
    "Remainder": "ouro_modulo",
    "And": "ouro_and",
    "Or": "ouro_or",
    "Xor": "ouro_xor",
    "Lshift": "ouro_left",
    "Rshift": "ouro_right",
}
_DOUBLE = {"Add": "+", "Subtract": "-", "Multiply": "*", "TrueDivide": "/"}
_COMPARED = {"Eq": "==", "Ne": "!=", "Lt": "<", "Le": "<=", "Gt": ">", "Ge": ">="}
_LOADED = ("place", "get", "global", "item")
_DROPPED = re.compile(rf"\s*__Pyx_DECREF\(({TEMPORARY})\);")
_LEAST = 2
"""Loads and operations that make it worth while to try."""


class _OtherwiseError(Exception):
    """Not to be calculated in this kind of number."""


def with_attempts(body: str) -> str:
    """The C text of the functions, with every calculation that is worth it tried in one go before."""
    lines = body.split("\n")
    made: list[str] = []
    at = 0
    while at < len(lines):
        run, end = run_at(lines, at)
        if run is None:
            made.append(lines[at])
            at += 1
            continue
        made += _tried(lines, run, end, len(made))
        at = end
    return "\n".join(made)


def _tried(lines: list[str], run: Run, end: int, serial: int) -> list[str]:
    """The lines of a run, with its calculations tried before."""
    made: list[str] = []
    at = run.start
    for number, node in enumerate(run.nodes):
        if node.used or node.kind not in ("operation", "comparison", "negative"):
            continue
        if node.first < at:
            continue
        whole = [each for each in node.walk() if each.kind in LINES]
        if len(whole) < _LEAST or not _own(run, node):
            continue
        text = _speculated(lines, run, node, f"{serial}_{number}")
        if text is None:
            continue
        made += [*lines[at : node.first], *text]
        at = node.last + 1
    return [*made, *lines[at:end]]


def _own(run: Run, node: Node) -> bool:
    """Whether the lines of a value make nothing but it."""
    inside = {id(each) for each in node.walk()}
    return all(id(each) in inside for each in run.nodes if node.first <= each.line <= node.last)


class _Emission:
    """C text that tries one expression."""

    def __init__(self, serial: str) -> None:
        self.serial = serial
        self.objects = 0
        self.longs = 0
        self.doubles = 0
        self.statics: list[str] = []
        self.known: dict[int, str] = {}

    def declared(self) -> list[str]:
        """What the conditions use."""
        made = list(self.statics)
        for kind, letter, count in (
            ("PyObject", "*o", self.objects), ("long", "i", self.longs), ("double", "d", self.doubles),
        ):  # fmt: skip
            if count:
                made.append(f"{kind} {', '.join(f'{letter}{number}_' for number in range(1, count + 1))};")
        return made

    def loaded(self, node: Node, conditions: list[str]) -> str:
        """A borrowed object."""
        if id(node) in self.known:
            return self.known[id(node)]
        if node.kind == "place":
            if node.checked:
                conditions.append(f"{node.name} != NULL")
            self.known[id(node)] = node.name
            return node.name
        if node.kind == "global":
            node.site = f"name_{self.serial}_{len(self.statics)}"
            self.statics.append(f"static ouro_name_site {node.site};")
            looked = f"ouro_peek_name(&{node.site})"
        elif node.kind == "get":
            holder = self.loaded(node.parts[0], conditions)
            node.site = f"site_{self.serial}_{len(self.statics)}"
            self.statics.append(f"static ouro_site {node.site};")
            looked = f"ouro_peek({holder}, &{node.site})"
        elif node.kind == "item":
            holder = self.loaded(node.parts[0], conditions)
            looked = f"ouro_peek_item({holder}, {self.whole(node.parts[1], conditions, conditions)})"
        else:
            raise _OtherwiseError
        self.objects += 1
        name = f"o{self.objects}_"
        conditions.append(f"({name} = {looked}) != NULL")
        self.known[id(node)] = name
        return name

    def whole(self, node: Node, loads: list[str], conditions: list[str]) -> str:
        """An int that fits."""
        if node.kind == "whole":
            return f"{node.name}L"
        if node.kind in ("float", "comparison"):
            raise _OtherwiseError
        self.longs += 1
        name = f"i{self.longs}_"
        if node.kind in ("operation", "negative"):
            if node.kind == "negative":
                call, a, b = "ouro_subtract", "0L", self.whole(node.parts[0], loads, conditions)
            else:
                if node.name not in _WHOLE:
                    raise _OtherwiseError
                call = _WHOLE[node.name]
                a, b = (self.whole(part, loads, conditions) for part in node.parts)
            conditions.append(f"{call}({a}, {b}, &{name})")
        else:
            conditions.append(f"ouro_is_long({self.loaded(node, loads)}, &{name})")
        return name

    def double(self, node: Node, loads: list[str], conditions: list[str], *, beside: bool) -> str:
        """A float; where the operand ``beside`` it is one, an int will do."""
        if node.kind == "float":
            return f"PyFloat_AS_DOUBLE({node.name})"
        if node.kind == "negative":
            return f"(-{self.double(node.parts[0], loads, conditions, beside=False)})"
        if node.kind == "operation" and node.name in _DOUBLE:
            a, b = self.pair(node, loads, conditions)
            if node.name == "TrueDivide":
                conditions.append(f"{b} != 0.0")
            self.doubles += 1
            name = f"d{self.doubles}_"
            conditions.append(f"({name} = {a} {_DOUBLE[node.name]} {b}, 1)")
            return name
        if node.kind in ("whole", "operation"):
            if not beside:
                raise _OtherwiseError
            return f"(double){self.whole(node, loads, conditions)}"
        loaded = self.loaded(node, loads)
        if not beside:
            conditions.append(f"PyFloat_CheckExact({loaded})")
            return f"PyFloat_AS_DOUBLE({loaded})"
        self.doubles += 1
        name = f"d{self.doubles}_"
        conditions.append(f"ouro_is_double({loaded}, &{name})")
        return name

    def pair(self, node: Node, loads: list[str], conditions: list[str]) -> tuple[str, str]:
        """Two operands, one of which is surely a float."""
        sure = [_surely_double(part) for part in node.parts]
        a, b = (
            self.double(part, loads, conditions, beside=not own)
            for part, own in zip(node.parts, sure, strict=True)
        )
        if not any(sure):  # one of those that are loaded has to be a float
            seen = [self.loaded(part, loads) for part in node.parts if part.kind in _LOADED]
            if not seen:
                raise _OtherwiseError
            conditions.append(f"({' || '.join(f'PyFloat_CheckExact({name})' for name in seen)})")
        return a, b


def _surely_double(node: Node) -> bool:
    """Whether it is a float whenever it is calculated as one."""
    return node.kind in ("float", "negative") or (node.kind == "operation" and node.name in _DOUBLE)


def _texts(emission: _Emission, node: Node) -> tuple[list[str], list[tuple[list[str], str]]]:
    """What has to be loaded, and the ways to calculate it: conditions and the result."""
    loads: list[str] = []
    ways: list[tuple[list[str], str]] = []
    compared = node.kind == "comparison"
    try:
        conditions: list[str] = []
        if compared:
            # A number in the text is small enough to be an exact double.
            a, b = (
                emission.double(part, loads, conditions, beside=part.kind == "whole") for part in node.parts
            )
            ways.append((conditions, f"{a} {_COMPARED[node.name]} {b}"))
        else:
            ways.append((conditions, f"ouro_float({emission.double(node, loads, conditions, beside=False)})"))
    except _OtherwiseError:
        pass
    try:
        conditions = []
        if compared:
            a, b = (emission.whole(part, loads, conditions) for part in node.parts)
            ways.append((conditions, f"{a} {_COMPARED[node.name]} {b}"))
        else:
            ways.append((conditions, f"ouro_long({emission.whole(node, loads, conditions)})"))
    except _OtherwiseError:
        pass
    return loads, ways


def _speculated(lines: list[str], run: Run, node: Node, serial: str) -> list[str] | None:
    """The lines of one value behind an attempt without effects; ``None`` where none can be made."""
    own = lines[node.first : node.last + 1]
    released = _released(run, node, own)
    emission = _Emission(serial)
    loads, ways = _texts(emission, node)
    if not ways or released is None:
        return None
    # What is let go inside the run is let go after it here, which shows only where that is its end.
    loads += [
        f"(Py_REFCNT({name}) > {len(released)} || PyFloat_CheckExact({name}) || PyLong_CheckExact({name}))"
        for name in released
    ]
    target = run.targets[id(node)]
    compared = node.kind == "comparison"
    error = re.search(r"__PYX_ERR\([^()]*\)", lines[node.line])
    assert error is not None
    doubt = f"doubt_{serial}"
    chosen = ways[0][1] if len(ways) == 1 else f"how_ == 1 ? {ways[0][1]} : {ways[1][1]}"
    return [
        "  {",
        f"  static int {doubt};",
        *(f"  {each}" for each in emission.declared()),
        f"  {'int' if compared else 'PyObject *'} made_; int how_ = 0;",
        f"  if (likely({doubt} < OURO_DOUBT) && {' && '.join(loads or ['1'])}) {{",
        *(
            f"    {'else ' if number > 1 else ''}if ({' && '.join(conditions or ['1'])}) how_ = {number};"
            for number, (conditions, _) in enumerate(ways, 1)
        ),
        "  }",
        "  if (likely(how_)) {",
        f"    made_ = {chosen};",
        f"    if (unlikely({doubt})) {doubt}--;",
        *(f"    __Pyx_DECREF({name}); {name} = 0;" for name in released),
        f"    {target} = made_;" + ("" if compared else f" if (unlikely(!made_)) {error[0]}"),
        "  } else {",
        f"    if ({doubt} < OURO_DOUBT) {doubt}++;",
        *_remembering(lines, node),
        "  } }",
    ]


def _released(run: Run, node: Node, own: list[str]) -> list[str] | None:
    """What came from before the run and is let go in it; ``None`` where something made in it stays."""
    inside = [each for each in node.walk() if id(each) in run.targets and each is not node]
    made = [run.targets[id(each)] for each in inside]
    outer = {each.name for each in node.walk() if each.kind == "place" and re.fullmatch(TEMPORARY, each.name)}
    released = []
    if any(found and found[1] not in {*made, *outer} for found in map(_DROPPED.match, own)):
        return None  # something else is let go in between
    for name in sorted({*made, *outer}):
        drops = sum(line.strip().startswith(f"__Pyx_DECREF({name}); ") for line in own)
        more = drops - made.count(name)
        if more < 0 or more > int(name in outer):
            return None
        if more:
            released.append(name)
    return released


def _remembering(lines: list[str], node: Node) -> list[str]:
    """The lines of the run, which remember at the places that are looked at before."""
    sites = {each.line: each for each in node.walk() if each.site}
    made = []
    for at in range(node.first, node.last + 1):
        line, each = lines[at], sites.get(at)
        if each is not None and each.kind == "get":
            line = re.sub(r"OURO_GET\(([^()]*)\)", rf"ouro_getattr(\1, &{each.site})", line)
        elif each is not None:
            line = re.sub(
                r"__Pyx_GetModuleGlobalName\((\w+), ([^()]*)\)", rf"\1 = ouro_name(\2, &{each.site})", line
            )
        made.append(line)
    return made
