"""What was built is not built again; a function that fails does not keep the others from being built."""

import importlib.util
import sys
import types
from pathlib import Path

import pytest

from ouroboros.arena.closed_world.security import security_of
from ouroboros.arena.sandboxing.sandbox_plan import SandboxPlan
from ouroboros.compiling.loader import bound, detached
from ouroboros.compiling.toolchain import Toolchain, toolchain
from ouroboros.coordination import extension_builds
from ouroboros.coordination.extension_builds import build
from ouroboros.coordination.promotion import place_extensions

TOOLS = toolchain(Path(sys.executable))
pytestmark = pytest.mark.skipif(isinstance(TOOLS, str), reason=str(TOOLS))
TEXT = "def f(a):\n    return a + 1\n\n\ndef g(a):\n    return f(a) * 2\n"


def tools() -> Toolchain:
    assert not isinstance(TOOLS, str)
    return TOOLS


def plan(folder: Path) -> SandboxPlan:
    return SandboxPlan(python=Path(sys.executable), project=folder, workspace=folder)


def loaded(path: Path) -> types.ModuleType:
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_same_text_is_built_once_and_a_damaged_binary_again(tmp_path: Path, monkeypatch) -> None:
    kept = tmp_path / "kept"
    first = build(plan(tmp_path), tools(), "m.py", TEXT, ["f", "g"], kept=kept)
    assert not isinstance(first, str), first
    with monkeypatch.context() as patched:
        patched.setattr(extension_builds, "_run", lambda *_: "it was run")
        assert build(plan(tmp_path), tools(), "m.py", TEXT, ["f", "g"], kept=kept) == first
        (binary,) = kept.iterdir()
        binary.write_bytes(binary.read_bytes()[:-1])
        assert build(plan(tmp_path), tools(), "m.py", TEXT, ["f", "g"], kept=kept) == "Cython: it was run"
        assert "it was run" in str(build(plan(tmp_path), tools(), "m.py", TEXT, ["f"], kept=kept))


def test_functions_may_be_left_unbound(tmp_path: Path) -> None:
    built = build(plan(tmp_path), tools(), "m.py", TEXT, ["f", "g"])
    assert not isinstance(built, str), built
    place_extensions(tmp_path, {built.path: built.content})
    body, (part,) = detached(built.text)
    text = bound(body, part.binary, ("-f", "g"))
    assert security_of(TEXT, text).findings == ()
    (tmp_path / "m.py").write_text(text, encoding="utf-8")
    module = loaded(tmp_path / "m.py")
    assert [type(each).__name__ for each in (module.f, module.g)] == ["function", "cython_function_or_method"]
    assert module.g(4) == 10
    assert detached(text)[1][0].names == ("-f", "g")


def test_functions_that_are_not_translated_are_left_out(tmp_path: Path, monkeypatch) -> None:
    text = "".join(f"def f{number}(a):\n    return a + {number}\n\n\n" for number in range(5))
    translated = extension_builds._translated

    def refusing(plan, tools, tree, chosen, deadline):
        if any(name in {"f1", "f4"} for name, _ in chosen):
            return "Cython: no"
        return translated(plan, tools, tree, chosen, deadline)

    monkeypatch.setattr(extension_builds, "_translated", refusing)
    built = build(plan(tmp_path), tools(), "m.py", text, [f"f{number}" for number in range(5)])
    assert not isinstance(built, str), built
    assert built.names == ("f0", "f2", "f3")
    assert build(plan(tmp_path), tools(), "m.py", text, ["f1"]) == "Cython: no"


def test_a_folder_of_extensions_does_not_grow_for_ever(tmp_path: Path) -> None:
    for number in range(extension_builds._MOST_KEPT + 3):
        extension_builds._keep(tmp_path / "kept", f"{number:016x}", b"binary")
    assert len(list((tmp_path / "kept").iterdir())) == extension_builds._MOST_KEPT
    assert extension_builds._found(tmp_path / "kept", f"{number:016x}") == b"binary"
    assert extension_builds._found(None, "0") is None
    (tmp_path / "file").write_text("", encoding="utf-8")
    extension_builds._keep(tmp_path / "file", "0", b"binary")
    assert extension_builds._found(tmp_path / "file", "0") is None
