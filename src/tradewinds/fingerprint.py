"""The fingerprint of the code that a script runs.

Snakemake does not see that a library module was edited, so a rule's parameters hold this fingerprint; the
audit computes it again.
"""

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

_PACKAGE = "tradewinds"
_ROOT = Path(__file__).parent
_NEWLINE, _INDENT, _DEDENT = "\n", "\x1e>", "\x1e<"
_LAYOUT = {"NEWLINE": _NEWLINE, "INDENT": _INDENT, "DEDENT": _DEDENT}


def code_fingerprint(script: Path) -> str:
    """sha256 of what a script runs: its own code and all it imports, directly or not, from this package.

    Comments, docstrings, blank lines and line breaks within brackets do not count, so that only a change of
    what runs changes the fingerprint. It is the same on every supported version of Python. Imports have to
    be written as import statements (anywhere in a file): names put together at run time are not followed.
    Templates and other data files count as they are, with the package they lie in.
    """
    digest = hashlib.sha256(_essence(script).encode())
    for name, path in sorted(_transitive(script).items()):
        digest.update(f"\n{name}\n{_essence(path)}".encode())
        for file in _data_files(path):
            digest.update(f"\n{file.relative_to(_ROOT).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def modules_of(script: Path) -> list[str]:
    """Names of the package's modules that a script imports, directly or not."""
    return sorted(_transitive(script))


def _transitive(script: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    pending = list(_parsed(script, script.stat().st_mtime_ns).imports)
    while pending:
        name = pending.pop()
        path = _module_file(name)
        if name not in found and path is not None:
            found[name] = path
            pending += _parsed(path, path.stat().st_mtime_ns).imports
    return found


def _imports(tree: ast.AST, path: Path) -> Iterator[str]:
    """Every name within the package that a file might import, with the packages on the way."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, path)
            names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
        for name in names:
            parts = name.split(".")
            if parts[0] == _PACKAGE:
                yield from (".".join(parts[: length + 1]) for length in range(len(parts)))


def _absolute(node: ast.ImportFrom, path: Path) -> str:
    if not node.level:
        return node.module or ""
    package = [_PACKAGE, *path.parent.relative_to(_ROOT).parts]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def _module_file(name: str) -> Path | None:
    place = _ROOT.joinpath(*name.split(".")[1:])
    candidates = (place / "__init__.py", place.with_suffix(".py"))
    return next((path for path in candidates if path.is_file()), None)


def _data_files(path: Path) -> list[Path]:
    """Files that are not code in the folder of a package, unless they lie in a package further down."""
    if path.name != "__init__.py":
        return []
    files = [file for file in path.parent.rglob("*") if file.is_file() and file.suffix not in (".py", ".pyc")]
    return sorted(file for file in files if _package_of(file) == path.parent)


def _package_of(file: Path) -> Path:
    return next(folder for folder in file.parents if (folder / "__init__.py").is_file())


class _Parsed(NamedTuple):
    imports: frozenset[str]
    essence: str


def _essence(path: Path) -> str:
    return _parsed(path, path.stat().st_mtime_ns).essence


@cache
def _parsed(path: Path, changed: int) -> _Parsed:
    source = path.read_text(encoding="utf-8")
    return _Parsed(frozenset(_imports(ast.parse(source), path)), essence(source))


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
