"""The part of a module that binds compiled functions: it says which, and from which text they were made.

The text of the user stays as it is. What is added below it looks for the extension, and binds its functions
only where they were made from exactly the text around it; in every other case nothing happens and the module
runs as it is written. It needs nothing of the engine.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from ouroboros.compiling.holding import is_program
from ouroboros.records.source import checksum

MARK = "# Compiled parts; without them, or when the text around changes, this module runs as it is written.\n"
END = "# End of compiled parts.\n"
_GAP = "\n\n"
_FUNCTION = "_ouroboros_compiled"

SUPPORT = '''def _ouroboros_compiled(binary, digest, names):
    """Bind functions of this module to their compiled twins, where they were made from this text."""
    import hashlib
    import importlib.machinery
    import importlib.util
    import os
    import types

    def parted(name):
        holder, _, last = name.lstrip("-").rpartition(".")
        if holder.strip("_") and last.startswith("__") and not last.endswith("__"):
            last = "_" + holder.lstrip("_") + last
        return holder, last

    space = globals()
    try:
        text = importlib.util.decode_source(__loader__.get_data(__file__))
        above, _, below = text.partition("\\n\\n# Compiled parts; ")
        text = above + below.partition("\\n# End of compiled parts.\\n")[2]
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            return
        folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "__pycache__")
        path = os.path.join(folder, binary + importlib.machinery.EXTENSION_SUFFIXES[0])
        found = []
        for name in names:
            holder, last = parted(name)
            raw = vars(space[holder])[last] if holder else space[last]
            wrapped = type(raw) in (staticmethod, classmethod)
            function = raw.__func__ if wrapped else raw.fget if type(raw) is property else raw
            same = (
                type(function) is types.FunctionType
                and function.__globals__ is space
                and function.__qualname__ == name.lstrip("-")
                and not function.__dict__
                and (
                    function.__closure__ is None
                    or function.__code__.co_freevars == ("__class__",)
                    and function.__closure__[0].cell_contents is space[holder]
                )
                and (not holder or type(space[holder]).__setattr__ is type.__setattr__)
            )
            if not same:
                return
            found.append((name, raw, function))
        name = "_ouroboros_" + binary.rpartition("-")[2]
        specification = importlib.util.spec_from_file_location(name, path)
        extension = importlib.util.module_from_spec(specification)
        extension._ouroboros_namespace = space
        extension._ouroboros_originals = tuple(function for _, _, function in found)
        specification.loader.exec_module(extension)
        if extension._ouroboros_bound is not space:
            return
    except Exception:
        return
    places = [space] + [
        each for each in list(space.values()) if type(each) in (dict, list) and len(each) <= 1000
    ]
    for (name, raw, function), compiled in zip(found, extension._ouroboros_functions):
        if name[0] == "-":
            continue
        for attribute in ("__module__", "__name__", "__qualname__", "__doc__", "__annotations__"):
            setattr(compiled, attribute, getattr(function, attribute))
        code = function.__code__
        if not (code.co_argcount or code.co_kwonlyargcount):
            compiled.__wrapped__ = function  # it takes one that is not to be seen
        holder, last = parted(name)
        if type(raw) is property:
            compiled = property(compiled, raw.fset, raw.fdel, raw.__doc__)
        elif type(raw) is not types.FunctionType:
            compiled = type(raw)(compiled)
        if function.__closure__ is not None:
            space["_ouroboros_class_" + holder] = space[holder]
        if holder:
            for other, value in list(vars(space[holder]).items()):
                if value is raw:
                    setattr(space[holder], other, compiled)
        else:
            for place in places:
                for at, value in list(place.items() if type(place) is dict else enumerate(place)):
                    if value is raw:
                        place[at] = compiled
'''
"""Word for word at the end of each module with compiled parts."""

_CALL = re.compile(r"^_ouroboros_compiled\((?P<arguments>[^\n]*)\)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """One extension that a module binds."""

    binary: str
    """File name in ``__pycache__`` without the interpreter's suffix: ``stem.ouroboros-<16 hex digits>``."""
    digest: str
    """SHA-256 of the module's text around, in hex."""
    names: tuple[str, ...]
    """``function`` or ``Class.method``, in the order of the extension; after ``-`` one that is not bound."""

    @property
    def call(self) -> str:
        """The line that binds it."""
        names = ", ".join(f'"{name}"' for name in self.names)
        return f'{_FUNCTION}("{self.binary}", "{self.digest}", ({names},))\n'


def attached(text: str, parts: tuple[Compiled, ...]) -> str:
    """``text`` with ``parts`` bound at its end; without any, as it is."""
    if not parts:
        return text
    at = _before_the_program(text)
    calls = "".join(part.call for part in parts)
    return f"{text[:at]}{_GAP}{MARK}{SUPPORT}\n\n{calls}{END}{text[at:]}"


def _before_the_program(text: str) -> int:
    """Where a last ``if __name__ == "__main__":`` begins, which runs the program; else the end."""
    last = ast.parse(text).body[-1:]
    if not last or not is_program(last[0]):
        return len(text)
    at = 0
    for _ in range(last[0].lineno - 1):
        at = text.index("\n", at) + 1
    return at


def detached(text: str) -> tuple[str, tuple[Compiled, ...]]:
    """What stands around the bindings of a module, and what it binds; ``text`` itself where it has none."""
    above, found, end = text.partition(f"{_GAP}{MARK}{SUPPORT}")
    if not found:
        return text, ()
    end, _, below = end.partition(END)
    body = above + below
    calls = [ast.literal_eval(f"({each['arguments']})") for each in _CALL.finditer(end)]
    return body, tuple(Compiled(binary=binary, digest=digest, names=names) for binary, digest, names in calls)


def bound(text: str, binary: str, names: tuple[str, ...]) -> str:
    """``text``, which binds nothing yet, with one extension that was made from it."""
    return attached(text, (Compiled(binary=binary, digest=checksum(text), names=names),))
