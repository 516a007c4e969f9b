"""Lists from lists: each once, running totals, two joined, taken apart; and lists of lists."""

from __future__ import annotations

from ouroboros.operators.lifting.entry import entries_for, entry

_LOOP = "loop"
_COMPARING = "loop order"
_SORTING = "floordiv identity shift"
_COUNTER = "from collections import Counter as _ouroboros_Counter"
_ACCUMULATE = "from itertools import accumulate as _ouroboros_accumulate"
_CHAIN = "from itertools import chain as _ouroboros_chain"
_OPERATOR = "import operator as _ouroboros_operator"
_MATH = "import math as _ouroboros_math"
_NUMBERS = "list[int]"
_TEXTS = "list[str]"
_FLOATS = "list[float]"
_ROWS = "list[list[int]]"
_ENDS = "_ouroboros_ends := list(_ouroboros_accumulate({a}, initial=0))"


_LISTS = (
    *entries_for(
        (_NUMBERS, _TEXTS),
        "first-of-each",
        "[]",
        "list(dict.fromkeys({a}))",
        needs="loop member",
        allows="set dict",
    ),
    *entries_for(
        (_NUMBERS, _TEXTS), "first-of-each-compared", "[]", "list(dict.fromkeys({a}))", needs="nested equal"
    ),
    entry(
        "count-of-each-int",
        (_NUMBERS,),
        "dict[int, int]",
        "dict(_ouroboros_Counter({a}))",
        needs=_LOOP,
        allows="dict",
        imports=(_COUNTER,),
    ),
    entry(
        "count-of-each-str",
        (_TEXTS,),
        "dict[str, int]",
        "dict(_ouroboros_Counter({a}))",
        needs=_LOOP,
        allows="dict",
        imports=(_COUNTER,),
    ),
    *entries_for(
        (_NUMBERS,),
        "running-total",
        "[]",
        "list(_ouroboros_accumulate({a}))",
        needs="add loop",
        imports=(_ACCUMULATE,),
    ),
    *entries_for(
        (_NUMBERS,),
        "running-total-from-0",
        "[]",
        "list(_ouroboros_accumulate({a}, initial=0))",
        needs="add loop",
        imports=(_ACCUMULATE,),
    ),
    *entries_for(
        (_NUMBERS,),
        "running-product",
        "[]",
        "list(_ouroboros_accumulate({a}, _ouroboros_operator.mul))",
        needs="multiply loop",
        imports=(_ACCUMULATE, _OPERATOR),
    ),
    *entries_for(
        (_NUMBERS, _FLOATS),
        "running-maximum",
        "[]",
        "list(_ouroboros_accumulate({a}, max))",
        needs=_COMPARING,
        imports=(_ACCUMULATE,),
    ),
    *entries_for(
        (_NUMBERS, _FLOATS),
        "running-minimum",
        "[]",
        "list(_ouroboros_accumulate({a}, min))",
        needs=_COMPARING,
        imports=(_ACCUMULATE,),
    ),
    *entries_for(
        (_NUMBERS,),
        "running-maximum-without-order",
        "[]",
        "list(_ouroboros_accumulate({a}, max))",
        needs="nested",
        imports=(_ACCUMULATE,),
    ),
    *entries_for(
        (_NUMBERS,),
        "differences",
        "[]",
        "list(map(_ouroboros_operator.sub, {a}[1:], {a}))",
        needs="subtract loop",
        imports=(_OPERATOR,),
    ),
    entry(
        "common-in-order",
        (_NUMBERS, _NUMBERS),
        _NUMBERS,
        "list(filter(set({b}).__contains__, {a}))",
        needs=_LOOP,
    ),
    entry(
        "common-once-in-order",
        (_NUMBERS, _NUMBERS),
        _NUMBERS,
        "list(filter(set({b}).__contains__, dict.fromkeys({a})))",
        needs=_LOOP,
    ),
    entry(
        "common-texts-in-order",
        (_TEXTS, _TEXTS),
        _TEXTS,
        "list(filter(set({b}).__contains__, {a}))",
        needs=_LOOP,
    ),
    entry(
        "common-texts-once-in-order",
        (_TEXTS, _TEXTS),
        _TEXTS,
        "list(filter(set({b}).__contains__, dict.fromkeys({a})))",
        needs=_LOOP,
    ),
    entry("union-in-order", (_NUMBERS, _NUMBERS), _NUMBERS, "list(dict.fromkeys({a} + {b}))", needs=_LOOP),
    entry("union-of-texts-in-order", (_TEXTS, _TEXTS), _TEXTS, "list(dict.fromkeys({a} + {b}))", needs=_LOOP),
    entry(
        "sums-by-place",
        (_NUMBERS, _NUMBERS),
        _NUMBERS,
        "list(map(_ouroboros_operator.add, {a}, {b}))",
        guard="len({a}) == len({b})",
        needs="loop add",
        imports=(_OPERATOR,),
    ),
    entry(
        "differences-by-place",
        (_NUMBERS, _NUMBERS),
        _NUMBERS,
        "list(map(_ouroboros_operator.sub, {a}, {b}))",
        guard="len({a}) == len({b})",
        needs="loop subtract",
        imports=(_OPERATOR,),
    ),
    entry(
        "products-by-place",
        (_NUMBERS, _NUMBERS),
        _NUMBERS,
        "list(map(_ouroboros_operator.mul, {a}, {b}))",
        guard="len({a}) == len({b})",
        needs="loop multiply",
        imports=(_OPERATOR,),
    ),
    entry(
        "turned-left",
        (_NUMBERS, "int"),
        _NUMBERS,
        "{a}[{b}:] + {a}[:{b}]",
        guard="0 <= {b} <= len({a})",
        needs=_LOOP,
        allows="modulo",
    ),
    entry(
        "turned-right",
        (_NUMBERS, "int"),
        _NUMBERS,
        "{a}[-{b}:] + {a}[:-{b}]",
        guard="0 < {b} <= len({a})",
        needs=_LOOP,
        allows="modulo",
    ),
    entry(
        "pieces",
        (_NUMBERS, "int"),
        _ROWS,
        "[{a}[at : at + {b}] for at in range(0, len({a}), {b})]",
        guard="{b} > 0",
        needs=_LOOP,
        allows="modulo multiply floordiv",
    ),
    entry(
        "windows",
        (_NUMBERS, "int"),
        _ROWS,
        "[{a}[at : at + {b}] for at in range(len({a}) - {b} + 1)]",
        guard="0 < {b} <= len({a})",
        needs="nested",
    ),
    entry(
        "window-sums",
        (_NUMBERS, "int"),
        _NUMBERS,
        f"list(map(_ouroboros_operator.sub, ({_ENDS})[{{b}}:], _ouroboros_ends))",
        guard="0 < {b} <= len({a})",
        needs="loop add",
        imports=(_ACCUMULATE, _OPERATOR),
    ),
)

_TABLES = (
    entry(
        "flattened",
        (_ROWS,),
        _NUMBERS,
        "list(_ouroboros_chain.from_iterable({a}))",
        needs=_LOOP,
        imports=(_CHAIN,),
    ),
    entry(
        "total-of-rows",
        (_ROWS,),
        "int",
        "sum(map(sum, {a}))",
        needs="add loop",
    ),
    entry(
        "row-sums",
        (_ROWS,),
        _NUMBERS,
        "list(map(sum, {a}))",
        needs="add loop",
    ),
    entry(
        "column-sums",
        (_ROWS,),
        _NUMBERS,
        "list(map(sum, zip(*{a})))",
        guard="len(set(map(len, {a}))) == 1",
        needs="add loop",
    ),
    entry(
        "largest-of-rows",
        (_ROWS,),
        "int",
        "max(map(max, {a}))",
        guard="all({a})",
        needs=_COMPARING,
    ),
    entry(
        "transposed",
        (_ROWS,),
        _ROWS,
        "list(map(list, zip(*{a})))",
        guard="len(set(map(len, {a}))) == 1",
        needs="nested",
        allows="multiply",
    ),
    entry(
        "turned-clockwise",
        (_ROWS,),
        _ROWS,
        "list(map(list, zip(*{a}[::-1])))",
        guard="len(set(map(len, {a}))) == 1",
        needs="nested",
        allows="multiply",
    ),
    entry(
        "matrix-product",
        (_ROWS, _ROWS),
        _ROWS,
        "[[sum(map(_ouroboros_operator.mul, row, column)) for column in _ouroboros_columns] for row in {a}]",
        guard="{{len({b})}} == set(map(len, {a})) and len(set(map(len, {b}))) == 1"
        " and (_ouroboros_columns := list(zip(*{b})))",
        needs="nested multiply add",
        imports=(_OPERATOR,),
    ),
    entry(
        "matrix-by-vector",
        (_ROWS, _NUMBERS),
        _NUMBERS,
        "[sum(map(_ouroboros_operator.mul, row, {b})) for row in {a}]",
        guard="set(map(len, {a})) == {{len({b})}}",
        needs="nested multiply add",
        imports=(_OPERATOR,),
    ),
)

ENTRIES = (*_LISTS, *_TABLES)
