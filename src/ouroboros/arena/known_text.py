"""Text that the catalogue pastes into every target, and what people who read it found harmless.

Some guards have to ask what only computing code never asks: whether reading an attribute runs code, whether a
compiler is there. They are free word for word, and only so. What uses them is judged like everything else.
"""

from __future__ import annotations

import ast
from functools import lru_cache

from ouroboros.operators.dataframe_columns import HELPERS as FRAME_HELPERS
from ouroboros.operators.guard_sources import FIELD, INDEX, QUIET
from ouroboros.operators.kernel_wrapping import SUPPORT

_REVIEWED = (FIELD, INDEX, QUIET, SUPPORT, *FRAME_HELPERS)
ASKING = frozenset({"_ouroboros_field", "_ouroboros_index", "_ouroboros_quiet"})
"""Functions among them that read an attribute whose name they are given, as their second argument."""


def is_reviewed(node: ast.stmt) -> bool:
    """Whether a statement is, word for word, a function that the catalogue pastes."""
    return isinstance(node, ast.FunctionDef) and ast.dump(node) in _functions()


@lru_cache(maxsize=1)
def _functions() -> frozenset[str]:
    trees = (ast.parse(text) for text in _REVIEWED)
    functions = (node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(map(ast.dump, functions))


def is_way_back(node: ast.Try | ast.TryStar) -> bool:
    """Whether this is how a compiled kernel is tried: copies in, the call, and back to the original.

    It may catch everything, for nothing but the kernel runs in it, and nothing comes of it but ``None``.
    """
    if len(node.handlers) != 1 or node.orelse or node.finalbody or not isinstance(node, ast.Try):
        return False
    handler = node.handlers[0]
    if not isinstance(handler.type, ast.Name) or handler.type.id != "Exception" or handler.name:
        return False
    counted, back = (ast.unparse(each) for each in handler.body) if len(handler.body) == 2 else ("", "")
    table = counted.partition("[")[0]
    if not (table.startswith("_ouroboros_") and table.endswith("_kernels") and back == "return None"):
        return False
    return counted.endswith("]['failures'] += 1") and all(map(_is_step, node.body))


def _is_step(node: ast.stmt) -> bool:
    """``a0 = _ouroboros_copied(x, 'int64')``, ``before_a0 = a0.copy()`` or ``outcome = code(a0, n, 1.0)``."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return False
    call = node.value
    plain = all(
        isinstance(part, ast.Name | ast.Constant | ast.Subscript | ast.expr_context)
        for argument in call.args
        for part in ast.walk(argument)
    )
    called = ast.unparse(call.func)
    copied = called.startswith("a") and called.endswith(".copy") and not call.args
    return plain and not call.keywords and (called in {"_ouroboros_copied", "code"} or copied)


def is_about_the_module(node: ast.Compare) -> bool:
    """``f.__globals__ is globals()``: whether a function is still the module's own, and nothing else."""
    text = ast.unparse(node)
    left = node.left.value if isinstance(node.left, ast.Attribute) else None
    return isinstance(left, ast.Name) and text == f"{left.id}.__globals__ is globals()"
