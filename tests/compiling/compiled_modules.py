"""The same module twice: as it is written, and with all of its functions compiled that may be."""

import ast
import importlib.util
import sys
import types
from pathlib import Path
from typing import Any

from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.compiling.choice import compilable
from ouroboros.compiling.toolchain import toolchain
from ouroboros.coordination.extension_builds import build
from ouroboros.coordination.promotion import place_extensions


def loaded(path: Path, name: str) -> types.ModuleType:
    """A module of its own, known by ``name``."""
    specification = importlib.util.spec_from_file_location(name, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
    return module


def both(folder: Path, name: str, text: str) -> tuple[types.ModuleType, types.ModuleType]:
    """The module as it is written, and compiled."""
    tools = toolchain(Path(sys.executable))
    assert not isinstance(tools, str)
    plan = SandboxPlan(python=Path(sys.executable), project=folder, workspace=folder)
    built = build(plan, tools, f"{name}.py", text, list(compilable(ast.parse(text))))
    assert not isinstance(built, str), built
    for kind, written in (("pure", text), ("compiled", built.text)):
        (folder / kind).mkdir()
        (folder / kind / f"{name}.py").write_text(written, encoding="utf-8")
    place_extensions(folder / "compiled", {built.path: built.content})
    return loaded(folder / "pure" / f"{name}.py", name), loaded(folder / "compiled" / f"{name}.py", name)


def told(value: Any) -> Any:
    """A value with the types of all its parts."""
    if isinstance(value, list | tuple):
        return type(value).__name__, [told(each) for each in list.__iter__(value)] if isinstance(
            value, list
        ) else [told(each) for each in value]
    if isinstance(value, dict):
        return type(value).__name__, [(told(key), told(each)) for key, each in dict.items(value)]
    if (
        hasattr(type(value), "__dict__")
        and isinstance(getattr(value, "__dict__", None), dict)
        and not isinstance(value, type)
    ):
        return type(value).__name__, [(key, told(each)) for key, each in vars(value).items()]
    return type(value).__name__, repr(value)
