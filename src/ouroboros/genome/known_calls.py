# ruff: noqa: SIM905  # word lists read better than quoted ones
"""What is known of built-ins and of the standard library: effects and results.

Everything here calls special methods of its arguments at most (``__len__``, ``__iter__``, ``__eq__`` …),
which
are taken for quiet (see ``effects``). A function that is not listed is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ouroboros.records.source import Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One function or method. ``kind`` names the exact built-in type of a result, ``None``: some object."""

    effects: frozenset[Effect] = frozenset()
    kind: str | None = None
    holds_arguments: bool = True
    """Whether the result may hold, or be, something reachable from the arguments."""
    mutates: tuple[int, ...] = ()
    """Positions of arguments that are changed (-1: the receiver)."""
    calls: tuple[str, ...] = field(default=())
    """Where callables come in: positions as digits, or keyword names; they get what the arguments hold."""


_SCALAR = "scalar"
"""Numbers, truth values, ``None`` and text: nothing to mutate and nothing inside."""

IMMUTABLE_KINDS = frozenset({_SCALAR, "str", "bytes", "pattern", "scalars"})


def _scalars(names: str) -> dict[str, Known]:
    return dict.fromkeys(names.split(), Known(kind=_SCALAR, holds_arguments=False))


def _objects(names: str, kind: str | None = None, calls: tuple[str, ...] = ()) -> dict[str, Known]:
    return dict.fromkeys(names.split(), Known(kind=kind, calls=calls))


_IO = frozenset({Effect.IO})
_RANDOM = frozenset({Effect.NONDETERMINISTIC})

BUILTINS: dict[str, Known] = {
    **_scalars(
        "len abs bool int float complex divmod round ord pow isinstance issubclass "
        "callable hasattr any all slice range"
    ),
    **dict.fromkeys(
        ("str", "chr", "repr", "ascii", "bin", "hex", "oct", "format"),
        Known(kind="str", holds_arguments=False),
    ),
    "bytes": Known(kind="bytes", holds_arguments=False),
    "bytearray": Known(kind="bytearray", holds_arguments=False),
    "list": Known(kind="list"),
    "tuple": Known(kind="tuple"),
    "set": Known(kind="set"),
    "frozenset": Known(kind="frozenset"),
    "dict": Known(kind="dict"),
    "sorted": Known(kind="list", calls=("key",)),
    "min": Known(calls=("key",)),
    "max": Known(calls=("key",)),
    "map": Known(calls=("0",)),
    "filter": Known(calls=("0",)),
    **_objects("sum zip enumerate reversed getattr type object memoryview iter"),
    "next": Known(mutates=(0,)),
    "setattr": Known(mutates=(0,)),
    "delattr": Known(mutates=(0,)),
    "print": Known(effects=_IO, kind=_SCALAR),
    "input": Known(effects=_IO, kind="str"),
    "open": Known(effects=_IO, kind="file"),
    "id": Known(effects=_RANDOM, kind=_SCALAR),
    "hash": Known(effects=_RANDOM, kind=_SCALAR),
}
"""``iter`` of one argument only; ``type`` of one argument only; both are checked where they are called."""

EXCEPTIONS = frozenset(
    name
    for name, value in vars(__import__("builtins")).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)

_MATH = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil comb copysign cos cosh degrees "
    "dist erf erfc exp exp2 expm1 fabs "
    "factorial floor fmod frexp fsum gamma gcd hypot isclose isfinite isinf isnan "
    "isqrt lcm ldexp lgamma log log10 "
    "log1p log2 modf nextafter perm pow prod radians remainder sin sinh sqrt tan tanh trunc ulp sumprod"
)
LIBRARY: dict[str, Known] = {
    **{f"math.{name}": Known(kind=_SCALAR, holds_arguments=False) for name in _MATH.split()},
    **{
        f"cmath.{name}": Known(kind=_SCALAR, holds_arguments=False)
        for name in "exp log sqrt sin cos tan phase polar rect isclose isnan isinf isfinite".split()
    },
    **{
        f"operator.{name}": Known()
        for name in "add sub mul truediv floordiv mod pow neg pos abs eq ne lt le gt ge not_ truth "
        "and_ or_ xor "
        "getitem contains is_ is_not index concat".split()
    },
    **{
        f"operator.{name}": Known(kind="getter", holds_arguments=False)
        for name in ("itemgetter", "attrgetter")
    },
    **{
        f"itertools.{name}": Known()
        for name in "chain repeat islice product permutations combinations "
        "combinations_with_replacement zip_longest "
        "pairwise count cycle compress batched".split()
    },
    "itertools.chain.from_iterable": Known(),
    "itertools.accumulate": Known(calls=("1", "func")),
    "itertools.groupby": Known(calls=("1", "key")),
    "itertools.starmap": Known(calls=("0",)),
    "itertools.takewhile": Known(calls=("0",)),
    "itertools.dropwhile": Known(calls=("0",)),
    "itertools.filterfalse": Known(calls=("0",)),
    "functools.reduce": Known(calls=("0",)),
    "collections.deque": Known(kind="deque"),
    "collections.Counter": Known(kind="Counter"),
    "collections.OrderedDict": Known(kind="dict"),
    "collections.defaultdict": Known(kind="defaultdict"),
    "bisect.bisect": Known(kind=_SCALAR, holds_arguments=False, calls=("key",)),
    "bisect.bisect_left": Known(kind=_SCALAR, holds_arguments=False, calls=("key",)),
    "bisect.bisect_right": Known(kind=_SCALAR, holds_arguments=False, calls=("key",)),
    "bisect.insort": Known(kind=_SCALAR, mutates=(0,), calls=("key",)),
    "bisect.insort_left": Known(kind=_SCALAR, mutates=(0,), calls=("key",)),
    "bisect.insort_right": Known(kind=_SCALAR, mutates=(0,), calls=("key",)),
    **{
        f"heapq.{name}": Known(mutates=(0,))
        for name in "heappush heappop heapify heapreplace heappushpop".split()
    },
    **{f"heapq.{name}": Known(kind="list", calls=("key",)) for name in ("nlargest", "nsmallest")},
    "re.compile": Known(kind="pattern", holds_arguments=False),
    **{
        f"re.{name}": Known(kind=kind, holds_arguments=False)
        for name, kind in (
            ("match", None),
            ("search", None),
            ("fullmatch", None),
            ("findall", "list"),
            ("split", "list"),
            ("escape", "str"),
            ("finditer", None),
        )
    },
    "re.sub": Known(kind="str", holds_arguments=False, calls=("1",)),
    "re.subn": Known(kind="tuple", holds_arguments=False, calls=("1",)),
    "json.loads": Known(holds_arguments=False),
    "string.capwords": Known(kind="str", holds_arguments=False),
    "copy.copy": Known(),
    "copy.deepcopy": Known(),
    "statistics.mean": Known(),
    "statistics.median": Known(),
    "fractions.Fraction": Known(kind=_SCALAR, holds_arguments=False),
    "datetime.timedelta": Known(kind=_SCALAR, holds_arguments=False),
    "datetime.date": Known(kind=_SCALAR, holds_arguments=False),
    "datetime.datetime.strptime": Known(kind=_SCALAR, holds_arguments=False),
    "datetime.datetime.fromisoformat": Known(kind=_SCALAR, holds_arguments=False),
    "datetime.date.fromisoformat": Known(kind=_SCALAR, holds_arguments=False),
    "typing.cast": Known(),
    **{
        f"{name}": Known(effects=_RANDOM, kind=_SCALAR, holds_arguments=False)
        for name in "time.time time.perf_counter time.monotonic time.process_time time.time_ns "
        "time.perf_counter_ns "
        "datetime.datetime.now datetime.date.today os.getpid os.urandom uuid.uuid4 uuid.uuid1".split()
    },
    **{
        f"random.{name}": Known(effects=frozenset({Effect.NONDETERMINISTIC, Effect.WRITES_GLOBALS}))
        for name in "random randint randrange uniform gauss choice choices sample betavariate "
        "expovariate seed "
        "getrandbits normalvariate triangular".split()
    },
    "random.shuffle": Known(
        effects=frozenset({Effect.NONDETERMINISTIC, Effect.WRITES_GLOBALS}), mutates=(0,)
    ),
    "time.sleep": Known(effects=_IO, kind=_SCALAR),
}
"""Strict about ``json.loads``: hooks make it unknown, which is checked where it is called."""

LIBRARY_SCALARS = frozenset(
    {
        "math.pi",
        "math.e",
        "math.tau",
        "math.inf",
        "math.nan",
        "sys.maxsize",
        "sys.byteorder",
        "sys.version_info",
    }
    | {
        f"string.{name}"
        for name in "ascii_letters ascii_lowercase ascii_uppercase digits hexdigits punctuation".split()
    }
    | {f"re.{name}" for name in "I IGNORECASE M MULTILINE S DOTALL X VERBOSE A ASCII U UNICODE".split()}
)


def _methods(
    readers: str = "", mutators: str = "", scalars: str = "", copies: str = "", kind: str | None = None
) -> dict[str, Known]:
    return {
        **dict.fromkeys(readers.split(), Known()),
        **dict.fromkeys(mutators.split(), Known(mutates=(-1,))),
        **_scalars(scalars),
        **dict.fromkeys(copies.split(), Known(kind=kind)),
    }


_DICT = _methods(
    "get keys values items fromkeys", "pop popitem setdefault update clear move_to_end", "", "copy", "dict"
)
_SET = _methods(
    "", "", "isdisjoint issubset issuperset", "union intersection difference symmetric_difference copy", "set"
)
_TEXT = (
    "capitalize casefold center count encode endswith expandtabs find format "
    "format_map index isalnum isalpha isascii "
    "isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle "
    "isupper join ljust lower lstrip "
    "maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split "
    "splitlines startswith strip swapcase title translate upper zfill decode hex fromhex"
)
_TEXT_KINDS = {
    **dict.fromkeys(("split", "rsplit", "splitlines"), "strings"),
    **dict.fromkeys(("partition", "rpartition"), "tuple"),
    **dict.fromkeys(("count", "find", "rfind", "index", "rindex", "startswith", "endswith"), _SCALAR),
}

METHODS: dict[str, dict[str, Known]] = {
    "list": {
        **_methods("", "append extend insert remove pop clear reverse", "count index", "copy", "list"),
        "sort": Known(kind=_SCALAR, mutates=(-1,), calls=("key",)),
    },
    "tuple": _scalars("count index"),
    "dict": _DICT,
    "defaultdict": _DICT,
    "Counter": {**_DICT, **_methods("elements total", "subtract", "", "most_common", "list")},
    "set": {
        **_SET,
        **_methods(
            "",
            "add discard remove pop clear update intersection_update difference_update "
            "symmetric_difference_update",
        ),
    },
    "frozenset": _SET,
    "deque": _methods(
        "",
        "append appendleft extend extendleft pop popleft remove clear reverse rotate insert",
        "count index",
        "copy",
        "deque",
    ),
    "str": {
        name: Known(
            kind="list"
            if _TEXT_KINDS.get(name) == "strings"
            else _TEXT_KINDS.get(name, _SCALAR if name[:2] == "is" else "str"),
            holds_arguments=False,
        )
        for name in _TEXT.split()
        if name not in {"decode", "hex", "fromhex", "encode", "maketrans"}
    }
    | {
        "encode": Known(kind="bytes", holds_arguments=False),
        "maketrans": Known(kind="dict", holds_arguments=False),
    },
    "bytes": {name: Known(holds_arguments=False) for name in _TEXT.split()},
    "bytearray": _methods(
        "", "append extend insert remove pop clear reverse", "count find index", "copy", "bytearray"
    ),
    "pattern": {
        **{
            name: Known(kind=kind, holds_arguments=False)
            for name, kind in (
                ("match", None),
                ("search", None),
                ("fullmatch", None),
                ("findall", "list"),
                ("split", "list"),
                ("finditer", None),
            )
        },
        "sub": Known(kind="str", holds_arguments=False, calls=("0",)),
        "subn": Known(kind="tuple", holds_arguments=False, calls=("0",)),
    },
    "scalar": _scalars("bit_length bit_count as_integer_ratio is_integer conjugate"),
    "file": dict.fromkeys(
        ("read", "readline", "readlines", "write", "writelines", "close", "flush", "seek", "tell"),
        Known(effects=_IO),
    ),
}
METHODS["Counter"]["update"] = Known(mutates=(-1,))

FACTORIES = frozenset({"list", "dict", "set", "int", "float", "str", "bool", "tuple"})
"""Built-ins that ``defaultdict`` may call."""

TYPE_NAMES = {"str": "str", "dict": "dict", "list": "list", "set": "set", "bytes": "bytes", "tuple": "tuple"}
"""Built-in types whose methods check their receiver themselves: ``str.lower(x)`` is text or a
``TypeError``."""
