"""Mutation testing: which small mistakes in a module do the tests that guard it find?

``make mutants`` runs it, in an environment that has cosmic-ray and nothing of the project. A mutant is the
module with one mistake. It is made in a scratch clone, tests run there with the project's own Python, and
what no test finds is printed with its line. See CONTRIBUTING, “Mutants”.
"""

import argparse
import ast
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider
from operators import OppositeName, OppositeWord, OtherShare

TOP = Path(__file__).parents[2]
sys.path.insert(0, str(TOP / "tests"))
from warm_start import warm_python  # noqa: E402

GUARDED = Path(__file__).parent / "guarded.toml"
_USELESS = ("RemoveDecorator", "NoOp")
"""Operators whose mutants fall at import, whatever the tests."""
_PATIENCE = 4.0
"""Times as long as the tests take without a mistake, after which a mutant counts as found."""

_LONGEST = 300.0
"""Seconds that the tests of a module may take without a mistake."""


@dataclass(frozen=True)
class Mutant:
    """One mistake: the operator that makes it, which of its places, and the line."""

    operator: Operator
    occurrence: int
    line: int

    def code(self, source: str) -> str:
        return mutate_code(source, self.operator, self.occurrence) or source


def mutants(source: str) -> dict[tuple[int, int], list[Mutant]]:
    """Place in a module → its mutants; none where no test could find them (``_idle``)."""
    found: dict[tuple[int, int], list[Mutant]] = {}
    idle = list(_idle(source))
    for operator in _operators():
        nodes = ast_nodes(get_ast(source))
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, place in enumerate(places):
            if not any(first <= place < last for first, last in idle):
                found.setdefault(place, []).append(Mutant(operator, occurrence, place[0]))
    return found


def _operators() -> Iterator[Operator]:
    provider = OperatorProvider()
    for name in provider:
        if name not in _USELESS and not provider[name].arguments():
            yield provider[name]()
    yield from (OppositeWord(), OppositeName(), OtherShare())


def _idle(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Begin and end of annotations, decorators and what is imported for types alone."""
    for node in ast.walk(ast.parse(source)):
        parts = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        parts += getattr(node, "decorator_list", [])
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            parts.append(node)
        for one in parts:
            if isinstance(one, ast.expr | ast.stmt):
                yield (one.lineno, one.col_offset), (one.end_lineno or 0, one.end_col_offset or 0)


def chosen(source: str, module: str, sample: int, seed: int) -> list[Mutant]:
    """One mutant at each of ``sample`` places, the same for the same seed; all of them for a sample of 0."""
    places = mutants(source)
    if not sample:
        return [one for place in sorted(places) for one in places[place]]
    rng = random.Random(f"{seed} {module}")
    picked = sorted(rng.sample(sorted(places), min(sample, len(places))))
    return [rng.choice(places[place]) for place in picked]


def scratch(folder: Path) -> Path:
    """A clone of the checkout with the files as they lie in the working tree."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", "--shared", TOP, clone], check=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=TOP, capture_output=True, text=True, check=True).stdout.split(
        "\0"
    ):
        if name and not (TOP / name).is_file():
            (clone / name).unlink(missing_ok=True)
        elif name:
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, clone / name)
    return clone


def tests_pass(clone: Path, python: str, tests: list[str], limit: float | None = None) -> bool:
    """Whether all tests pass within ``limit`` seconds."""
    command = [python, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    command += [f"tests/unit/{name}" for name in tests]
    places = os.pathsep.join(str(clone / name) for name in ("src", "workflow"))
    environment = os.environ | {"PYTHONPATH": places, "OMP_NUM_THREADS": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    running = subprocess.Popen(
        command, cwd=clone, env=environment, start_new_session=True, text=True, **pipes
    )
    try:
        said, _ = running.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.communicate()
        return False
    if limit is None and running.returncode != 0:
        raise SystemExit(f"The tests fail without any mistake: {' '.join(tests)}\n{said[-2000:]}")
    return running.returncode == 0


def survivors(
    clone: Path, module: str, tests: list[str], python: str, asked: argparse.Namespace
) -> tuple[int, list[str]]:
    """How many mutants of a module were tried, and those that no test found, as line and change."""
    file = clone / "src" / "tradewinds" / module
    source, began = file.read_text(encoding="utf-8"), time.time()
    if not tests_pass(clone, python, tests, _LONGEST):  # some libraries come out of a fork otherwise
        python = asked.python
        tests_pass(clone, python, tests)
    limit = 20 + _PATIENCE * (time.time() - began)
    tried, alive, before = 0, [], source.splitlines()
    for number, one in enumerate(chosen(source, module, asked.sample, asked.seed), 1):
        code = one.code(source)
        if code == source:
            continue
        file.write_text(code, encoding="utf-8")
        os.utime(file, (began + number, began + number))  # else Python takes what it compiled of the last one
        tried += 1
        if tests_pass(clone, python, tests, limit):
            after = code.splitlines()
            at = next(at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
            alive.append(f"{module}:{at + 1}\n    - {before[at].strip()}\n    + {after[at].strip()}")
    file.write_text(source, encoding="utf-8")
    return tried, alive


def main() -> None:
    """Print a line a module, each survivor below it, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", help="some of those of guarded.toml; all without any")
    parser.add_argument("--python", required=True, help="that runs the tests")
    parser.add_argument("--sample", type=int, default=5, help="mutants a module, 0 for all")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    asked = parser.parse_args()
    guarded = tomllib.loads(GUARDED.read_text(encoding="utf-8"))
    counts = []
    print(f"{'module':32}{'mutants':>8}{'killed':>8}{'survived':>10}", flush=True)
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, warm_python(asked.python) as python:
        clone = scratch(Path(folder))
        for module in asked.modules or guarded:
            tried, alive = survivors(clone, module, guarded[module], python, asked)
            counts.append((tried, len(alive)))
            print(f"{module:32}{tried:8}{tried - len(alive):8}{len(alive):10}", flush=True)
            print(*(f"  {one}" for one in alive), sep="\n", end="\n" if alive else "", flush=True)
    tried, alive_of_all = (sum(column) for column in zip(*counts, strict=True))
    print(f"{'all':32}{tried:8}{tried - alive_of_all:8}{alive_of_all:10}")


if __name__ == "__main__":
    main()
