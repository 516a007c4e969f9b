"""The confined side's entry: starts the sandbox, then forks an arm for each request.

Run by path with the target's interpreter: ``python -P zygote.py CONTROL LIFELINE``, two inherited
descriptors. The first frame on CONTROL says what to do. Three processes:

* the *launcher* enters the namespaces, forks the zygote and watches LIFELINE: when the supervisor is gone,
  or closes it, the zygote is killed, and with it (first process of a PID namespace) everything inside;
* the *zygote* builds the new root, imports third-party modules and forks; it never runs the target's code;
* each *arm* (``arm.py``) gets its own PID and mount namespace, limits and filters before it imports the
  target.

The engine's own modules leave ``sys.modules`` again, so a target called ``ouroboros`` finds itself.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import types
from typing import Any


def _guest_modules() -> dict[str, types.ModuleType]:
    """Import what the sandbox needs from this folder without running ``ouroboros/__init__.py``."""
    here = os.path.dirname(os.path.abspath(__file__))
    package = types.ModuleType("ouroboros")
    package.__path__ = [os.path.dirname(here)]
    sys.modules["ouroboros"] = package
    names = ["wire", "confinement", "root_view", "system_calls", "target_modules", "machine_code"]
    names += ["arm", "confined_command", "warm_tests"]
    loaded = {name: importlib.import_module(f"ouroboros.agent.{name}") for name in names}
    for name in [name for name in sys.modules if name.partition(".")[0] == "ouroboros"]:
        del sys.modules[name]
    return loaded


def _warm_up(numba: Any) -> None:
    """Compile something of our own, so that Numba's own start (some 0.3 s) is not paid in every arm."""
    numba.njit("float64[::1](float64[::1])", no_cpython_wrapper=True, no_cfunc_wrapper=True)(lambda x: x + x)


class Zygote:
    """Forks arms. ``config`` is the first frame; ``channel`` leads to the supervisor."""

    def __init__(self, guests: dict[str, Any], channel: socket.socket, config: dict[str, Any]) -> None:
        self._guests = guests
        self._channel = channel
        self._config = config
        self._confinement = guests["confinement"]
        self._layers: dict[str, bool] = config["layers"]
        self._readable: list[int] = []
        self._devices: list[int] = []

    def start(self) -> None:
        """Enter the new root, import what arms would all import, and say so."""
        config = self._config
        sys.path[:] = config["sys_path"]
        sys.argv[:] = config["argv"]
        if self._layers["namespaces"]:
            self._guests["root_view"].enter(self._guests["root_view"].RootView(**config["view"]))
        os.chdir(config["working_directory"])
        self._modules = self._guests["target_modules"].TargetModules(
            config["folder"], config["modules"], config["main_file"]
        )
        sys.meta_path.insert(0, self._modules)
        # A package that imports the target would keep its own version of it in every arm.
        self._modules.closed = True
        for name in config["preload"]:
            try:
                imported = importlib.import_module(name)
                if name == "numba":
                    _warm_up(imported)
            except BaseException:  # noqa: S112 - the arm that needs it reports it
                continue
        readable = [*config["readable"], config["folder"], *self._own_folders()]
        self._readable = self._confinement.open_places(readable)
        self._devices = self._confinement.open_places(
            [f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom")]
        )
        self._modules.closed = False
        self._modules.compile_ahead()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries dead arms
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.collect()
        gc.freeze()
        self._guests["wire"].send_frame(self._channel, {"ready": True})

    def _own_folders(self) -> list[str]:
        """The new root's /etc and /dev hold nothing private; the machine's own are not opened here."""
        return ["/etc", "/dev"] if self._layers["namespaces"] else []

    def _processes(self) -> list[str]:
        """What an arm may read of /proc: all of its own instance, else only about itself."""
        return ["/proc"] if self._layers["namespaces"] else ["/proc/self", "/proc/cpuinfo", "/proc/meminfo"]

    def serve(self) -> None:
        """Fork an arm for each channel that the supervisor sends."""
        wire = self._guests["wire"]
        while True:
            _, descriptors, _, _ = socket.recv_fds(self._channel, 1, 1)
            if not descriptors:
                return
            request, blob = wire.receive_frame(self._channel)
            self._modules.compile_ahead(request["modules"])
            own_pids = self._layers["namespaces"]
            if own_pids:
                self._confinement.unshare(self._confinement.CLONE_NEWPID)
            child = os.fork()
            if child == 0:
                try:
                    self._arm(socket.socket(fileno=descriptors[0]), request, blob)
                finally:
                    os._exit(1)
            if own_pids:
                self._confinement.enter_pid_namespace_of_self()
            os.close(descriptors[0])

    def _arm(self, channel: socket.socket, request: dict[str, Any], blob: bytes) -> None:
        """Become an arm; returns when it is no longer needed."""
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._channel.close()
        self._confinement.die_with_parent()
        # The supervisor reads from this first frame, by the kernel's word, which process we are.
        self._guests["wire"].send_frame(channel, {"born": os.getpid()})
        files, machine_code = self._guests["wire"].taken_apart(request["overlay"], blob)
        self._modules.replace({path: content.decode("utf-8", "surrogatepass") for path, content in files})
        own_scratch = self._config["scratch"] if self._layers["namespaces"] else ""
        arm = self._guests["arm"].Arm(channel, self._modules, self._config["arm_limits"], own_scratch)
        self._restrict()
        if own_scratch:
            self._guests["machine_code"].place(own_scratch, request["machine_code"], machine_code)
        arm.load(request["modules"])
        try:
            arm.serve()
        except self._guests["wire"].FrameError:
            os._exit(0)

    def _restrict(self) -> None:
        """Give up everything, cheapest way out last."""
        confinement, config = self._confinement, self._config
        scratch = config["scratch"]
        if self._layers["namespaces"]:
            confinement.unshare(confinement.CLONE_NEWNS)
            self._guests["root_view"].mount_scratch(scratch, config["scratch_bytes"])
            self._guests["root_view"].mount_proc("/proc")
        limits = dict(config["resource_limits"])
        limits["memory_bytes"] += confinement.own_memory_bytes()
        confinement.limit(confinement.ResourceLimits(**limits))
        confinement.drop_privileges()
        if self._layers["landlock"]:
            own = confinement.open_places(self._processes())
            places = confinement.open_places([scratch])
            confinement.allow_only(readable=[*self._readable, *own], writable=places, devices=self._devices)
            for handle in (*own, *places):
                os.close(handle)
        for handle in (*self._readable, *self._devices):
            os.close(handle)
        if self._layers["seccomp"]:
            confinement.filter_system_calls(arm=True, namespaces=self._layers["namespaces"])


def _launch(
    guests: dict[str, Any], control: socket.socket, lifeline: int, config: dict[str, Any], overlay: bytes
) -> int:
    """Fork the confined process and watch over it; returns the exit status."""
    confinement = guests["confinement"]
    confinement.go_first()
    if config["layers"]["namespaces"]:
        confinement.enter_namespaces()
    else:
        confinement.adopt_orphans()
    child = os.fork()
    if child == 0:
        try:
            confinement.die_with_parent()
            os.close(lifeline)
            if config["do"] == "command":
                guests["confined_command"].run(control, config, overlay)
            elif config["do"] == "tests":
                guests["warm_tests"].run(control, config)
            else:
                zygote = Zygote(guests, control, config)
                zygote.start()
                zygote.serve()
        except BaseException as error:
            _fail(guests, control, error)
        finally:
            os._exit(0)
    control.close()
    waiting = os.pidfd_open(child)
    select.select([lifeline, waiting], [], [])
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if not config["layers"]["namespaces"]:
        guests["confined_command"].kill_descendants()
    return 0


def _fail(guests: dict[str, Any], control: socket.socket, error: BaseException) -> None:
    try:
        guests["wire"].send_frame(control, {"failed": f"{type(error).__name__}: {error}"[:2000]})
    except guests["wire"].FrameError:
        pass  # nobody is listening any more


def main() -> int:
    """Entry point. Returns the exit status."""
    guests = _guest_modules()
    if sys.argv[1:] == ["probe"]:
        print(json.dumps(guests["confined_command"].probe()))
        return 0
    control, lifeline = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    for descriptor in (control.fileno(), lifeline):
        os.set_inheritable(descriptor, False)
    config, overlay = guests["wire"].receive_frame(control)
    try:
        return _launch(guests, control, lifeline, config, overlay)
    except Exception as error:
        _fail(guests, control, error)
        return 1


if __name__ == "__main__":
    sys.exit(main())
