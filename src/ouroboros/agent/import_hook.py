"""Compiles the target's modules with a recording decorator on each hot function, lines and names unchanged.

Only modules of the plan are touched; whatever goes wrong here, the module is loaded as without us.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

__all__ = ["Finder", "Plan", "compile_recorded", "install"]

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


class Plan:
    """What the driver wants of this process, read from its JSON file.

    ``files``: real path → ``{"lines": {first line of def: region name}}``; ``folder``: where files are left;
    ``calls`` to keep per function; limits in bytes per call, per function and for all processes together.
    """

    def __init__(self, told: dict[str, Any]) -> None:
        self.mode: str = told["mode"]
        self.folder: str = told["folder"]
        self.project: str = told["project"]
        self.rate_hz: float = told.get("rate_hz", 100.0)
        self.files: dict[str, dict[int, str]] = {
            path: {int(line): name for line, name in lines.items()}
            for path, lines in told.get("files", {}).items()
        }
        self.calls: int = told.get("calls", 200)
        self.call_bytes: int = told.get("call_bytes", 16 << 20)
        self.function_bytes: int = told.get("function_bytes", 24 << 20)
        self.total_bytes: int = told.get("total_bytes", 256 << 20)
        self.main_module: str = told.get("main_module", "")

    @classmethod
    def read(cls, path: str) -> Plan:
        """Read a plan file."""
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - few imports in a guest
            return cls(json.load(file))

    def contains(self, path: str) -> bool:
        """Whether a real path lies in the project (and not among packages installed below it)."""
        return path.startswith(self.project + os.sep) and f"{os.sep}site-packages{os.sep}" not in path


def compile_recorded(source: bytes, path: str, functions: dict[int, str], guest: str) -> CodeType:
    """Code of a module in which each function whose ``def`` stands on a line of ``functions`` is watched.

    Args:
        source: the file's content.
        path: its name for tracebacks.
        functions: line of ``def`` → region name.
        guest: package that the recorder was loaded under.

    Raises:
        SyntaxError: the source cannot be parsed.

    """
    tree = ast.parse(source, path)
    pending: list[ast.stmt] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, _FUNCTION):
            if node.lineno in functions:
                node.decorator_list.append(_decorator(guest, functions[node.lineno], node))
            continue  # nested functions are part of their function's call
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            pending.extend(getattr(node, field, ()))
    return compile(tree, path, "exec", dont_inherit=True)


def _decorator(guest: str, name: str, node: ast.stmt) -> ast.expr:
    # Found by import, so that no name appears in the target's modules; innermost, so that caches, properties
    # and registrations above see the function that they would call.
    module = f"{guest}.recorder"
    text = f"__import__({module!r}, None, None, ('watch',)).watch({name!r})"
    decorator = ast.parse(text, mode="eval").body
    for part in ast.walk(decorator):
        if isinstance(part, ast.expr):
            # A function's first line is that of its first decorator: this one must not move it.
            part.lineno, part.end_lineno = node.lineno, node.lineno
            part.col_offset, part.end_col_offset = node.col_offset, node.col_offset
    return decorator


class _Loader(SourceFileLoader):
    """Loads a module of the plan from its source, never from or into a cached ``.pyc``."""

    functions: dict[int, str]

    def get_code(self, fullname: str) -> CodeType | None:
        """Code with recording, or the normal one."""
        try:
            guest = __name__.rpartition(".")[0]
            return compile_recorded(self.get_data(self.path), self.path, self.functions, guest)
        except Exception:
            return super().get_code(fullname)


class Finder:
    """Lets the other finders find, and exchanges the loader of files of the plan."""

    def __init__(self, plan: Plan) -> None:
        self._files = plan.files
        self._names = {os.path.basename(path) for path in plan.files}  # noqa: PTH119 - runs at every import

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that would be found without us, with our loader when its file is in the plan."""
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            if finder is self or find is None:
                continue
            spec: ModuleSpec | None = find(fullname, path, target)
            if spec is not None:
                self._exchange(spec)
                return spec
        return None

    def _exchange(self, spec: ModuleSpec) -> None:
        try:
            loader = spec.loader
            if type(loader) is not SourceFileLoader:
                return
            if os.path.basename(loader.path) not in self._names:  # noqa: PTH119
                return
            functions = self._files.get(os.path.realpath(loader.path))
            if functions:
                ours = _Loader(loader.name, loader.path)
                ours.functions = functions
                spec.loader = ours
        except Exception:
            return


def install(plan: Plan) -> None:
    """Put the finder first, unless there is nothing to find."""
    if plan.files:
        sys.meta_path.insert(0, Finder(plan))
