"""What only computes: modules, members, built-ins and attributes that cannot tell where or when they run.

The lists say what may be reached; whatever they do not name is taken for dangerous. A standard library grows
with every release, and a list of forbidden things would be out of date with the next one.
"""

from __future__ import annotations

import builtins
import importlib
import string
import sys
from functools import cache
from types import ModuleType

from ouroboros.records.fitness import DANGEROUS_POINTS

Sight = tuple[str, float]
"""What was seen, in words, and what it costs in points."""

DANGEROUS = DANGEROUS_POINTS
DOUBTFUL = 15.0
_FOREIGN = 10.0
_INSPECTING = 5.0
_COMPUTING = 1.0

_MODULES = frozenset({
    "__future__", "abc", "array", "base64", "binascii", "bisect", "cmath", "collections", "collections.abc",
    "colorsys", "contextlib", "copy", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions",
    "functools", "graphlib", "hashlib", "heapq", "html", "itertools", "json", "keyword", "math", "numbers",
    "operator", "random", "re", "statistics", "string", "struct", "textwrap", "types", "typing",
    "unicodedata", "zlib",
})  # fmt: skip
"""Modules of the standard library that only compute, but for the members in ``_WITHHELD``."""
_ONLY = {
    "sys": frozenset({"byteorder", "float_info", "int_info", "maxsize", "maxunicode"}),
    "os": frozenset({"altsep", "curdir", "extsep", "fspath", "linesep", "pardir", "pathsep", "sep"}),
    "os.path": frozenset({"basename", "commonpath", "commonprefix", "dirname", "isabs", "join", "normcase",
                          "normpath", "sep", "split", "splitext"}),
    "contextlib": frozenset({"closing", "contextmanager", "nullcontext", "suppress"}),
    "types": frozenset({"EllipsisType", "GenericAlias", "MappingProxyType", "NoneType", "SimpleNamespace",
                        "UnionType"}),
    "random": frozenset(),
}  # fmt: skip
"""Modules of which nothing but these members is free."""
_WITHHELD = {
    "abc": frozenset({"get_cache_token"}),
    "dataclasses": frozenset({"make_dataclass"}),
    "decimal": frozenset({"BasicContext", "DefaultContext", "ExtendedContext", "getcontext", "localcontext",
                          "setcontext"}),
    "functools": frozenset({"singledispatch", "singledispatchmethod"}),
    "hashlib": frozenset({"algorithms_available", "file_digest"}),
    "operator": frozenset({"attrgetter", "call", "methodcaller"}),
    "re": frozenset({"purge"}),
    "string": frozenset({"Formatter"}),
    "typing": frozenset({"ForwardRef", "get_type_hints"}),
}  # fmt: skip
"""Members that read or run text, hold state for everybody, or reach for names made at run time."""

_BUILTINS = frozenset({
    "Ellipsis", "False", "None", "NotImplemented", "True", "abs", "all", "any", "ascii", "bin", "bool",
    "bytearray", "bytes", "callable", "chr", "classmethod", "complex", "dict", "divmod", "enumerate",
    "filter", "float", "format", "frozenset", "hex", "int", "isinstance", "issubclass", "iter", "len", "list",
    "map", "max", "memoryview", "min", "next", "object", "oct", "ord", "pow", "property", "range", "repr",
    "reversed", "round", "set", "slice", "sorted", "staticmethod", "str", "sum", "super", "tuple", "type",
    "zip",
})  # fmt: skip
_BROAD = frozenset({
    "BaseException", "BaseExceptionGroup", "EnvironmentError", "Exception", "ExceptionGroup", "IOError",
    "KeyboardInterrupt", "MemoryError", "OSError", "RecursionError", "RuntimeError", "SystemError",
    "SystemExit", "TimeoutError",
})  # fmt: skip
"""What the limits of a sandbox are felt by: whoever catches it learns how much memory or stack there is."""
_SITE = frozenset({"copyright", "credits", "exit", "help", "license", "quit"})

_OPERATIONS = ("add", "and", "divmod", "floordiv", "lshift", "matmul", "mod", "mul", "or", "pow", "rshift",
               "sub", "truediv", "xor")  # fmt: skip
_PLAIN_DUNDERS = frozenset(
    f"__{name}__"
    for name in (
        *(f"{side}{name}" for side in ("", "r", "i") for name in _OPERATIONS),
        *("abs", "bool", "bytes", "call", "ceil", "complex", "contains", "delitem", "enter", "eq"),
        *("float", "floor", "ge", "getitem", "gt", "index", "init", "int", "invert", "iter", "le", "len"),
        *("length_hint", "lt", "missing", "name", "ne", "neg", "new", "next", "pos", "post_init", "qualname"),
        *("reversed", "round", "setitem", "slots", "trunc"),
    )
)
_COMPARING = frozenset({"__eq__", "__ge__", "__gt__", "__le__", "__lt__", "__ne__"})
_TELLING = frozenset({
    # frames, code, tracebacks, generators and coroutines
    "_current_frames", "_getframe", "f_back", "f_builtins", "f_code", "f_globals", "f_lasti", "f_lineno",
    "f_locals", "f_trace", "gi_code", "gi_frame", "gi_running", "gi_suspended", "gi_yieldfrom", "cr_await",
    "cr_code", "cr_frame", "cr_origin", "cr_running", "ag_await", "ag_code", "ag_frame", "ag_running",
    "tb_frame", "tb_lasti", "tb_lineno", "tb_next", "with_traceback", "mro", "settrace", "setprofile",
    # clocks and places
    "astimezone", "fromtimestamp", "getpid", "now", "perf_counter", "process_time", "timestamp", "today",
    "utcnow",
    # files, processes, foreign memory, text that is run
    "absolute", "ctypes", "cwd", "dump", "eval", "expanduser", "fileno", "get_objects", "get_referents",
    "get_referrers", "home", "import_module", "is_dir", "is_file", "iterdir", "lstat", "memmap", "mkdir",
    "open", "popen", "query", "read_bytes", "read_text", "recv", "rglob", "rmtree", "sendall", "to_csv",
    "to_excel", "to_feather", "to_hdf", "to_parquet", "to_pickle", "to_sql", "tofile", "touch", "unlink",
    "urlopen", "write_bytes", "write_text",
    # what a cache says of earlier calls
    "cache_clear", "cache_info", "cache_parameters",
    # addresses and entropy
    "buffer_info", "byte_bounds", "seed",
})  # fmt: skip
"""Attributes that tell where, when or how often code runs, or lead out of the program's own data."""
_OUTSIDE = frozenset({
    "DataSource", "ctypeslib", "f2py", "fromfile", "genfromtxt", "get_include", "load", "loadtxt", "memmap",
    "open_memmap", "random", "save", "savetxt", "savez", "savez_compressed", "show_config", "show_versions",
    # what is set for everybody, and asked later
    "errstate", "get_option", "get_printoptions", "getbufsize", "geterr", "geterrcall", "option_context",
    "options", "printoptions", "set_option", "set_printoptions", "setbufsize", "seterr", "seterrcall",
    # dates, which understand "now" however it is spelled
    "DatetimeIndex", "Period", "PeriodIndex", "Timestamp", "date_range", "datetime64", "to_datetime",
})  # fmt: skip
"""Members of NumPy and pandas that open files, throw dice, tell the time or the machine, or hold state."""
_FOREIGN_DANGEROUS = frozenset({
    "IPython", "__main__", "_pytest", "aiohttp", "anyio", "boto3", "cffi", "cloudpickle", "coverage",
    "cpuinfo", "dill", "distro", "docker", "eventlet", "filelock", "future", "gevent", "greenlet", "httpx",
    "jinja2", "joblib", "mako", "numexpr", "ouroboros", "paramiko", "pip", "pkg_resources", "psutil",
    "psycopg2", "pynvml", "pytest", "redis", "requests", "setproctitle", "setuptools", "six", "sqlalchemy",
    "sympy", "tornado", "trio", "twisted", "urllib3", "yaml", "zmq",
})  # fmt: skip
"""Well-known packages that lead to processes, machines, files or foreign memory, or run text."""

_HOMONYMS = frozenset({"calendar", "code", "profile", "queue", "select", "signal", "stat", "test", "token",
                       "trace"})  # fmt: skip
"""Names of modules that libraries for numbers give to functions and modules of their own."""


def of_import(module: str) -> Sight:
    """What importing ``module`` costs; a leading dot stands for the target's own package."""
    top = module.partition(".")[0]
    if not top:
        return f"imports {module}, a module of the same package that nobody looked into", DANGEROUS
    if top in _FOREIGN_DANGEROUS:
        return f"imports {module}", DANGEROUS
    if top not in sys.stdlib_module_names:
        return f"imports {module}", _FOREIGN
    if module in _MODULES or _is_public(module):
        return f"imports {module}, which only computes", _COMPUTING
    if module in _ONLY:
        return f"imports {module}", _INSPECTING
    return f"imports {module}", DANGEROUS


def of_path(path: str, *, imported: bool = False) -> Sight | None:
    """What a use costs.

    Args:
        path: the dotted name of an imported module, or of something in one.
        imported: whether this is the import alone; a module is then judged where it is used.

    """
    parts = path.split(".")
    if parts[0] not in sys.stdlib_module_names:
        if len(parts) == 1:
            return f"hands {path} on", DANGEROUS
        outside = not _OUTSIDE.isdisjoint(parts[1:]) or any(
            part.startswith(("_", "read_")) and not part.startswith("_ouroboros") for part in parts[1:]
        )
        return (f"uses {path}", DANGEROUS) if outside or any(map(_more_than_computes, parts[1:])) else None
    module = parts[0]
    for place, part in enumerate(parts[1:], 1):
        if f"{module}.{part}" in _MODULES or f"{module}.{part}" in _ONLY:
            module = f"{module}.{part}"
            continue
        free = module in _ONLY or module in _MODULES
        allowed = part in _ONLY[module] if module in _ONLY else free and _is_member(module, part)
        if not allowed:
            return f"uses {'.'.join(parts[: place + 1])}", DANGEROUS
        return None
    # The module itself as a value: what is taken out of it later cannot be seen.
    return None if imported else (f"hands {path} on", DANGEROUS)


def of_builtin(name: str) -> Sight | None:
    """What naming a built-in costs."""
    if name in _BUILTINS:
        return None
    if name in _BROAD:
        return f"names {name}, by which the limits of a sandbox are felt", DANGEROUS
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return None
    return f"names {name}", DANGEROUS


def is_builtin(name: str) -> bool:
    """Whether a name that no scope binds is found among the built-ins, or is one of a module's own facts."""
    return hasattr(builtins, name) or name in _SITE or is_dunder(name)


def of_attribute(name: str) -> Sight | None:
    """What reaching for an attribute of anything costs."""
    if name in _TELLING or (is_dunder(name) and name not in _PLAIN_DUNDERS) or name.startswith("co_"):
        return f"reaches for .{name}", DANGEROUS
    return None


def of_pattern(pattern: str) -> list[Sight]:
    """What ``pattern.format(…)`` reaches for: ``"{0.gi_frame}"`` reads an attribute."""
    try:
        fields = [name for _, name, _, _ in string.Formatter().parse(pattern) if name]
    except ValueError:
        return []
    names = [part.rstrip("]") for each in fields for part in each.replace("[", ".").split(".")[1:]]
    return [found for found in map(of_attribute, names) if found is not None]


def of_definition(name: str) -> Sight | None:
    """What it costs to define a function, or to bind a name, that Python looks up by itself."""
    if not is_dunder(name) or name in {"__all__", "__hash__"}:
        return None
    if name in _COMPARING:
        return f"says in {name} itself what it equals", DOUBTFUL
    return None if name in _PLAIN_DUNDERS else (f"defines {name}", DANGEROUS)


def is_dunder(name: str) -> bool:
    """Whether the name is one of Python's own."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def _more_than_computes(part: str) -> bool:
    """Whether a member of a foreign module bears the name of a module that tells more: ``numpy.os``."""
    name = part.lstrip("_")
    return name in sys.stdlib_module_names and name not in _MODULES and name not in _HOMONYMS


def _is_public(module: str) -> bool:
    """Whether it is a submodule, without an underscore, of something that only computes: ``json.decoder``."""
    top, _, rest = module.partition(".")
    return top in _MODULES and top not in _ONLY and bool(rest) and not rest.startswith("_")


@cache
def _members(module: str) -> frozenset[str]:
    """What a module of the standard library offers to everybody."""
    loaded = importlib.import_module(module)
    offered = getattr(loaded, "__all__", None)
    if offered is None:
        offered = [
            name
            for name, value in vars(loaded).items()
            if not name.startswith("_") and not isinstance(value, ModuleType)
        ]
    return frozenset(offered)


def _is_member(module: str, name: str) -> bool:
    return name in _members(module) and name not in _WITHHELD.get(module, frozenset())
