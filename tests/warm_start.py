"""Python processes that begin with the libraries imported: forks of one process that has imported them.

The workflow is hundreds of short processes, which take longer to import pandas, SciPy and Snakemake than for
what a test asks of them. ``warm_python`` gives a command that stands for ``python``: whatever is started with
it, and whatever that starts with ``sys.executable``, is a fork with its own arguments, folder, environment
and files. Nothing of this package is imported before the fork, since a checkout under test has a copy of its
own. JAX is, in an environment that says nothing to it; what the environment of a fork says is told to it when
the fork imports it. It starts its threads, and reads the compiler's flags, with its first computation.
"""

import builtins
import fcntl
import gc
import importlib.abc
import importlib.machinery
import io
import marshal
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import types
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

LIBRARIES = (
    "snakemake.cli", "hydra", "omegaconf", "pydantic", "yaml", "click", "jinja2", "pandas", "pyarrow.parquet",
    "pyarrow.dataset", "pandera.pandas", "xarray", "h5netcdf", "scipy.stats", "scipy.optimize",
    "scipy.sparse.linalg", "scipy.interpolate", "scipy.signal", "arviz_stats", "scoringrules",
    "sklearn.ensemble", "sklearn.linear_model", "statsmodels.api",
    "matplotlib.pyplot", "matplotlib.backends.backend_agg", "threadpoolctl", "networkx", "tqdm",
    "jax", "jax.numpy", "jax.scipy.stats", "jax.flatten_util", "numpyro", "numpyro.distributions",
    "numpyro.infer", "optax",
)  # fmt: skip
"""Of other people, by what the workflow's processes import most."""
CLIENT = """#!{python} -IS
import _socket, marshal, os, sys
arguments = sys.argv[1:]
files = [int(name) for name in os.listdir("/proc/self/fd")]
files = [number for number in files if number < 3 or os.path.exists(f"/proc/self/fd/{{number}}")]
asked = marshal.dumps((files, sys.argv[0], arguments, dict(os.environ), os.getcwd()))
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
server.connect({place!r})
numbers = b"".join(number.to_bytes(4, sys.byteorder) for number in files)
server.sendmsg([len(asked).to_bytes(8, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, numbers)])
while asked:
    asked = asked[server.send(asked):]
ended = server.recv(4)
status = int.from_bytes(ended, "big", signed=True) if len(ended) == 4 else 1
if status < 0:
    os.kill(os.getpid(), -status)
os._exit(status)
"""


@contextmanager
def warm_python(python: str = sys.executable) -> Iterator[str]:
    """The command that stands for ``python`` while the context is open; where forks cannot be followed by
    their file descriptors (macOS), ``python`` itself."""
    if not hasattr(os, "pidfd_open"):
        yield python
        return
    with tempfile.TemporaryDirectory(prefix="warm") as folder:
        place, command = f"{folder}/socket", Path(folder, "python")
        command.write_text(CLIENT.format(python=python, place=place))
        command.chmod(0o755)
        own = {
            name: value
            for name, value in os.environ.items()
            if name != "PYTHONPATH" and not name.startswith("JAX_")
        }
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        server = subprocess.Popen([python, __file__, place], env=own, **pipes)
        assert server.stdin is not None and server.stdout is not None
        try:
            assert server.stdout.readline() == b"ready\n"
            yield str(command)
        finally:
            server.stdin.close()
            server.wait()
            server.stdout.close()


class Shelf(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imported modules that are not in ``sys.modules`` until something imports them, so that a process has
    loaded what it uses: provenance names the packages that are loaded.
    """

    def __init__(self, modules: dict[str, dict[str, types.ModuleType]], uses: dict[str, set[str]]) -> None:
        self.modules, self.uses = modules, uses
        """Package → its modules by name; package → those that it imported."""

    @classmethod
    def of(cls, names: Iterable[str]) -> "Shelf":
        """Import these, and take from ``sys.modules`` what is not Python's own."""
        uses: dict[str, set[str]] = {}
        under_way: list[str] = []
        before, real = set(sys.modules), builtins.__import__

        def noting(name, globals=None, locals=None, fromlist=(), level=0):
            """At the top of a module, or in a function that is called while another is imported."""
            package, new = _package(name), not level and name not in sys.modules
            importers = [
                *under_way,
                *([_package(globals.get("__name__", ""))] if globals and globals is locals else []),
            ]
            for importer in importers if package else ():
                uses.setdefault(importer, set()).add(package)
            under_way.extend([package] if new else [])
            try:
                return real(name, globals, locals, fromlist, level)
            finally:
                del under_way[len(under_way) - new :]

        builtins.__import__ = noting
        try:
            for name in names:
                importlib.import_module(name)
        finally:
            builtins.__import__ = real
        modules: dict[str, dict[str, types.ModuleType]] = {}
        for name in set(sys.modules) - before:
            if _package(name) not in sys.stdlib_module_names:
                modules.setdefault(_package(name), {})[name] = sys.modules.pop(name)
        return cls(modules, uses)

    def find_spec(self, name, path=None, target=None):
        if name not in self.modules.get(_package(name), ()):
            return None
        pending = {_package(name)}
        while pending:
            package = pending.pop()
            sys.modules.update(self.modules.pop(package, {}))
            if package == "jax":
                tell_jax(sys.modules["jax"].config)
            pending |= self.uses.get(package, set()) & set(self.modules)
        found = sys.modules.pop(name)  # a module that is there would be executed anew
        self._found = found, found.__spec__
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        return self._found[0]

    def exec_module(self, module):
        _, module.__spec__ = self._found


def tell_jax(config) -> None:
    """What JAX would have read in the environment, had it been imported in this process."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    read = {bool: lambda word: word.lower() in ("1", "true", "yes", "on", "y", "t"), int: int, float: float}
    for name, (kind, _, _) in config.meta.items():
        told = os.environ.get(name.upper())
        if told is not None:
            config.update(name, read.get(kind, str)(told))


def _package(name: str) -> str:
    return name.partition(".")[0]


def serve(place: str) -> list[str]:
    """Answer until standard input is closed; comes back in every process asked for, with the
    arguments it was asked for with.
    """
    shelf = Shelf.of(LIBRARIES)
    assert threading.active_count() == 1 and "tradewinds" not in sys.modules
    assert not shelf.modules["jax"]["jax._src.xla_bridge"].backends_are_initialized()
    gc.collect()
    gc.freeze()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind(place)
    listening.listen()
    os.write(1, b"ready\n")
    while True:
        ready, _, _ = select.select([listening, 0], [], [])
        _reap()
        if 0 in ready:
            sys.exit()
        connection, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            sys.meta_path.insert(0, shelf)
            return _watched(connection)
        connection.close()


def _watched(connection: socket.socket) -> list[str]:
    """Fork the process asked for; this one stays to say how it ended, and ends it when its client is gone."""
    start, files, _, _ = socket.recv_fds(connection, 8, 64)
    asked, wanted = b"", int.from_bytes(start, "big")
    while len(asked) < wanted:
        asked += connection.recv(1 << 16)
    made = os.fork()
    if made == 0:
        connection.close()
        return _begun(files, *marshal.loads(asked))
    process = os.pidfd_open(made)
    ready, _, _ = select.select([process, connection], [], [])
    if process not in ready:
        os.killpg(made, signal.SIGKILL)
    _, status = os.waitpid(made, 0)
    with suppress(OSError):  # where nobody waits for it
        connection.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
    os._exit(0)


def _begun(
    files: list[int],
    numbers: list[int],
    command: str,
    arguments: list[str],
    environment: dict[str, str],
    folder: str,
) -> list[str]:
    """This process as its client would have begun it."""
    os.setsid()
    above = max(*files, *numbers) + 1
    moved = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, above) for file in files]
    for file in files:
        os.close(file)
    for file, number in zip(moved, numbers, strict=True):
        os.dup2(file, number)
        os.close(file)
    for name, number in (("stdout", 1), ("stderr", 2)):
        _renew(name, number, bool(environment.get("PYTHONUNBUFFERED")))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.executable = command
    places = environment.get("PYTHONPATH", "")
    sys.path[:] = [*filter(None, places.split(os.pathsep)), *sys.path[1:]]
    return arguments


def _renew(name: str, number: int, unbuffered: bool) -> None:
    """The stream of a file that another has taken the place of: it would seek in what may be a pipe now."""
    old = getattr(sys, name)
    file = io.FileIO(number, "w", closefd=False)
    new = io.TextIOWrapper(
        file if unbuffered else io.BufferedWriter(file),
        encoding=old.encoding,
        errors=old.errors,
        line_buffering=number == 2,
        write_through=unbuffered,
    )
    setattr(sys, name, new)
    setattr(sys, f"__{name}__", new)


def run(arguments: list[str]) -> None:
    """What ``python`` does with these arguments: -m MODULE …, -c CODE …, FILE …"""
    first, *rest = arguments
    sys.modules.pop("__main__")
    if first == "-m":
        sys.argv, sys.path[:0] = rest, [os.getcwd()]
        if rest[0] in map(_package, LIBRARIES):
            importlib.import_module(rest[0])  # as runpy does, off the shelf
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
        return
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    if first == "-c":
        sys.argv, sys.path[:0] = ["-c", *rest[1:]], [""]
        exec(compile(rest[0], "<string>", "exec"), main.__dict__)
        return
    sys.argv, sys.path[:0] = arguments, [str(Path(first).resolve().parent)]
    main.__file__ = first
    exec(compile(Path(first).read_bytes(), first, "exec"), main.__dict__)


def _reap() -> None:
    """Take note of processes that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    run(serve(sys.argv[1]))
