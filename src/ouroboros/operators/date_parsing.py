"""``datetime.strptime(text, "%Y-%m-%d")``: numeric formats of fixed width are read by ``fromisoformat``.

``strptime`` interprets its format anew for every text, in Python. Here the fields are taken by their places,
put in ISO order and read by the C parser; what it read is written out again and must be the same text.
Whatever is not exactly what such a format writes (missing zeros, other digits, no such day) goes to
``strptime``.
"""

from __future__ import annotations

import ast
import re
import zlib
from collections.abc import Iterator
from itertools import pairwise

from ouroboros.operators.contract import Operator, RegionView, Rewrite
from ouroboros.operators.examples.date_parsing import EXAMPLES, REFUSALS
from ouroboros.operators.facts.imported import names_member
from ouroboros.operators.facts.loops import times_bound
from ouroboros.operators.facts.scope import frames, has_comment, is_builtin, walk_here
from ouroboros.records.candidate import MutationSeverity, OptimizationOp, Risk

_WIDTHS = {"Y": 4, "m": 2, "d": 2, "H": 2, "M": 2, "S": 2, "f": 6}
"""Digits of each field as ``strftime`` writes it; ``strptime`` tries the full width first."""
_ISO = (("Y", ""), ("m", "-"), ("d", "-"), ("H", "T"), ("M", ":"), ("S", ":"), ("f", "."))
"""Fields in ISO order, each with what stands before it."""
_MISSING = {"Y": "1900", "m": "01", "d": "01"}
"""What ``strptime`` takes for parts of the date that its format lacks."""
_LITERAL = re.compile(r"[ A-Za-z0-9/.:,_-]")
_IMPORT = "from datetime import datetime as _ouroboros_datetime"


def rewrite(view: RegionView) -> Iterator[Rewrite]:
    """One rewrite for each call whose format is known and numeric."""
    names = ("type", "str", "len", "ValueError")
    if view.node.name.startswith("_ouroboros_") or not all(is_builtin(view, name) for name in names):
        return
    for frame in frames(view):
        for node in walk_here(*frame.node.body):
            if not isinstance(node, ast.Call) or len(node.args) != 2 or node.keywords:
                continue
            text, pattern = node.args
            value = view.constant_globals.get(pattern.id) if isinstance(pattern, ast.Name) else pattern
            if (
                not isinstance(node.func, ast.Attribute)
                or node.func.attr != "strptime"
                or not names_member(view, node.func.value, "datetime", "datetime")
                or isinstance(text, ast.Starred)
                or not isinstance(value, ast.Constant)
                or not isinstance(value.value, str)
                or (isinstance(pattern, ast.Name) and times_bound(view.module, pattern.id) != 1)
                or has_comment(view, view.start(node), view.end(node))
            ):
                continue
            helper = reader(value.value)
            if helper is not None:
                kind = view.source(node.func.value)
                yield Rewrite(
                    edits=(view.replace(node, f"{_name(value.value)}({kind}, {view.source(text)})"),),
                    imports=(_IMPORT,),
                    helpers=(helper,),
                    note="a text that is exactly what the format writes is read by fromisoformat and"
                    " checked by writing it again; any other text goes to strptime.",
                )


def _name(pattern: str) -> str:
    return f"_ouroboros_read_{zlib.crc32(pattern.encode()):08x}"


def _fields(pattern: str) -> tuple[dict[str, int], dict[int, str], int] | None:
    """Place of each field, literal characters by place, length of a text; ``None``: not of that kind."""
    places: dict[str, int] = {}
    literals: dict[int, str] = {}
    at = index = 0
    while index < len(pattern):
        if pattern[index] == "%":
            field = pattern[index + 1 : index + 2]
            if field not in _WIDTHS or field in places:
                return None
            places[field] = at
            at += _WIDTHS[field]
            index += 2
        elif _LITERAL.fullmatch(pattern[index]):
            literals[at] = pattern[index]
            at += 1
            index += 1
        else:
            return None
    return places, literals, at


def reader(pattern: str) -> str | None:
    """Source of the function that reads texts of the format; ``None`` where it must stay with ``strptime``.

    Args:
        pattern: a format of ``strptime``. Fields of the date without a year, of the time without the larger
            ones, two spaces in a row, and literal digits are left alone.

    """
    found = _fields(pattern)
    if found is None:
        return None
    places, literals, length = found
    order = [field for field, _ in _ISO if field in places]
    date, time = [f for f in "Ymd" if f in places], [f for f in "HMSf" if f in places]
    if not places or date != list("Ymd"[: len(date)]) or time != list("HMSf"[: len(time)]) or len(time) == 1:
        return None
    if any(literals.get(one) == literals.get(other) == " " for one, other in pairwise(range(length))):
        return None  # any amount of white space matches either
    if any(character.isdigit() for character in literals.values()):
        return None
    conditions = [
        "type(kind) is type and kind == _ouroboros_datetime",
        "type(text) is str",
        f"len(text) == {length}",
    ]
    in_order = sorted(places, key=lambda field: places[field]) == [
        field for field in order if field in places
    ]
    iso_literals = in_order and len(date) == 3 and places["Y"] == 0 and _is_iso(places, literals, length)
    if iso_literals:
        written = "text"
    else:
        conditions += [f'text[{at}] == "{character}"' for at, character in sorted(literals.items())]
        written = 'f"' + "".join(_part(field, before, places) for field, before in _ISO) + '"'
    told = {0: "", 2: ', "minutes"', 3: ', "seconds"', 4: ', "microseconds"'}[len(time)]
    separator = literals.get(places["H"] - 1, "T") if iso_literals and time else "T"
    again = f'found.isoformat("{separator}"{told})'
    if not time:
        again += "[:10]"
    return f'''\
def {_name(pattern)}(kind, text):
    """``kind.strptime(text, {pattern!r})``, read by place where the text is what that format writes."""
    if {" and ".join(conditions)}:
        iso = {written}
        try:
            found = kind.fromisoformat(iso)
        except ValueError:
            found = None
        if found is not None and {again} == iso:
            return found
    return kind.strptime(text, {pattern!r})'''


def _is_iso(places: dict[str, int], literals: dict[int, str], length: int) -> bool:
    """Whether the format is ISO 8601 to the letter (a blank may stand for the ``T``)."""
    expected: dict[int, str] = {}
    at = 0
    for field, before in _ISO:
        if field not in places:
            continue
        if before:
            expected[at] = before
            at += 1
        if places[field] != at:
            return False
        at += _WIDTHS[field]
    if "H" in places and literals.get(10) == " ":
        expected[10] = " "
    return literals == expected and at == length


def _part(field: str, before: str, places: dict[str, int]) -> str:
    """One field of the ISO text, as part of an f-string."""
    if field in places:
        return f"{before}{{text[{places[field]}:{places[field] + _WIDTHS[field]}]}}"
    return f"{before}{_MISSING[field]}" if field in _MISSING else ""


OPERATOR = Operator(
    name="strptime-to-fromisoformat",
    category=OptimizationOp.ALGORITHM_SUBSTITUTION,
    summary="dates in numeric formats of fixed width are read by the C parser",
    rewrite=rewrite,
    severity=MutationSeverity.MINOR,
    risk=Risk.LOW,
    payoff=5.0,
    source="https://docs.python.org/3/library/datetime.html#datetime.datetime.fromisoformat",
    examples=EXAMPLES,
    refusals=REFUSALS,
)
