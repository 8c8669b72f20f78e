"""The fingerprint of the code that a script runs.

Snakemake does not see that a library module was edited, so a rule's parameters hold this fingerprint; the
audit computes it again.
"""

import ast
import hashlib
import io
import json
import os
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

_PACKAGE = "tradewinds"
_ROOT = Path(__file__).parent
_NOT_RUN = (".py", ".pyc", ".pyi", ".typed")
"""Endings of files beside the code that are no data of it."""
_NEWLINE, _INDENT, _DEDENT = "\n", "\x1e>", "\x1e<"
_LAYOUT = {"NEWLINE": _NEWLINE, "INDENT": _INDENT, "DEDENT": _DEDENT}


def code_fingerprint(script: Path) -> str:
    """sha256 of what a script runs: its own code and all it imports, directly or not, from this package and
    from the folder above its own, where the modules lie that scripts share.

    Comments, docstrings, blank lines and line breaks within brackets do not count, so that only a change of
    what runs changes the fingerprint. It is the same on every supported version of Python. Imports have to
    be written as import statements (anywhere in a file): names put together at run time are not followed. A
    star (``from package import *``) stands for every module of the package.
    Templates and other data files count as they are, with the package they lie in. Of a module that holds
    constants alone, as ``streams`` does, those count that are imported by their names.
    """
    return _Reader({}).fingerprint(script)


def code_fingerprints(scripts: Iterable[Path], records: Path) -> dict[str, str]:
    """Name of each script → its ``code_fingerprint``.

    What was read in a file is kept in ``records`` (JSON) under the hash of its bytes, so that the next time
    only edited files are parsed. Where that file cannot be used or written, all are.
    """
    reader = _Reader(_recorded(records))
    found = {script.stem: reader.fingerprint(script) for script in scripts}
    if reader.used != reader.known:
        _record(reader.used, records)
    return found


def modules_of(*scripts: Path) -> list[str]:
    """Names of the modules of the package, and of those scripts share, that any imports, directly or not."""
    reader = _Reader({})
    return sorted({name for script in scripts for name in reader.modules(script)})


class _Parsed(NamedTuple):
    """The names that a file imports, the sha256 of its essence, and what it sets if it does nothing else."""

    imports: list[str]
    essence: str
    constants: dict[str, str]


class _Reader:
    """Reads each file once; ``known`` is what was read before, ``used`` what this reader needed."""

    def __init__(self, known: dict[str, _Parsed]) -> None:
        self.known = known
        self.used: dict[str, _Parsed] = {}
        self._files: dict[Path, _Parsed] = {}
        self._data: dict[Path, bytes] = {}
        self._places: dict[tuple[str, Path], Path | None] = {}

    def fingerprint(self, script: Path) -> str:
        digest, modules = hashlib.sha256(self._parsed(script).essence.encode()), self.modules(script)
        imports = [frozenset(self._parsed(path).imports) for path in (script, *modules.values())]
        for name, path in sorted(modules.items()):
            digest.update(f"\n{name}\n{self._used(name, path, imports)}".encode())
            digest.update(self._data_beside(path))
        return digest.hexdigest()

    def _used(self, name: str, path: Path, imports: list[frozenset[str]]) -> str:
        """The essence of a module; of one that holds constants alone those that are imported by name."""
        parsed = self._parsed(path)
        if not parsed.constants:
            return parsed.essence
        star = f"{name.rpartition('.')[0]}.*"
        using = [of for of in imports if name in of or star in of]
        named = [[one for one in of if one.startswith(f"{name}.")] for of in using]
        used = sorted({one.rpartition(".")[2] for of in named for one in of})
        if not all(named) or not set(used) <= set(parsed.constants):
            return parsed.essence
        return "\n".join(f"{one} = {parsed.constants[one]}" for one in used)

    def modules(self, script: Path) -> dict[str, Path]:
        found: dict[str, Path] = {}
        seen: set[str] = set()
        pending = list(self._parsed(script).imports)
        shared = script.parent.parent
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            if name.endswith(".*"):
                pending += _modules_in(name.removesuffix(".*"))
                continue
            if (name, shared) not in self._places:
                self._places[name, shared] = _module_file(name, shared)
            path = self._places[name, shared]
            if path is not None:
                found[name] = path
                pending += self._parsed(path).imports
        return found

    def _parsed(self, path: Path) -> _Parsed:
        if path not in self._files:
            source = path.read_bytes()
            place = path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
            key = hashlib.sha256(f"{place}\n".encode() + source).hexdigest()
            found = self.known.get(key)
            self._files[path] = self.used[key] = found or _parse(source.decode(), path)
        return self._files[path]

    def _data_beside(self, path: Path) -> bytes:
        if path not in self._data:
            self._data[path] = b"".join(
                f"\n{file.relative_to(_ROOT).as_posix()}\n".encode() + file.read_bytes()
                for file in _data_files(path)
            )
        return self._data[path]


def _parse(source: str, path: Path) -> _Parsed:
    tree = ast.parse(source)
    sha = hashlib.sha256(essence(source).encode()).hexdigest()
    return _Parsed(sorted(set(_imports(tree, path))), sha, _constants(tree))


def _constants(tree: ast.Module) -> dict[str, str]:
    """Name → value of what a file sets, where it holds nothing but numbers and texts under names."""
    found: dict[str, str] = {}
    for node in tree.body:
        match node:
            case ast.Expr(ast.Constant()):
                continue
            case ast.Assign([ast.Name(name)], ast.Constant(value)):
                found[name] = repr(value)
            case _:
                return {}
    return found


def _recorded(records: Path) -> dict[str, _Parsed]:
    """What was recorded by this very module; nothing where there is no such file or it is another's."""
    try:
        content = json.loads(records.read_text(encoding="utf-8"))
        if content["by"] == _by():
            return {key: _Parsed(*found) for key, found in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        pass
    return {}


def _record(used: dict[str, _Parsed], records: Path) -> None:
    text = json.dumps({"by": _by(), "files": used})
    try:
        records.parent.mkdir(parents=True, exist_ok=True)
        temporary = records.with_name(f"{records.name}.{os.getpid()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(records)
    except OSError:
        pass  # it only saves time


def _by() -> str:
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def _imports(tree: ast.AST, path: Path) -> Iterator[str]:
    """Every name within the package that a file might import, with the packages on the way; of all others,
    whose files may lie among those that scripts share, the first part.
    """
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, path)
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            depth = len(parts) if parts[0] == _PACKAGE else 1
            yield from (".".join(parts[: length + 1]) for length in range(depth))


def _absolute(node: ast.ImportFrom, path: Path) -> str:
    if not node.level:
        return node.module or ""
    package = [_PACKAGE, *path.parent.relative_to(_ROOT).parts]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def _module_file(name: str, shared: Path) -> Path | None:
    parts = name.split(".")
    place = _ROOT.joinpath(*parts[1:]) if parts[0] == _PACKAGE else shared / name
    candidates = (place / "__init__.py", place.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)


def _modules_in(package: str) -> list[str]:
    """Every module in the folder of a package: what its ``__all__`` has where it lists itself."""
    place = _ROOT.joinpath(*package.split(".")[1:])
    return sorted(f"{package}.{path.stem}" for path in place.glob("*.py") if path.stem != "__init__")


def _data_files(path: Path) -> list[Path]:
    """Files that are not code in the folder of a package, unless they lie in a package further down."""
    if path.name != "__init__.py":
        return []
    files = [file for file in path.parent.rglob("*") if file.is_file() and file.suffix not in _NOT_RUN]
    return sorted(file for file in files if _package_of(file) == path.parent)


def _package_of(file: Path) -> Path:
    return next(folder for folder in file.parents if (folder / "__init__.py").is_file())


def essence(source: str) -> str:
    """Source code as one token after the other, without what does not run."""
    lines: list[list[str]] = [[]]
    for token in _tokens(source):
        if token == _NEWLINE:
            lines.append([])
        elif token in (_INDENT, _DEDENT):
            lines[-1:] = [[token], lines[-1]]
        else:
            lines[-1].append(token)
    kept = [_without_last_comma(line) for line in lines if line and not all(map(_is_string, line))]
    return "\n".join("\x1f".join(line) for line in kept)


def _tokens(source: str) -> Iterator[str]:
    """Tokens, an f-string as one of them: Python 3.11 reads it so, later versions in pieces."""
    rows = io.StringIO(source).readlines()
    depth, start = 0, (0, 0)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        if name == "FSTRING_START":
            start = start if depth else token.start
            depth += 1
        elif name == "FSTRING_END":
            depth -= 1
            if not depth:
                yield _between(rows, start, token.end)
        elif not depth and name not in ("COMMENT", "NL", "ENCODING", "ENDMARKER"):
            yield _LAYOUT.get(name, token.string)


def _between(rows: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """Source text between two positions (row from 1, column from 0)."""
    (first, left), (last, right) = start, end
    if first == last:
        return rows[first - 1][left:right]
    return "".join([rows[first - 1][left:], *rows[first : last - 1], rows[last - 1][:right]])


def _is_string(token: str) -> bool:
    return token.lstrip("rRbBuUfF")[:1] in ("'", '"')


def _without_last_comma(line: list[str]) -> list[str]:
    """Drop the comma a formatter adds before a closing bracket, where it cannot make a tuple."""
    kept: list[str] = []
    seen: list[list[str]] = [[]]
    for token in line:
        if token in ("(", "[", "{"):
            seen.append([])
        elif token in (")", "]", "}"):
            within = seen.pop()
            if kept[-1] == "," and within.count(",") > 1 and "lambda" not in within:
                kept.pop()
        else:
            seen[-1].append(token)
        kept.append(token)
    return kept
