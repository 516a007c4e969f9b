"""Runs a script as ``__main__`` under the import hook, as like ``python script args`` as can be.

``main()`` is called by a two-line file that the driver puts between the interpreter's options and the script.
"""

from __future__ import annotations

import builtins
import os
import sys
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType
from typing import TYPE_CHECKING

from ouroboros.agent import import_hook

if TYPE_CHECKING:
    from ouroboros.agent.import_hook import Plan


def main(plan: Plan | None) -> None:
    """Run ``sys.argv[1]`` with the arguments after it; ``plan`` says which of its functions are watched."""
    del sys.argv[0]
    script = sys.argv[0]
    # The interpreter put the launching file's folder first, unless it was told not to (-P, -I).
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(script))  # noqa: PTH120 - as the interpreter does
    module = ModuleType("__main__")
    loader = SourceFileLoader("__main__", script)
    vars(module).update(
        __file__=script, __loader__=loader, __builtins__=builtins, __cached__=None, __annotations__={}
    )
    sys.modules["__main__"] = module
    exec(_code(plan, loader, script), vars(module))  # noqa: S102 - what an interpreter does


def _code(plan: Plan | None, loader: SourceFileLoader, script: str) -> CodeType:
    source = loader.get_data(script)
    functions = plan.files.get(os.path.realpath(script), {}) if plan is not None else {}
    try:
        return import_hook.compile_recorded(source, script, functions, __name__.rpartition(".")[0])
    except Exception:
        # Without us; what is wrong with the script shows here as it would anywhere.
        return compile(source, script, "exec", dont_inherit=True)
