"""What a change brings into a program that could do harm, read from the difference of two texts.

Static findings only: the sandbox is what holds a candidate, this says what a reviewer should look at. Nothing
new is 100 points. What leads out of the program's own data (processes, sockets, files, pickles, other frames)
costs so much that a candidate with one such finding fails the acceptance criteria by default.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from ouroboros.arena.lasting_state import lasting_state
from ouroboros.records.fitness import DANGEROUS_POINTS, SecurityFinding, SecurityScore

_DANGEROUS = DANGEROUS_POINTS
_DOUBTFUL = 15.0
_KEEPING = 10.0
_FOREIGN = 10.0
_INSPECTING = 5.0
_COMPUTING = 1.0

_DANGEROUS_MODULES = frozenset({
    "asyncio.subprocess", "builtins", "cffi", "code", "codeop", "ctypes", "dis", "ftplib", "gc", "http",
    "httpx", "importlib", "inspect", "marshal", "mmap", "multiprocessing", "pickle", "pkgutil", "pty",
    "requests", "runpy", "shelve", "shutil", "signal", "site", "smtplib", "socket", "socketserver", "sqlite3",
    "ssl", "subprocess", "tempfile", "tracemalloc", "urllib", "webbrowser", "xmlrpc", "zipimport", "_thread",
})  # fmt: skip
"""Modules that lead to other processes, machines, files, foreign memory, or the interpreter's own inside."""
_COMPUTING_MODULES = frozenset({
    "__future__", "abc", "array", "base64", "binascii", "bisect", "cmath", "collections", "colorsys", "copy",
    "contextlib", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools",
    "graphlib", "hashlib", "heapq", "itertools", "json", "keyword", "math", "numbers", "operator", "random",
    "re", "reprlib", "statistics", "string", "struct", "textwrap", "types", "typing", "unicodedata",
    "warnings", "zlib",
})  # fmt: skip
"""Modules of the standard library that only compute."""
_DANGEROUS_NAMES = frozenset({
    "__builtins__", "__import__", "breakpoint", "compile", "eval", "exec", "globals", "input", "locals",
    "vars",
})  # fmt: skip
_DANGEROUS_ATTRIBUTES = frozenset({
    "__builtins__", "__closure__", "__code__", "__globals__", "__import__", "__loader__",
    "__reduce__", "__reduce_ex__", "__spec__", "__subclasses__", "_current_frames", "_getframe", "f_back",
    "f_builtins", "f_globals", "f_locals", "get_objects", "get_referents", "get_referrers", "gi_frame",
    "import_module", "popen", "rmtree", "settrace", "setprofile", "tb_frame", "urlopen",
    "write_bytes", "write_text",
})  # fmt: skip
_DANGEROUS_OF_OS = frozenset({
    "abort", "chmod", "chown", "dup2", "execv", "execve", "fork", "kill", "link", "makedirs", "mkdir", "open",
    "pipe", "posix_spawn", "putenv", "remove", "rename", "replace", "rmdir", "spawnv", "symlink", "system",
    "truncate", "unlink", "write", "_exit",
})  # fmt: skip
_DOUBTFUL_ATTRIBUTES = frozenset({"__bases__", "__dict__", "__mro__"})
_DYNAMIC = frozenset({"delattr", "getattr", "setattr"})


def security_of(before: str, after: str) -> SecurityScore:
    """Score what ``after`` holds and ``before`` does not.

    Args:
        before: complete text of a file; it parses.
        after: its text as changed. One that does not parse scores as dangerous: nothing is known of it.

    """
    try:
        new = Counter(_sights(ast.parse(after))) - Counter(_sights(ast.parse(before)))
        kept = lasting_state(before, after)
    except (SyntaxError, ValueError, RecursionError) as error:
        finding = SecurityFinding(what=f"cannot be read ({type(error).__name__})", points=100.0)
        return SecurityScore(findings=(finding,))
    findings = [SecurityFinding(what=what, points=points) for (what, points), _ in sorted(new.items())]
    if kept:
        findings.append(SecurityFinding(what=f"can keep state between calls: {kept[:100]}", points=_KEEPING))
    return SecurityScore(findings=tuple(sorted(findings, key=lambda each: (-each.points, each.what))))


def _sights(tree: ast.Module) -> Iterator[tuple[str, float]]:
    """Everything of a module that costs points, as a text that tells it."""
    of_os = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
        if alias.name in {"os", "posix"}
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (_of_module(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield _of_module(module)
            yield from (
                (f"takes {alias.name} from {module}", _DANGEROUS)
                for alias in node.names
                if _dangerous_attribute(alias.name, of_os=module in {"os", "posix"})
            )
        elif isinstance(node, ast.Name) and node.id in _DANGEROUS_NAMES:
            yield f"names {node.id}", _DANGEROUS
        elif isinstance(node, ast.Attribute):
            root = node.value.id if isinstance(node.value, ast.Name) else ""
            if _dangerous_attribute(node.attr, of_os=root in of_os):
                yield f"reaches {root or '…'}.{node.attr}", _DANGEROUS
            elif node.attr in _DOUBTFUL_ATTRIBUTES or (node.attr == "modules" and root.endswith("sys")):
                yield f"looks at {root or '…'}.{node.attr}", _INSPECTING
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            # getattr(f, "__glo" "bals__") is a constant by the time it is parsed.
            if node.value in _DANGEROUS_ATTRIBUTES and node.value.startswith("_"):
                yield f"spells {node.value}", _DANGEROUS
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield from _of_call(node, node.func.id)


def _of_module(name: str) -> tuple[str, float]:
    parts = name.split(".")
    if name.startswith("."):
        return f"imports {name}, a module of the same package", _COMPUTING
    if not {parts[0], ".".join(parts[:2])}.isdisjoint(_DANGEROUS_MODULES):
        return f"imports {name}", _DANGEROUS
    if parts[0] in _COMPUTING_MODULES:
        return f"imports {name}, which only computes", _COMPUTING
    return f"imports {name}", _INSPECTING if parts[0] == "sys" else _FOREIGN


def _dangerous_attribute(name: str, *, of_os: bool) -> bool:
    return name in _DANGEROUS_ATTRIBUTES or (of_os and name in _DANGEROUS_OF_OS)


def _of_call(call: ast.Call, name: str) -> Iterator[tuple[str, float]]:
    if name == "open":
        mode = next((each.value for each in call.keywords if each.arg == "mode"), None)
        mode = call.args[1] if mode is None and len(call.args) > 1 else mode
        reads = mode is None or (isinstance(mode, ast.Constant) and not set(str(mode.value)) & set("wax+"))
        yield ("opens a file to read", _DOUBTFUL) if reads else ("opens a file to write", _DANGEROUS)
    elif name in _DYNAMIC and not (len(call.args) > 1 and isinstance(call.args[1], ast.Constant)):
        yield f"{name} with a name made at run time", _DOUBTFUL
