"""What all scripts of the workflow share: a script reads its inputs, makes one library call and writes.

A ``Job`` is one run of a rule. It hands out the rule's settings with their types, reads inputs, writes
what is said to the terminal and to the rule's log, and gives every output its provenance. A user's error
ends the job with one line; any other error keeps its traceback.
"""

# ruff: noqa: E402
import gc

gc.set_threshold(20_000)
# New objects after which Python looks for cycles among them. A job is a short process that makes a great many
# while it imports, hence here, and traces: looking after every 700, as Python 3.11 does, took a tenth of it.

import os

from tradewinds.arithmetic import ONE_THREAD

os.environ.update(ONE_THREAD)  # before NumPy is imported, whatever a profile gives to jobs

import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import ExitStack, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, Protocol, TextIO, TypeVar

import pandas as pd

from tradewinds.artifacts import read_table, read_tree, write_page, write_table
from tradewinds.carried_provenance import checked_hash, read_provenance, recorded_hash
from tradewinds.errors import ArtifactError, TradewindsError
from tradewinds.folders import data_folder
from tradewinds.provenance import RAW, document
from tradewinds.room import is_full
from tradewinds.settings.sections import typed

T = TypeVar("T")
_READERS: dict[str, Callable[[Path], Any]] = {".parquet": read_table, ".nc": read_tree}
_ARTIFACTS = (*_READERS, ".html", ".json")
ERROR = " | ERROR: "
"""Stands in a log between the stage and what was wrong."""


class Job:
    """One run of a rule; a context manager around all that its script does."""

    def __init__(self, snakemake: Any) -> None:
        self.input, self.output = snakemake.input, snakemake.output
        self.params, self.wildcards = snakemake.params, snakemake.wildcards
        self.rule, self.log = snakemake.rule, Path(snakemake.log[0])
        self.cache = Path(".cache/jax")
        """Where compiled programs are kept for the next process."""
        self._open = ExitStack()
        self._hashes: dict[str, str] = {}

    @property
    def settings(self) -> dict[str, Any]:
        """The rule's own section, in plain types."""
        return self.params.settings

    def section(self, schema: type[T], name: str) -> T:
        """One part of the rule's settings with its type."""
        return typed(schema, self.settings[name])

    def sections(self, schema: type[T], name: str) -> dict[str, T]:
        """As ``section``, of a part that holds several by name: tiers, checks."""
        return {key: typed(schema, one) for key, one in self.settings[name].items()}

    @property
    def tables(self) -> "_ByFolder":
        """``tables.train``: the tables of the input ``train`` by their folders (sectors, national)."""
        return _ByFolder(self.input, self.read)

    @property
    def files(self) -> "_ByFolder":
        """As ``tables``, unread."""
        return _ByFolder(self.input, Path)

    @property
    def trees(self) -> "_ByFolder":
        """As ``tables``, for labelled arrays (folders tier1, tier2)."""
        return _ByFolder(self.input, self.read)

    def read(self, path: str) -> Any:
        """An input that is a table or labelled arrays. Raises ArtifactError, also where it was changed.

        Whoever reads it holds what it carries against what it holds: its hash is known from then on, and it
        is not read a second time for it.
        """
        found = _READERS[Path(path).suffix](Path(path))
        self._hashes[str(path)] = recorded_hash(path)
        return found

    def stacked(self, paths: Iterable[str]) -> pd.DataFrame:
        """The tables of several files below each other; an empty one without columns where there is none."""
        tables = [self.read(path) for path in paths]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()

    def provenance(self) -> dict[str, Any]:
        """The document that every output of this job carries."""
        return document(
            experiment=self.wildcards.experiment,
            stage=self.rule,
            settings=self.settings,
            inputs={self.name_of(Path(path)): self.hash_of(path) for path in self.input},
            code=self.params.code,
            seed=self.params.get("seed"),
        )

    def hash_of(self, path: str) -> str:
        """That of an input's contents as they are: what an artifact claims of itself is not handed on.
        Raises ArtifactError where the two differ.
        """
        if path not in self._hashes:
            self._hashes[path] = checked_hash(path)
        return self._hashes[path]

    def found(self) -> dict[str, dict[str, Any]]:
        """All named inputs that hold numbers, read: name of the input → folder → table or labelled arrays."""
        found: dict[str, dict[str, Any]] = {}
        for path, name in self._names.items():
            if path.suffix in _READERS:
                found.setdefault(name, {})[path.parent.name] = self.read(str(path))
        return found

    def documents(self) -> list[dict[str, Any]]:
        """The provenance of every input that is an artifact, with its path within the results and the name
        of the input.
        """
        return [
            {"path": self.name_of(path), "input": self._names.get(path, ""), **read_provenance(path)}
            for path in map(Path, self.input)
            if path.suffix in _ARTIFACTS
        ]

    @property
    def _names(self) -> dict[Path, str]:
        """Path of an input → its name, of those that have one."""
        named = [(name, [of] if isinstance(of, str) else of) for name, of in self.input.items()]
        return {Path(path): name for name, paths in named for path in paths}

    def publish(self, page: "PageWithNumbers") -> None:
        """Write a page and its summary, with their provenance."""
        provenance = self.provenance()
        write_table(page.summary, self.output.summary, provenance)
        write_page(page.html, self.output.page, provenance)
        self.info(f"the page: {self.output.page}")

    def name_of(self, path: Path) -> str:
        """The name of an input or output: within the experiment's results, or within the data folder."""
        results = next(folder for folder in self.log.parents if folder.name == self.wildcards.experiment)
        if path.is_relative_to(results):
            return path.relative_to(results).as_posix()
        return RAW + Path(os.path.relpath(path, data_folder())).as_posix()

    def info(self, text: str) -> None:
        """A line of progress."""
        print(f"  {self.rule} | {text}", file=sys.stderr, flush=True)

    def __enter__(self) -> "Job":
        file = self._open.enter_context(_opened(self.log))
        self._open.enter_context(redirect_stdout(_Tee(sys.stdout, file)))
        self._open.enter_context(redirect_stderr(_Tee(sys.stderr, file)))
        return self

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        gc.freeze()  # else the interpreter looks through all that was ever imported before it ends
        if isinstance(error, TradewindsError):
            print(f"  {self.rule}{ERROR}{error}", file=sys.stderr, flush=True)
        elif isinstance(error, Exception):
            traceback.print_exception(error)
        self._open.close()
        if isinstance(error, ArtifactError) and error.__cause__ and is_full(error, self.log.parent):
            os._exit(1)  # HDF5 would try once more to write the file, and crash
        if isinstance(error, Exception):
            sys.exit(1)


class PageWithNumbers(Protocol):
    """What every page of the report is; the report itself is imported by the scripts of its pages alone."""

    @property
    def html(self) -> str: ...

    @property
    def summary(self) -> pd.DataFrame: ...


class _ByFolder:
    """Inputs of one name, read, by the folder each lies in."""

    def __init__(self, inputs: Any, read: Any) -> None:
        self._inputs, self._read = inputs, read

    def __getattr__(self, name: str) -> dict[str, Any]:
        paths = self._inputs.get(name)
        paths = [paths] if isinstance(paths, str) else paths
        return {Path(path).parent.name: self._read(path) for path in paths}


def _opened(log: Path) -> TextIO:
    """The log; nothing where the disk has no room for it, which whoever writes an artifact says."""
    try:
        return log.open("w", encoding="utf-8")
    except OSError as error:
        if not is_full(error, log.parent):
            raise
        return open(os.devnull, "w", encoding="utf-8")


class _Tee:
    """The terminal's stream, with a copy of all that is written in the log for as long as that is open."""

    def __init__(self, stream: TextIO, log: TextIO) -> None:
        self._stream, self._log = stream, log

    def write(self, text: str) -> int:
        if not self._log.closed:
            with suppress(OSError):  # a full disk: what is said on the terminal has to come out
                self._log.write(text)
                self._log.flush()
        return self._stream.write(text)

    def close(self) -> None:
        """Left open: libraries that took this stream for theirs close it when Python ends."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
