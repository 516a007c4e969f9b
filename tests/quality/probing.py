"""Evaluate the probes of planted modules in this process and print what they did, as JSON.

Usage: python probing.py ORIGINAL=FILE ...

FILE is loaded as a module named after ORIGINAL; the probes are read from ORIGINAL, so that a changed file
cannot choose its own questions.
"""

import ast
import contextlib
import io
import json
import sys
import types
from pathlib import Path


def probes_of(original: Path) -> list[str]:
    """The expressions in the module-level list PROBES."""
    for node in ast.parse(original.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PROBES":
            return ast.literal_eval(node.value)
    raise ValueError(f"{original} has no list PROBES")


def told(value: object) -> str:
    """Type and representation, of the elements of tuples too (their own types show in their text)."""
    return f"{type(value).__name__} {value!r}"


def outcomes(original: Path, file: Path, rounds: int = 1) -> list[list[str]]:
    """One [result or exception, printed text] for each probe, in one fresh module, ``rounds`` times over."""
    module = types.ModuleType(original.stem)
    sys.modules[original.stem] = module
    exec(compile(file.read_text(encoding="utf-8"), str(file), "exec"), module.__dict__)
    answers = []
    for probe in probes_of(original) * rounds:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            try:
                answer = told(eval(probe, module.__dict__))
            except Exception as error:  # noqa: BLE001
                answer = f"raised {type(error).__name__}: {error}"
        answers.append([answer, printed.getvalue()])
    return answers


def main() -> None:
    """Print {module name: outcomes}."""
    pairs = [argument.split("=", 1) for argument in sys.argv[1:]]
    answers = {Path(original).stem: outcomes(Path(original), Path(file)) for original, file in pairs}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
