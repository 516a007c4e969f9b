"""The rules of the house, checked: layers, names, sizes, docstrings, guests that travel light."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "ouroboros"
FILES = sorted(SOURCE.rglob("*.py"))
FORBIDDEN = re.compile(r"util|helper|common|misc|manager|^core$")
LONGEST = 400


def named(path):
    return path.relative_to(ROOT).as_posix()


def test_data_goes_one_way():
    command = Path(sys.executable).with_name("lint-imports")
    if not command.is_file():
        pytest.skip("import-linter is not installed here")
    run = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("path", FILES, ids=named)
def test_files_have_telling_names_and_bearable_sizes(path):
    assert not FORBIDDEN.search(path.stem), f"{named(path)}: a file says what it is about"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST, (
        f"{named(path)} asks to be two files"
    )


def undocumented(tree):
    """Public functions, methods and classes without a docstring."""
    waiting = [(tree, "")]
    while waiting:
        node, prefix = waiting.pop()
        for child in node.body:
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if child.name.startswith("_"):
                continue
            if ast.get_docstring(child) is None:
                yield prefix + child.name
            if isinstance(child, ast.ClassDef):
                waiting.append((child, f"{prefix}{child.name}."))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_public_things_are_explained(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body:
        assert ast.get_docstring(tree), f"{named(path)} does not say what it is for"
    assert list(undocumented(tree)) == []


def test_guests_import_the_standard_library_only():
    """Agent, records and errors are imported where nothing else is: no site-packages, no environment."""
    program = f"""
import importlib, pkgutil, sys
sys.path.insert(0, {str(ROOT / "src")!r})
import ouroboros.agent, ouroboros.records, ouroboros.errors
for package in (ouroboros.agent, ouroboros.records):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
foreign = sorted(
    name for name in sys.modules
    if name.partition(".")[0] not in {{*sys.stdlib_module_names, "ouroboros", "__main__"}}
)
assert not foreign, foreign
above = sorted(
    name for name in sys.modules
    if name.startswith("ouroboros.") and name.split(".")[1] not in {{"agent", "records", "errors"}}
)
assert not above, above
"""
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False, cwd="/"
    )
    assert run.returncode == 0, run.stderr


def test_the_lock_names_versions_and_no_machine():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    for line in lines:
        assert line.startswith("#") or re.match(r"[a-z0-9.-]+==[\w.]+( ; .+)?$", line), line


def test_nothing_that_is_shipped_names_the_machine_it_was_written_on():
    suspicious = re.compile(r"/(?:root|home/\w+|work|opt/wheels)/")
    for path in (*FILES, ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / "requirements.lock"):
        assert not suspicious.search(path.read_text(encoding="utf-8")), named(path)
