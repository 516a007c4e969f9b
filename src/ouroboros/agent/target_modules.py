"""Import of the target's modules inside an arm, with some files exchanged, and finding what a call names."""

from __future__ import annotations

import functools
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import io
import os
import pickle
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_COMPILED_AHEAD_BYTES = 400_000


class TargetLoader(importlib.machinery.SourceFileLoader):
    """Loads one module from the text that counts in this arm; never from a cached ``.pyc``."""

    def __init__(self, name: str, path: str, modules: TargetModules) -> None:
        super().__init__(name, path)
        self._modules = modules

    def get_code(self, fullname: str) -> types.CodeType:
        """Compile the text that counts."""
        return self._modules.code(self.get_filename(fullname))

    def get_data(self, path: str) -> bytes:
        """Bytes of the source as this arm sees it, for ``inspect`` and tracebacks."""
        text = self._modules.overlay.get(path)
        return text.encode("utf-8", "surrogatepass") if text is not None else super().get_data(path)


class TargetModules(importlib.abc.MetaPathFinder):
    """Serves every module of the target from the workspace or from the overlay.

    A file of the target that is imported under a name nobody foresaw is served from here as well: otherwise
    the original could be loaded, and compared with itself.

    Args:
        folder: absolute path under which the project is seen.
        modules: import name → path relative to the project.
        main_file: path of the script that ran as ``__main__``, or ``None``.

    """

    def __init__(self, folder: str, modules: Mapping[str, str], main_file: str | None) -> None:
        self.folder = folder
        self.overlay: dict[str, str] = {}
        """Absolute path → text."""
        self.closed = False
        """Refuse to import anything of the target (while packages are imported ahead)."""
        self._paths = {name: os.path.join(folder, path) for name, path in modules.items()}
        self._files = set(self._paths.values())
        self._codes: dict[str, types.CodeType] = {}
        self.main_module = next((name for name, path in modules.items() if path == main_file), None)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Serve the target's modules; anything else is the ordinary finders' business."""
        place = self._paths.get(fullname)
        if place is None:
            found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
            if found is None or found.origin is None:
                return None
            place = os.path.normpath(found.origin)
            if place not in self._files:
                place = os.path.realpath(place)
            if place not in self._files and place not in self.overlay:
                return None
        if self.closed:
            raise ImportError(f"{fullname} belongs to the target", name=fullname)
        is_package = os.path.basename(place) == "__init__.py"
        return importlib.util.spec_from_file_location(
            fullname,
            place,
            loader=TargetLoader(fullname, place, self),
            submodule_search_locations=[os.path.dirname(place)] if is_package else None,
        )

    def code(self, path: str) -> types.CodeType:
        """Code of a file as it counts here; unchanged files are compiled once."""
        text = self.overlay.get(path)
        if text is not None:
            return compile(text, path, "exec", dont_inherit=True)
        if path not in self._codes:
            with open(path, "rb") as file:
                self._codes[path] = compile(file.read(), path, "exec", dont_inherit=True)
        return self._codes[path]

    def compile_ahead(self, names: Sequence[str] | None = None) -> None:
        """Compile unchanged modules before forking; compiling runs nothing of the target."""
        room = _COMPILED_AHEAD_BYTES
        for name in names if names is not None else sorted(self._paths):
            try:
                path = self._paths[name]
                room -= os.path.getsize(path)
                if names is None and room < 0:
                    return
                self.code(path)
            except (KeyError, OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                continue  # the arm that imports it meets the same error and reports it

    def replace(self, overlay: Mapping[str, str]) -> None:
        """Let these texts (path relative to the project → text) count."""
        self.overlay = {os.path.join(self.folder, path): text for path, text in overlay.items()}

    def loaded(self) -> list[tuple[str, types.ModuleType]]:
        """The target's modules that are imported, by name."""
        found = ((name, sys.modules.get(name)) for name in sorted(self._paths))
        return [(name, module) for name, module in found if isinstance(module, types.ModuleType)]

    def shadowed(self) -> str:
        """Name of a target module that was loaded from elsewhere than here, or ""."""
        for name, module in self.loaded():
            if not isinstance(getattr(module, "__loader__", None), TargetLoader):
                return name
        return ""

    def unpickle(self, payload: bytes) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Arguments of a recorded call; what was pickled from ``__main__`` is found in the main module."""
        args, kwargs = _Unpickler(io.BytesIO(payload), self.main_module).load()
        return tuple(args), dict(kwargs)

    def find(self, function: str) -> Callable[..., Any]:
        """The callable that ``pkg.mod:Class.method`` names; a method expects ``self`` or ``cls`` first.

        Raises:
            LookupError: it is no attribute path of an importable module.

        """
        module_name, _, path = function.partition(":")
        if module_name == "__main__" and self.main_module:
            module_name = self.main_module
        parts = path.split(".")
        if not path or "<locals>" in parts:
            raise LookupError(f"{function} cannot be called from outside")
        holder: Any = importlib.import_module(module_name)
        for part in parts[:-1]:
            holder = getattr(holder, part)
        found = _of_class(holder, parts[-1]) if isinstance(holder, type) else getattr(holder, parts[-1])
        if not callable(found):
            raise LookupError(f"{function} is not callable")  # noqa: TRY004 - it is not there
        return found  # type: ignore[no-any-return]


def _of_class(holder: type, name: str) -> Any:
    """The function behind a class attribute, which takes ``self`` or ``cls`` as recorded."""
    raw = inspect.getattr_static(holder, name)
    if isinstance(raw, staticmethod | classmethod):
        return raw.__func__
    if isinstance(raw, property):
        return raw.fget
    if isinstance(raw, functools.cached_property):
        return raw.func
    return raw if callable(raw) else getattr(holder, name)


class _Unpickler(pickle.Unpickler):
    """Finds what the recording run called ``__main__`` under its import name."""

    def __init__(self, file: io.BytesIO, main_module: str | None) -> None:
        super().__init__(file)
        self._main_module = main_module

    def find_class(self, module_name: str, global_name: str) -> Any:
        """Look a global up."""
        if module_name in {"__main__", "__mp_main__"} and self._main_module:
            module_name = self._main_module
        return super().find_class(module_name, global_name)
