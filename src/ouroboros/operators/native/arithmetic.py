"""Arithmetic of a kernel: CPython's results bit for bit, or an exception that starts the original.

Each operation is a statement of its own, with a check wherever machine arithmetic could differ: results at
or beyond ``LIMIT``, divisors of zero, integers that a float64 cannot hold, domains and overflow of libm.
Without fast-math LLVM neither reassociates nor contracts float operations. It does replace library calls
whose operand it knows (``pow(x, 2.0)`` becomes ``x * x``, which differs from libm's in the last bit about
once in a thousand), so their operands are multiplied by ``unit``, a parameter that is 1.0, unknown to LLVM.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from ouroboros.operators.native.values import EXACT, LIMIT, Scalar, UntranslatableError, number

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
FLOAT_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
}
# Domain within which libm's function is called as CPython calls it; outside, the original answers or raises.
LIBM: dict[str, str] = {
    "sin": "-1e300 < {x} < 1e300",
    "cos": "-1e300 < {x} < 1e300",
    "tan": "-1e300 < {x} < 1e300",
    "atan": "-1e300 < {x} < 1e300",
    "tanh": "-1e300 < {x} < 1e300",
    "exp": "-700.0 < {x} < 700.0",
    "sqrt": "0.0 <= {x} < 1e300",
    "log": "0.0 < {x} < 1e300",
    "log2": "0.0 < {x} < 1e300",
    "log10": "0.0 < {x} < 1e300",
    "asin": "-1.0 <= {x} <= 1.0",
    "acos": "-1.0 <= {x} <= 1.0",
}


class Arithmetic:
    """Writes statements of a kernel, one operation each."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 1
        self.temporaries = 0

    def emit(self, text: str) -> None:
        """Write one line at the present depth."""
        self.lines.append("    " * self.depth + text)

    def name(self) -> str:
        """A new name for a temporary."""
        self.temporaries += 1
        return f"t{self.temporaries}"

    def temporary(self, text: str) -> str:
        """Evaluate ``text`` now, into a new temporary."""
        name = self.name()
        self.emit(f"{name} = {text}")
        return name

    def give_up_when(self, condition: str) -> None:
        """Leave the kernel when ``condition`` holds; the original runs instead."""
        self.emit(f"if {condition}:")
        self.emit("    raise OverflowError")

    def _integer(self, text: str, low: int, high: int) -> Scalar:
        """The integer ``text``, which lies in ``[low, high]`` and in int64."""
        name = self.temporary(text)
        if low <= -LIMIT or high >= LIMIT:
            self.give_up_when(f"not -{LIMIT} < {name} < {LIMIT}")
        return Scalar(kind="int", text=name, low=max(low, 1 - LIMIT), high=min(high, LIMIT - 1))

    def _float(self, text: str) -> Scalar:
        return Scalar(kind="float", text=self.temporary(text))

    def as_float(self, value: Scalar) -> str:
        """Text of ``value`` as float64, equal to it exactly.

        Raises:
            UntranslatableError: a truth value.

        """
        if value.kind in {"bool", "character"}:
            raise UntranslatableError(f"a {value.kind} as float")
        if value.kind != "int":
            return value.text
        if value.literal is not None and abs(value.literal) <= EXACT:
            return f"({float(value.literal)!r})"
        if value.low < -EXACT or value.high > EXACT:
            self.give_up_when(f"not -{EXACT} <= {value.text} <= {EXACT}")
        return self.temporary(f"float({value.text})")

    def counted(self, value: Scalar) -> Scalar:
        """A truth value as the integer that it is, 0 or 1; anything else as it is."""
        if value.kind != "bool":
            return value
        return Scalar(kind="int", text=self.temporary(f"1 if {value.text} else 0"), low=0, high=1)

    def truth(self, value: Scalar) -> str:
        """Text of a condition: whether ``value`` is true."""
        if value.kind == "bool":
            return value.text
        if value.kind == "character":
            raise UntranslatableError("truth of a character")
        return f"{value.text} != {'0' if value.kind == 'int' else '0.0'}"

    def unary(self, operator: ast.unaryop, value: Scalar) -> Scalar:
        """``-x``, ``+x``, ``~x`` or ``not x``."""
        if isinstance(operator, ast.Not):
            return Scalar(kind="bool", text=self.temporary(f"not ({self.truth(value)})"))
        value = self.counted(value)
        if value.kind in {"character", "mixed"}:
            raise UntranslatableError(f"sign of a {value.kind} value")
        if isinstance(operator, ast.UAdd):
            return value
        if isinstance(operator, ast.USub):
            if value.literal is not None and value.text != "(0)":
                return number(-value.literal)
            if value.kind == "float":
                return self._float(f"-{value.text}")
            return self._integer(f"-{value.text}", -value.high, -value.low)
        if value.kind == "int":
            return self._integer(f"~{value.text}", -value.high - 1, -value.low - 1)
        raise UntranslatableError("inverted float")

    def compare(self, operator: ast.cmpop, left: Scalar, right: Scalar) -> str:
        """Text of a comparison; integers against floats as CPython does it, exactly."""
        sign = COMPARISONS.get(type(operator))
        if left.kind != right.kind:
            left, right = self.counted(left), self.counted(right)
        kinds = {left.kind, right.kind}
        if sign is None or (len(kinds) > 1 and ("character" in kinds or kinds == {"mixed", "int"})):
            raise UntranslatableError(
                f"comparison {type(operator).__name__} of {left.kind} with {right.kind}"
            )
        if len(kinds) == 1:
            return self.temporary(f"{left.text} {sign} {right.text}")
        first, second = self.as_float(left), self.as_float(right)
        return self.temporary(f"{first} {sign} {second}")

    def binary(self, operator: ast.operator, left: Scalar, right: Scalar) -> Scalar:
        """``left operator right``."""
        kinds = {left.kind, right.kind}
        if kinds == {"bool"} and isinstance(operator, ast.BitAnd | ast.BitOr | ast.BitXor):
            joined = {ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "!="}[type(operator)]
            return Scalar(kind="bool", text=self.temporary(f"({left.text}) {joined} ({right.text})"))
        left, right = self.counted(left), self.counted(right)
        kinds = {left.kind, right.kind}
        if "character" in kinds:
            raise UntranslatableError("arithmetic with a character")
        if kinds == {"int"}:
            return self._of_integers(operator, left, right)
        if "mixed" in kinds and (
            "float" not in kinds or isinstance(operator, ast.Pow | ast.FloorDiv | ast.Mod)
        ):
            raise UntranslatableError("a value that may be int or float")
        if isinstance(operator, ast.Pow):
            return self._power(left, right)
        sign = FLOAT_OPERATORS.get(type(operator))
        if sign is None:
            raise UntranslatableError(f"{type(operator).__name__} of floats")
        first, second = self.as_float(left), self.as_float(right)
        if sign in {"/", "//", "%"}:
            self._not_zero(right, second)
        return self._float(f"{first} {sign} {second}")

    def _not_zero(self, value: Scalar, text: str) -> None:
        if (value.literal is None or value.literal == 0) and (
            value.kind != "int" or value.low <= 0 <= value.high
        ):
            self.give_up_when(f"{text} == 0")

    def _of_integers(self, operator: ast.operator, left: Scalar, right: Scalar) -> Scalar:
        a, b = left.text, right.text
        if isinstance(operator, ast.Add):
            return self._integer(f"{a} + {b}", left.low + right.low, left.high + right.high)
        if isinstance(operator, ast.Sub):
            return self._integer(f"{a} - {b}", left.low - right.high, left.high - right.low)
        if isinstance(operator, ast.Mult):
            return self._product(left, right)
        if isinstance(operator, ast.Pow):
            base, exponent = left.literal, right.literal
            if (
                isinstance(base, int)
                and isinstance(exponent, int)
                and abs(base) < 1000
                and 0 <= exponent < 64
            ):
                return number(base**exponent)
            return self._integer_power(left, right)
        if isinstance(operator, ast.Div):
            first, second = self.as_float(left), self.as_float(right)
            self._not_zero(right, b)
            return self._float(f"{first} / {second}")
        if isinstance(operator, ast.FloorDiv):
            self._not_zero(right, b)
            most = max(abs(left.low), abs(left.high))
            low = 0 if left.low >= 0 and right.low >= 0 else -most
            return self._integer(f"{a} // {b}", low, most)
        if isinstance(operator, ast.Mod):
            self._not_zero(right, b)
            return self._integer(f"{a} % {b}", min(right.low + 1, 0), max(right.high - 1, 0))
        return self._of_bits(operator, left, right)

    def _integer_power(self, base: Scalar, exponent: Scalar) -> Scalar:
        if base.literal == 2:
            return self._of_bits(ast.LShift(), number(1), exponent)
        if not isinstance(exponent.literal, int) or not 1 <= exponent.literal <= 8:
            raise UntranslatableError("power of integers other than from 1 to 8")
        power = base
        for _ in range(exponent.literal - 1):
            power = self._product(power, base)
        return power

    def _product(self, left: Scalar, right: Scalar) -> Scalar:
        corners = [x * y for x in (left.low, left.high) for y in (right.low, right.high)]
        low, high = min(corners), max(corners)
        if low <= -LIMIT or high >= LIMIT:
            # Rounding of two conversions and a product is below 2**-51, relative; the bound leaves 2**-9.
            self.give_up_when(f"not -4.6e18 < float({left.text}) * float({right.text}) < 4.6e18")
            low, high = max(low, 1 - LIMIT), min(high, LIMIT - 1)
        return self._integer(f"{left.text} * {right.text}", low, high)

    def _of_bits(self, operator: ast.operator, left: Scalar, right: Scalar) -> Scalar:
        a, b = left.text, right.text
        if isinstance(operator, ast.LShift):
            if isinstance(right.literal, int) and 0 <= right.literal < 60:
                return self._product(left, number(1 << right.literal))
            self.give_up_when(f"not 0 <= {b} < 62")
            self.give_up_when(f"not -({LIMIT} >> {b}) < {a} < ({LIMIT} >> {b})")
            return self._integer(f"{a} << {b}", 1 - LIMIT, LIMIT - 1)
        if isinstance(operator, ast.RShift):
            if right.low < 0 or right.high > 62:
                self.give_up_when(f"not 0 <= {b} <= 62")
            return self._integer(f"{a} >> {b}", min(left.low, 0), max(left.high, 0))
        if isinstance(operator, ast.BitAnd):
            tops = [side.high for side in (left, right) if side.low >= 0]
            if tops:
                return self._integer(f"{a} & {b}", 0, min(tops))
            return self._integer(f"{a} & {b}", -LIMIT, LIMIT - 1)
        if isinstance(operator, ast.BitOr | ast.BitXor):
            sign = "|" if isinstance(operator, ast.BitOr) else "^"
            if left.low >= 0 and right.low >= 0:
                bits = max(left.high, right.high).bit_length()
                return self._integer(f"{a} {sign} {b}", 0, (1 << bits) - 1)
            return self._integer(f"{a} {sign} {b}", -LIMIT, LIMIT - 1)
        raise UntranslatableError(type(operator).__name__)

    def _power(self, base: Scalar, exponent: Scalar) -> Scalar:
        """``base ** exponent`` through libm's ``pow``, signs as in CPython's ``float_pow``."""
        first, second = self.as_float(base), self.as_float(exponent)
        whole = exponent.literal is not None and exponent.literal == int(exponent.literal)
        if whole:
            self.give_up_when(f"not -1e300 < {first} < 1e300")
        else:
            self.give_up_when(f"not (0.0 <= {first} < 1e300 and -1e300 < {second} < 1e300)")
        self.give_up_when(f"{first} == 0.0 and {second} < 0.0")
        power = self.temporary(f"(abs({first}) * unit) ** ({second} * unit)")
        # CPython raises where libm reports a range error; near both ends the original decides.
        self.give_up_when(f"not ({power} == 0.0 or 1e-300 < {power} < 1e300)")
        if whole and exponent.literal is not None and int(exponent.literal) % 2:
            return self._float(f"_ouroboros_math.copysign({power}, {first})")
        return Scalar(kind="float", text=power)

    def libm_of_two(self, function: str, first: Scalar, second: Scalar) -> Scalar:
        """``math.function(first, second)``, a float."""
        if "mixed" in {first.kind, second.kind}:
            raise UntranslatableError(f"math.{function} of a value that may be int or float")
        x, y = self.as_float(first), self.as_float(second)
        if function == "pow":
            return self._power(replace(first, kind="float", text=x), replace(second, kind="float", text=y))
        if function == "copysign":
            return self._float(f"_ouroboros_math.copysign({x}, {y})")
        if function != "atan2":
            raise UntranslatableError(f"math.{function}")
        self.give_up_when(f"not (-1e300 < {x} < 1e300 and -1e300 < {y} < 1e300)")
        return self._float(f"_ouroboros_math.atan2({x} * unit, {y} * unit)")

    def libm(self, function: str, value: Scalar) -> Scalar:
        """``math.function(value)``, a float."""
        x = self.as_float(value)
        if function == "fabs":
            return self._float(f"abs({x})")
        domain = LIBM.get(function)
        if domain is None or value.kind == "mixed":
            raise UntranslatableError(f"math.{function}")
        self.give_up_when(f"not ({domain.format(x=x)})")
        return self._float(f"_ouroboros_math.{function}({x} * unit)")

    def to_integer(self, text: str) -> Scalar:
        """``int(x)`` of a float: towards zero; NaN, infinities and huge values go to the original."""
        self.give_up_when(f"not -4.6e18 < {text} < 4.6e18")
        return self._integer(f"int({text})", 1 - LIMIT, LIMIT - 1)

    def absolute(self, value: Scalar) -> Scalar:
        """``abs(value)``."""
        if value.kind == "float":
            return self._float(f"abs({value.text})")
        if value.kind != "int":
            raise UntranslatableError(f"abs of a {value.kind} value")
        low = 0 if value.low <= 0 <= value.high else min(abs(value.low), abs(value.high))
        return self._integer(f"abs({value.text})", low, max(abs(value.low), abs(value.high)))
