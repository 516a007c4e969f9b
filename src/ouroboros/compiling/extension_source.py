"""The Python text that is compiled: the chosen functions, with everything spelled out that C would decide.

Cython gives some expressions a type of C: lengths, comparisons, numbers that stand in the text. As long as
such a value is stored, returned, compared or used as a condition, nothing shows. Where it would be calculated
with, or two kinds of it meet, ``cython.cast(object, …)`` makes it the object that Python would have.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence

from ouroboros.compiling.choice import FunctionNode, is_constant, is_exception, module_names
from ouroboros.compiling.looking_up import computed_attributes, looked_up_first, own_containers

_FIXED = frozenset({"dict", "enumerate", "int", "len", "list", "set", "str", "tuple", "type"})
"""Built-ins that Cython may know by name: in an object's place they give what the interpreter gives."""
_KINDS_OF_C = (ast.Compare, ast.Constant, ast.IfExp, ast.BoolOp)
_VIEWS = frozenset({"items", "keys", "values"})


def extension_source(tree: ast.Module, chosen: Sequence[tuple[str, FunctionNode]]) -> str:
    """The module to compile: functions ``_ouroboros_<n>`` in the order of ``chosen``, and a tuple of all.

    Args:
        tree: the whole module that they are taken from.
        chosen: qualified names and definitions, each fit to be compiled.

    """
    bound = module_names(tree)
    computed = computed_attributes(tree)
    functions = [_function(number, name, node, computed) for number, (name, node) in enumerate(chosen)]
    used = {
        part.id for function in functions for part in ast.walk(function) if isinstance(part, ast.Name)
    } - {"cython", "globals"}
    fixed = {name for name in used if name not in bound and (name in _FIXED or is_exception(name))}
    # A name that is bound here is looked for in the user's module when it is used, then among built-ins.
    looked_up = sorted(used - fixed)
    lines = ["import cython", *(f"{name} = None" for name in looked_up)]
    lines += [ast.unparse(ast.fix_missing_locations(function)) for function in functions]
    listed = ", ".join(function.name for function in functions)
    return "\n".join([*lines, f"_ouroboros_functions = ({listed},)", ""])


def _function(number: int, name: str, node: FunctionNode, computed: frozenset[str]) -> FunctionNode:
    holder, _, _ = name.rpartition(".")
    function = copy.deepcopy(node)
    function.name = f"_ouroboros_{number}"
    function.decorator_list = []
    function.returns = None
    for each in ast.walk(function.args):
        if isinstance(each, ast.arg):
            each.annotation = None
    _share_defaults(number, function.args)
    if not (function.args.args or function.args.posonlyargs or function.args.kwonlyargs):
        # Of a function without any parameter Cython reads no arguments, and refuses them in words of its own.
        function.args.kwonlyargs = [ast.arg(arg="_ouroboros_none")]
        function.args.kw_defaults = [ast.Constant(value=None)]
    if ast.get_docstring(function, clean=False) is not None:
        function.body = function.body[1:] or [ast.Pass()]
    if holder:
        function = _Mangled(holder).visit(function)
    function.body = [_Objects(holder, node, computed).visit(statement) for statement in function.body]
    return function


def _share_defaults(number: int, arguments: ast.arguments) -> None:
    """Let defaults that are no constants be the very objects of the original function."""
    original = f'globals()["_ouroboros_originals"][{number}]'
    for place, default in enumerate(arguments.defaults):
        if not is_constant(default):
            shared = ast.parse(f"{original}.__defaults__[{place}]", mode="eval")
            arguments.defaults[place] = shared.body
    for place, (each, given) in enumerate(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)):
        if given is not None and not is_constant(given):
            shared = ast.parse(f"{original}.__kwdefaults__[{each.arg!r}]", mode="eval")
            arguments.kw_defaults[place] = shared.body


def _cast(node: ast.expr) -> ast.expr:
    called = ast.Attribute(value=ast.Name(id="cython", ctx=ast.Load()), attr="cast", ctx=ast.Load())
    return ast.Call(func=called, args=[ast.Name(id="object", ctx=ast.Load()), node], keywords=[])


class _Mangled(ast.NodeTransformer):
    """Private names of a class, as the compiler of Python writes them."""

    def __init__(self, holder: str) -> None:
        self._prefix = f"_{holder.lstrip('_')}" if holder.strip("_") else ""

    def _name(self, name: str) -> str:
        private = name.startswith("__") and not name.endswith("__") and "." not in name
        return f"{self._prefix}{name}" if private and self._prefix else name

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """A variable."""
        node.id = self._name(node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """An attribute."""
        node.attr = self._name(node.attr)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """A parameter."""
        node.arg = self._name(node.arg)
        return node

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        """The name of an argument."""
        node.arg = node.arg and self._name(node.arg)
        return self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        """The name of what was caught."""
        node.name = node.name and self._name(node.name)
        return self.generic_visit(node)

    def visit_Global(self, node: ast.Global) -> ast.AST:
        """Names of the module."""
        node.names = [self._name(name) for name in node.names]
        return node


class _Objects(ast.NodeTransformer):
    """Casts values of C to objects wherever they would be calculated with or meet another kind."""

    def __init__(self, holder: str, function: FunctionNode, computed: frozenset[str]) -> None:
        self._holder = holder
        self._computed = computed
        self._containers = own_containers(function)
        self._first = (*function.args.posonlyargs, *function.args.args)[:1]
        self._gathered = {each.arg for each in (function.args.vararg, function.args.kwarg) if each}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """``*a`` and ``**b`` would be known to be a tuple and a dictionary."""
        return _cast(node) if node.id in self._gathered else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """``super()`` finds class and object in its frame; they are named here.

        A method whose arguments run something is looked up before them.
        """
        if isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args and self._first:
            named = (f"_ouroboros_class_{self._holder}", self._first[0].arg)
            node.args = [ast.Name(id=name, ctx=ast.Load()) for name in named]
            return node
        first = looked_up_first(node, self._computed, self._containers)
        self.generic_visit(node)
        if first:
            node.func = _cast(node.func)
        return node

    def visit_Delete(self, node: ast.Delete) -> ast.AST:
        """``del a[0]`` asks the object, whatever it is."""
        for each in node.targets:
            if isinstance(each, ast.Subscript):
                each.value = self._value(each.value)
                each.slice = (
                    each.slice if isinstance(each.slice, ast.Slice) else _cast(self.visit(each.slice))
                )
        return node

    def _value(self, node: ast.expr) -> ast.expr:
        """An operand or alternative: an object, whatever it is."""
        visited = self.visit(node)
        assert isinstance(visited, ast.expr)
        not_ = isinstance(visited, ast.UnaryOp) and isinstance(visited.op, ast.Not)
        measured = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FIXED
        number = not isinstance(node, ast.Constant) or type(node.value) in (int, float, complex, bool, str)
        if not_ or measured or (isinstance(visited, _KINDS_OF_C) and number):
            return _cast(visited)
        return visited

    def _condition(self, node: ast.expr) -> ast.expr:
        """What only its truth is asked of."""
        if isinstance(node, ast.BoolOp):
            node.values = [self._condition(value) for value in node.values]
            return node
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            node.operand = self._condition(node.operand)
            return node
        visited = self.visit(node)
        assert isinstance(visited, ast.expr)
        return visited

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """``len(a) * n``; a number in the text beside an object stays, for C adds it quickly and exactly.

        A pattern in the text would become an f-string, which formats some values that ``%`` refuses.
        """
        beside = [isinstance(side, ast.Constant) for side in (node.right, node.left)]
        if isinstance(node.left, ast.Constant) and isinstance(node.left.value, str | bytes):
            beside[0] = True
        node.left, node.right = (
            self.visit(side) if isinstance(side, ast.Constant) and not constant else self._value(side)
            for side, constant in zip((node.left, node.right), beside, strict=True)
        )
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """``-len(a)``; ``not a`` asks for the truth alone."""
        if isinstance(node.op, ast.Not):
            node.operand = self._condition(node.operand)
        elif not isinstance(node.operand, ast.Constant):
            node.operand = self._value(node.operand)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """``a > b or len(c)`` where its value counts."""
        node.values = [self._value(value) for value in node.values]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """``1 if a else 2.5`` must not become a float."""
        node.test = self._condition(node.test)
        node.body, node.orelse = self._value(node.body), self._value(node.orelse)
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """``a in (b, c)`` asks for identity first, then for equality."""
        node.left = self.visit(node.left)
        compared = []
        for operator, each in zip(node.ops, node.comparators, strict=True):
            visited = self.visit(each)
            display = isinstance(visited, ast.Tuple | ast.List | ast.Set)
            text = isinstance(visited, ast.Constant) and isinstance(visited.value, str | bytes)
            contained = isinstance(operator, ast.In | ast.NotIn) and (display or text)
            compared.append(_cast(visited) if contained else visited)
        node.comparators = compared
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """``total += len(a)``."""
        node.target = self.visit(node.target)
        node.value = (
            self.visit(node.value) if isinstance(node.value, ast.Constant) else self._value(node.value)
        )
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """An annotation is no declaration of C."""
        assert node.value is not None
        return ast.Assign(targets=[node.target], value=self.visit(node.value), lineno=node.lineno)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """``"abc"[0]`` is a string, no character."""
        node.value = self._value(node.value)
        node.slice = self.visit(node.slice)
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        """``f"{len(a)}"``."""
        node.value = self._value(node.value)
        if node.format_spec is not None:
            node.format_spec = self.visit(node.format_spec)
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        """A condition."""
        node.test = self._condition(node.test)
        return self._blocks(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        """A condition."""
        node.test = self._condition(node.test)
        return self._blocks(node)

    def _blocks(self, node: ast.If | ast.While) -> ast.AST:
        node.body = [self.visit(each) for each in node.body]
        node.orelse = [self.visit(each) for each in node.orelse]
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        """Views of dictionaries and displays are walked over as Python does it."""
        node.iter = self._walked(node.iter)
        node.target = self.visit(node.target)
        node.body = [self.visit(each) for each in node.body]
        node.orelse = [self.visit(each) for each in node.orelse]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """The same inside a comprehension."""
        node.iter = self._walked(node.iter)
        node.target = self.visit(node.target)
        node.ifs = [self._condition(each) for each in node.ifs]
        return node

    def _walked(self, node: ast.expr) -> ast.expr:
        view = (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS
        )
        text = isinstance(node, ast.Constant)
        visited = self.visit(node)
        assert isinstance(visited, ast.expr)
        return _cast(visited) if view or text else visited
