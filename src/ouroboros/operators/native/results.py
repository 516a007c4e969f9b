"""What a kernel returns, and how Python makes the function's result of it."""

from __future__ import annotations

from ouroboros.operators.native.facts import Scope
from ouroboros.operators.native.lists import Lists
from ouroboros.operators.native.values import (
    LIMIT,
    MADE,
    Array,
    Bundle,
    Scalar,
    UntranslatableError,
    Value,
    Vector,
)


class Results(Lists):
    """Lists, and how values leave a kernel."""

    def returned(self, value: Value, path: str, parts: list[str]) -> str:
        """Add the parts of a returned value; the Python expression that makes it of ``outcome``."""
        at = len(parts)
        if isinstance(value, Bundle) and value.items:
            shown = [self.returned(item, f"{path}_{index}", parts) for index, item in enumerate(value.items)]
            return f"({', '.join(shown)},)"
        if isinstance(value, Scalar):
            if value.kind == "character":
                raise UntranslatableError("a character leaves the kernel, which knows its number only")
            full = f"return{path}"
            scope = Scope(prefix="r_", local=frozenset({full}))
            self.assign(full, value, scope)
            kept = self.read(full, scope)
            assert isinstance(kept, Scalar)
            parts.append(kept.text)
            if kept.kind != "mixed":
                return f"outcome[{at}]"
            parts.append(kept.flag)
            return f"(int(outcome[{at}]) if outcome[{at + 1}] else outcome[{at}])"
        if isinstance(value, Vector) and value.most < LIMIT and MADE in value.owners:
            raise UntranslatableError("return of a new bytearray")
        if isinstance(value, Array) and value.tag:
            if isinstance(value, Vector):
                parts.append(f"{value.buffer}[:{value.length}]")
            else:
                parts.append(f"{value.buffer}[:{value.rows}, :{value.columns}]")
            parts.append(value.tag)
            return f"_ouroboros_list(known, outcome[{at}], outcome[{at + 1}])"
        raise UntranslatableError("return of a part of an argument, or a function")
