"""The confined side of the warm test server: collects the target's tests once, forks for each candidate.

The server runs the untouched source only, which has run unconfined before
(``arena/testing/suite.baseline``). It has to keep the right to mount, so it is confined by its namespaces
and its root alone. Each fork gets PID and mount namespaces of its own, an empty scratch folder and a layer
over the project, gives up everything that a confined command gives up, and only then meets the candidate:
its text is written into the layer and swapped into the modules that the tests have imported.

Whatever a fork says about tests comes from the process that runs the candidate. It can be forged.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import json
import linecache
import os
import select
import signal
import socket
import stat
import sys
import time
import types
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from ouroboros.agent import confinement, pytest_report, root_view, swapped_code, system_calls, touched_memory
from ouroboros.agent.confined_command import write_overlay
from ouroboros.agent.wire import FrameError, receive_frame, send_frame, taken_apart

_REASON_LIMIT = 500
_REHEARSAL_SECONDS = 5.0
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


class RefusedError(Exception):
    """These tests cannot be kept warm; the message says why."""


def run(control: socket.socket, config: Mapping[str, Any]) -> None:
    """Collect, say what was found, and fork for each channel that the supervisor sends."""
    server = TestServer(control, config)
    try:
        found = server.start()
    except (Exception, SystemExit) as error:
        send_frame(control, {"refused": f"{type(error).__name__}: {error}"[:_REASON_LIMIT]})
        return
    send_frame(control, {"refused": "", "tests": found})
    server.serve()


class TestServer:
    """Holds the collected session. ``config`` is the first frame; ``control`` leads to the supervisor."""

    __test__ = False

    def __init__(self, control: socket.socket, config: Mapping[str, Any]) -> None:
        self._control = control
        self._config = config
        self._items: dict[str, Any] = {}
        self._originals: dict[str, swapped_code.Version | None] = {}
        self._session: Any = None
        self._capture: Any = None
        self._reporter = _Reporter()
        self._ahead = touched_memory.Ahead()
        # Conftests are imported before the report plugin of the baseline can listen, so both are needed.
        self._entered = {(str(path), int(line)) for path, line in config["entered"]}

    def start(self) -> list[str]:
        """Enter the new root and collect the tests; their ids.

        Raises:
            RefusedError: something about the target makes forks unreliable. What pytest raises comes through.

        """
        config = self._config
        view = root_view.RootView(**config["view"])
        self._cover = root_view.cover(view)
        root_view.enter(view)
        confinement.raise_loopback()
        os.chdir(config["working_directory"])
        _set_path(config["working_directory"], safe=bool(config["safe_path"]))
        tracer = pytest_report.FunctionTracer(self._cover.project)
        tracer.start()
        self._collect(config["arguments"])
        if not hasattr(sys, "monitoring") and getattr(sys.getprofile(), "__self__", None) is not tracer:
            raise RefusedError("importing the tests takes the profiling hook")
        tracer.stop()
        self._entered |= tracer.current
        if len(os.listdir("/proc/self/task")) > 1:
            raise RefusedError("importing the tests starts threads")
        self._check_files()
        gc.collect()
        folders = tuple({f"{path}/" for path in (self._cover.project, self._cover.alias)})
        self._live = swapped_code.LiveFunctions.below(folders)
        self._modules = _by_file()
        self._readable = confinement.open_places([*config["readable"], "/etc", "/dev"])
        self._devices = confinement.open_places(_DEVICES)
        system_calls.filter_program(arm=False, own_pid=0, namespaces=True)  # kept for the forks
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries dead forks
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        confinement.drop_bounding_set()  # what a program could gain; our own rights to mount stay
        self._rehearse()
        return list(self._items)

    def _collect(self, arguments: Sequence[str]) -> None:
        """What ``pytest.main`` does up to running, with the user's arguments.

        pytest is the target's own. It has no public way to stop here; these names are those that the workers
        of pytest-xdist use, and a version without them is refused.
        """
        pytest_config = importlib.import_module("_pytest.config")
        pytest_main = importlib.import_module("_pytest.main")
        sys.argv[:] = [
            os.path.join(os.path.dirname(importlib.import_module("pytest").__file__ or ""), "__main__.py"),
            *arguments,
        ]
        os.environ.setdefault("PYTEST_VERSION", importlib.import_module("pytest").__version__)
        prepared = pytest_config._prepareconfig(  # noqa: SLF001
            ["--continue-on-collection-errors", *arguments], [self._reporter]
        )
        pytest_report.run_in_one_process(prepared)
        # Nobody reads how a test failed; to find the source lines for it takes longer than most tests.
        prepared.option.tbstyle = "no"
        session = pytest_main.Session.from_config(prepared)
        prepared._do_configure()  # noqa: SLF001
        prepared.hook.pytest_sessionstart(session=session)
        prepared.hook.pytest_collection(session=session)
        twice: set[str] = set()
        for item in session.items:
            name = str(item.nodeid)
            if name in self._items:
                twice.add(name)
            self._items[name] = item
        for name in twice:
            del self._items[name]
        self._session = session
        self._capture = prepared.pluginmanager.getplugin("capturemanager")
        if self._capture is not None:
            # Its files would be shared by all forks.
            self._capture.stop_global_capturing()
        sys.stdout.flush()
        sys.stderr.flush()

    def _check_files(self) -> None:
        """An inherited file that can be written would lead from one candidate to the next."""
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):
                number = int(name)
                plain = stat.S_ISREG(os.fstat(number).st_mode)
                if plain and fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY:
                    raise RefusedError(f"importing the tests opens {os.readlink(f'/proc/self/fd/{name}')}")

    def serve(self) -> None:
        """Fork until the supervisor closes the channel."""
        while True:
            _, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
            if not descriptors:
                return
            for path in receive_frame(self._control)[0]["likely"]:
                self._read(path)
            if self._forked() == 0:
                try:
                    self._fork(socket.socket(fileno=descriptors[0]))
                finally:
                    os._exit(0)
            os.close(descriptors[0])

    def _forked(self) -> int:
        """Fork into a PID namespace of its own; 0 in the fork."""
        gc.freeze()
        confinement.unshare(confinement.CLONE_NEWPID)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._control.close()
            confinement.die_with_parent()
        else:
            confinement.enter_pid_namespace_of_self()
        return child

    def _rehearse(self) -> None:
        """Run a test untouched in a fork, to learn what every fork would do first.

        What it imports late is imported here, if it is Python's or pytest's own; which memory it writes to
        is noted. Nothing depends on either but time.
        """
        for learn in (self._import_ahead, self._note_touched):
            reading, writing = os.pipe()
            child = self._forked()
            if child == 0:
                try:
                    self._rehearsed(writing)
                finally:
                    os._exit(0)
            os.close(writing)
            with suppress(OSError, ValueError, TypeError, KeyError), open(reading, "rb") as answer:
                if not select.select([answer], [], [], _REHEARSAL_SECONDS)[0]:
                    os.kill(child, signal.SIGKILL)
                    return
                learn(json.loads(answer.read()))

    def _rehearsed(self, answer: int) -> None:
        """In the fork: lock up, run the first test and write down what was learnt."""
        os.setsid()
        before = set(sys.modules)
        self._restrict()
        if self._capture is not None:
            self._capture.start_global_capturing()
            self._capture.suspend_global_capture()
        self._reporter.one_only = True  # what other tests need besides is not common to all
        for step in (self._swap_rehearsed, lambda: self._run(None, list(self._items))):
            with suppress(BaseException):
                step()
        late = [name for name in sys.modules if name not in before]
        told = json.dumps({"late": late, "touched": touched_memory.touched()}).encode("ascii")
        with open(answer, "wb") as file:
            file.write(told)

    def _swap_rehearsed(self) -> None:
        """Do for one file of the target what exchanging it would take, without any change."""
        folder = self._config["folder"]
        for place in self._modules:
            if root_view.below(place, folder):
                path = os.path.relpath(place, folder)
                self._read(path)
                with open(place, encoding="utf-8") as file:
                    self._swap(path, file.read().replace("\n", " \n"))
                return

    def _import_ahead(self, told: Mapping[str, Any]) -> None:
        for name in told["late"]:
            if name.partition(".")[0] in sys.stdlib_module_names | {"_pytest"}:
                with suppress(Exception):
                    importlib.import_module(name)

    def _note_touched(self, told: Mapping[str, Any]) -> None:
        self._ahead = touched_memory.Ahead([(int(address), int(size)) for address, size in told["touched"]])

    def _fork(self, channel: socket.socket) -> None:
        """Lock this fork up, wait for its candidate, try it and report; returns when all is said."""
        # The supervisor reads from this first frame, by the kernel's word, which process we are.
        send_frame(channel, {"born": os.getpid()})
        self._ahead.take_over()
        os.setsid()
        unlocked = ""
        try:
            self._restrict()
        except Exception as error:
            unlocked = f"a fork cannot be locked up: {error}"
        if self._capture is not None:
            self._capture.start_global_capturing()
            self._capture.suspend_global_capture()
        try:
            request, blob = receive_frame(channel)
        except FrameError:
            return
        if unlocked:  # no candidate ever runs here
            send_frame(channel, {"refused": unlocked[:_REASON_LIMIT]})
            return
        try:
            for path, _ in request["overlay"]:
                self._read(path)
            self._exchange(request["overlay"], blob)
        except BaseException as error:
            send_frame(channel, {"refused": f"{error}"[:_REASON_LIMIT] or type(error).__name__})
            return
        send_frame(channel, {"refused": ""})
        started = time.perf_counter()
        problem = ""
        try:
            self._run(channel, request["tests"])
        except FrameError:
            return
        except BaseException as error:
            problem = f"{type(error).__name__}: {error}"[:_REASON_LIMIT]
        send_frame(channel, {"ended": problem, "seconds": time.perf_counter() - started})

    def _restrict(self) -> None:
        """Give up what a confined command gives up (``confined_command``)."""
        config, layers = self._config, self._config["layers"]
        confinement.unshare(confinement.CLONE_NEWNS)
        root_view.put_layer(self._cover, config["scratch"], config["scratch_bytes"])
        root_view.mount_proc("/proc")
        os.chdir(config["working_directory"])  # the same path, now in the layer
        confinement.limit(confinement.ResourceLimits(**config["resource_limits"]))
        confinement.drop_privileges(bounding_set=False)
        if layers["landlock"]:
            processes = confinement.open_places(["/proc"])
            writable = confinement.open_places([config["scratch"], config["folder"]])
            confinement.allow_only(
                readable=[*self._readable, *processes], writable=writable, devices=self._devices, tcp=True
            )
            for handle in (*processes, *writable):
                os.close(handle)
        for handle in (*self._readable, *self._devices):
            os.close(handle)
        if layers["seccomp"]:
            confinement.filter_system_calls(arm=False, namespaces=True)

    def _read(self, path: str) -> None:
        """Parse what the project has at ``path``, before a fork where that was foreseen."""
        place = os.path.join(self._config["folder"], path)
        if path in self._originals or os.path.realpath(place) not in self._modules:
            return
        self._originals[path] = None
        with suppress(OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            with open(place, "rb") as file:
                text = file.read().decode("utf-8", "surrogatepass")
            self._originals[path] = version = swapped_code.Version(text, os.path.realpath(place))
            version.compile_ahead()

    def _exchange(self, sizes: Sequence[tuple[str, int]], blob: bytes) -> None:
        """Let the candidate's files count: on disk for what is still to be imported, and in memory."""
        write_overlay(self._config["folder"], sizes, blob)
        for path, content in taken_apart(sizes, blob)[0]:
            self._swap(path, content.decode("utf-8", "surrogatepass"))

    def _swap(self, path: str, text: str) -> None:
        place = os.path.realpath(os.path.join(self._config["folder"], path))
        linecache.cache.pop(place, None)
        modules = self._modules.get(place, [])
        if not modules:
            if place in self._live.files:
                raise swapped_code.NotSwappableError(f"{path} runs without being a module")
            return
        original = self._originals[path]
        if original is None or len(modules) > 1:
            raise swapped_code.NotSwappableError(f"{path} is imported under several names")
        swapped_code.swap(
            original,
            swapped_code.Version(text, place),
            module=modules[0],
            live=self._live,
            entered={line for name, line in self._entered if name == path},
        )

    def _run(self, channel: socket.socket | None, names: Sequence[str]) -> None:
        """Run the named tests under pytest's own hooks."""
        wanted = {name: index for index, name in enumerate(names)}
        session = self._session
        session.items = [item for name, item in self._items.items() if name in wanted]
        self._reporter.session, self._reporter.channel, self._reporter.wanted = session, channel, wanted
        session.config.hook.pytest_runtestloop(session=session)


class _Reporter:
    """Tells the supervisor what each test came to. pytest finds the hooks by name."""

    def __init__(self) -> None:
        self.session: Any = None
        self.channel: socket.socket | None = None
        self.one_only = False
        """Stop after the first test."""
        self.wanted: Mapping[str, int] = {}
        self._outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note one phase of one test: the worst of them counts."""
        outcome = pytest_report.phase_outcome(report)
        if outcome is not None:
            before = self._outcomes.get(report.nodeid, "passed")
            self._outcomes[report.nodeid] = max(before, outcome, key=pytest_report.SEVERITY.__getitem__)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """The test is over."""
        outcome = self._outcomes.pop(nodeid, None)
        if self.channel is not None and outcome is not None and nodeid in self.wanted:
            send_frame(self.channel, {"test": self.wanted[nodeid], "outcome": outcome})
        if self.one_only:
            self.session.shouldstop = "the rehearsal is over"


def _set_path(directory: str, *, safe: bool) -> None:
    """Make ``sys.path`` what a fresh pytest in ``directory`` would have: we were started in "/"."""
    given = [entry for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry]
    ours = {os.path.normpath(os.path.join("/", entry)) for entry in given}
    proper = [os.path.normpath(os.path.join(directory, entry)) for entry in given]
    sys.path[:] = [*proper, *(entry for entry in sys.path if entry not in ours)]
    if not safe:
        sys.path.insert(0, directory)


def _by_file() -> dict[str, list[types.ModuleType]]:
    """Imported modules by their file, links followed; one module under two names counts once."""
    found: dict[str, list[types.ModuleType]] = {}
    for module in list(sys.modules.values()):
        if not isinstance(module, types.ModuleType):
            continue
        file = vars(module).get("__file__")
        if isinstance(file, str):
            known = found.setdefault(os.path.realpath(file), [])
            if module not in known:
                known.append(module)
    return found
