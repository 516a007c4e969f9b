"""Lists: orders, extremes, sums, counts, places."""

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


_SORTS = (
    *entries_for((_NUMBERS, _TEXTS, _FLOATS), "sorted", "[]", "sorted({a})", needs="order", allows=_SORTING),
    *entries_for(
        (_NUMBERS, _TEXTS, _FLOATS),
        "sorted-downwards",
        "[]",
        "sorted({a}, reverse=True)",
        needs="order",
        allows=_SORTING,
    ),
    *entries_for(
        (_NUMBERS, _TEXTS, _FLOATS),
        "sort",
        "NoneType",
        "",
        statement="{a}.sort()",
        needs="order store",
        allows=_SORTING,
    ),
    *entries_for(
        (_NUMBERS, _TEXTS, _FLOATS),
        "sort-downwards",
        "NoneType",
        "",
        statement="{a}.sort(reverse=True)",
        needs="order store",
        allows=_SORTING,
    ),
    *entries_for(
        (_NUMBERS, _TEXTS, _FLOATS),
        "sort-and-return",
        "[]",
        "{a}",
        statement="{a}.sort()",
        needs="order store",
        allows=_SORTING,
    ),
    *entries_for(
        (_NUMBERS, _TEXTS, _FLOATS),
        "sort-downwards-and-return",
        "[]",
        "{a}",
        statement="{a}.sort(reverse=True)",
        needs="order store",
        allows=_SORTING,
    ),
    entry(
        "sort-a-part",
        (_NUMBERS, "int", "int"),
        "NoneType",
        "",
        statement="{a}[{b} : {c} + 1] = sorted({a}[{b} : {c} + 1])",
        guard="0 <= {b} < {c} < len({a})",
        needs="order store",
        allows=_SORTING,
    ),
    *entries_for(
        (_NUMBERS, _TEXTS), "sorted-distinct", "[]", "sorted(set({a}))", needs="order", allows="set"
    ),
    *entries_for((_NUMBERS, _TEXTS), "reversed", "[]", "{a}[::-1]", needs=_LOOP),
    *entries_for(
        (_NUMBERS, _TEXTS),
        "reverse",
        "NoneType",
        "",
        statement="{a}.reverse()",
        needs="store",
        allows="floordiv",
    ),
    entry(
        "merge-of-ordered",
        (_NUMBERS, _NUMBERS),
        _NUMBERS,
        "sorted({a} + {b})",
        guard="sorted({a}) == {a} and sorted({b}) == {b}",
        needs=_COMPARING,
    ),
    entry(
        "kth-from-0",
        (_NUMBERS, "int"),
        "int",
        "sorted({a})[{b}]",
        guard="0 <= {b} < len({a})",
        needs="order",
        allows=_SORTING,
    ),
    entry(
        "kth-from-1",
        (_NUMBERS, "int"),
        "int",
        "sorted({a})[{b} - 1]",
        guard="1 <= {b} <= len({a})",
        needs="order",
        allows=_SORTING,
    ),
)

_FOLDS = (
    *entries_for(
        (_NUMBERS, _FLOATS, _TEXTS), "largest", "item", "max({a})", needs=_COMPARING, allows="identity"
    ),
    *entries_for(
        (_NUMBERS, _FLOATS, _TEXTS), "smallest", "item", "min({a})", needs=_COMPARING, allows="identity"
    ),
    *entries_for((_NUMBERS, _FLOATS), "place-of-largest", "int", "{a}.index(max({a}))", needs=_COMPARING),
    *entries_for((_NUMBERS, _FLOATS), "place-of-smallest", "int", "{a}.index(min({a}))", needs=_COMPARING),
    *entries_for((_NUMBERS,), "spread", "int", "max({a}) - min({a})", needs="loop order subtract"),
    *entries_for((_NUMBERS,), "total", "int", "sum({a})", needs="add"),
    *entries_for(
        (_NUMBERS,), "product", "int", "_ouroboros_math.prod({a})", needs="multiply", imports=(_MATH,)
    ),
    *entries_for((_NUMBERS,), "mean", "float", "sum({a}) / len({a})", needs="add divide loop"),
    *entries_for(
        (_NUMBERS,),
        "sum-of-squares",
        "int",
        "sum(map(_ouroboros_operator.mul, {a}, {a}))",
        needs="add loop",
        allows="multiply power",
        imports=(_OPERATOR,),
    ),
    *entries_for(
        (_NUMBERS,),
        "gcd-of-all",
        "int",
        "_ouroboros_math.gcd(*{a})",
        needs="modulo",
        guard="min({a}) > 0",
        imports=(_MATH,),
    ),
    *entries_for(
        (_NUMBERS, _TEXTS),
        "most-frequent",
        "item",
        "_ouroboros_Counter({a}).most_common(1)[0][0]",
        needs=_LOOP,
        allows="dict identity",
        imports=(_COUNTER,),
    ),
    *entries_for(
        (_NUMBERS, _TEXTS), "distinct-count", "int", "len(set({a}))", needs=_LOOP, allows="set dict"
    ),
    *entries_for(
        (_NUMBERS, _TEXTS),
        "has-duplicates",
        "bool",
        "len(set({a})) != len({a})",
        needs=_LOOP,
        allows="set dict",
    ),
    *entries_for(
        (_NUMBERS, _TEXTS),
        "all-distinct",
        "bool",
        "len(set({a})) == len({a})",
        needs=_LOOP,
        allows="set dict",
    ),
    *entries_for((_NUMBERS, _TEXTS), "is-ordered", "bool", "sorted({a}) == {a}", needs=_COMPARING),
    entry(
        "dot-product",
        (_NUMBERS, _NUMBERS),
        "int",
        "sum(map(_ouroboros_operator.mul, {a}, {b}))",
        guard="len({a}) == len({b})",
        needs="multiply add loop",
        imports=(_OPERATOR,),
    ),
    entry("count-of", (_NUMBERS, "int"), "int", "{a}.count({b})", needs=_LOOP),
    entry("count-of-text", (_TEXTS, "str"), "int", "{a}.count({b})", needs=_LOOP),
    entry("contains", (_NUMBERS, "int"), "bool", "{b} in {a}", needs="equal"),
    entry("contains-text", (_TEXTS, "str"), "bool", "{b} in {a}", needs="equal"),
    entry(
        "place-or-minus-one",
        (_NUMBERS, "int"),
        "int",
        "{a}.index({b}) if {b} in {a} else -1",
        needs="equal loop",
    ),
    entry(
        "place-of-text-or-minus-one",
        (_TEXTS, "str"),
        "int",
        "{a}.index({b}) if {b} in {a} else -1",
        needs="equal loop",
    ),
)

ENTRIES = (*_SORTS, *_FOLDS)
