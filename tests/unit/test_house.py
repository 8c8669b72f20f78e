"""The rooms of the library import downwards only, in the order that CONTRIBUTING states."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
SRC = TOP / "src" / "tradewinds"
DECLARED = ("tradewinds.inference.algorithms", "tradewinds.inference.registry")
"""What algorithms say of themselves; below settings."""


def order() -> dict[str, int]:
    """Room → its height; those with a comma between them are neighbours, the first the higher."""
    text = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("cli → api →"))
    rooms = [room.strip() for step in line.rstrip(".").split("→") for room in step.split(",")]
    return {room: len(rooms) - number for number, room in enumerate(rooms)}


def imported(file: Path) -> list[str]:
    """Modules of the package that a module names, at its top or inside a function."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]


@pytest.mark.slow
def test_imports_run_downwards_only():
    heights, seen, upwards = order(), 0, []
    for file in SRC.rglob("*.py"):
        room = file.relative_to(SRC).parts[0].removesuffix(".py")
        for module in imported(file):
            other = module.removeprefix("tradewinds.").split(".")[0]
            if room in heights and other in heights and not module.startswith(DECLARED):
                seen += 1
                if heights[other] > heights[room]:
                    upwards.append(f"{file.relative_to(SRC)} imports {module}")
    assert seen > 500 and not upwards, upwards


def test_a_command_answers_without_jax():
    """Nor does it wait for Hydra, pandas or Matplotlib: ``--help`` is a matter of a tenth of a second."""
    code = "import sys, tradewinds.cli.app, tradewinds.cli.doctor; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = ended.stdout.split()
    assert "click" in loaded
    assert not {"jax", "numpyro", "xarray", "pandas", "matplotlib", "hydra", "snakemake"} & set(loaded)


def test_every_room_has_its_place():
    rooms = {folder.name for folder in SRC.iterdir() if (folder / "__init__.py").is_file()}
    assert rooms == set(order()) - {"equations", "errors"}


STAGES = SRC / "settings" / "stages"
"""A stage has the name of its rule and its script; the function that does it may have it too."""
PROTOCOLS = {
    "COLUMNS": "the columns of the table that a module makes",
    "DECLARATION": "what an inference algorithm declares of itself",
    "describe": "an algorithm's sentence in the report",
    "run": "draws from a posterior, by the module's algorithm",
    "READER": "what a module knows of one publisher's format",
    "ECONOMY": "the parts of a simulated economy",
    "PARAMETERS": "the parameters that a simulator declares",
    "initial": "the state in which a simulator begins",
    "observe": "what is seen of a simulator's state",
    "start": "the state in which a simulated economy begins",
    "step": "one period of a simulated economy, or of a simulator",
    "tariffs": "the tariffs of a simulated economy's history",
}
"""Names that every module of one kind offers for the same thing, called through the module."""


def public_names(file: Path) -> set[str]:
    """What a module defines at its top without an underscore, imports left out."""
    names: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names |= {one.id for top in targets if top for one in ast.walk(top) if isinstance(one, ast.Name)}
    return {name for name in names if not name.startswith("_")}


@pytest.mark.slow
def test_a_public_name_means_one_thing():
    """Each is defined in one module, but for protocols and for a stage beside the function that does it."""
    homes: dict[str, list[Path]] = {}
    for file in sorted(SRC.rglob("*.py")):
        for name in public_names(file):
            homes.setdefault(name, []).append(file)
    twice = {}
    for name, files in homes.items():
        others = [file for file in files if file.parent != STAGES]
        stages = len(files) - len(others)
        if max(stages, len(others)) > 1 and name not in PROTOCOLS:
            twice[name] = [str(file.relative_to(SRC)) for file in files]
    assert len(homes) > 1000 and not twice, twice
    assert all(len(homes[name]) > 1 for name in PROTOCOLS), "a protocol of one module needs no exception"


VAGUE = {
    *(
        "Asked",
        "AtHand",
        "Choices",
        "Cloud",
        "Found",
        "Law",
        "Origin",
        "Part",
        "Passage",
        "Pools",
        "Ready",
        "Sample",
    ),
    *(
        "advise",
        "answers",
        "decides",
        "follows",
        "judge",
        "judged",
        "judgement",
        "question",
        "say",
        "vary",
        "weigh",
    ),
    "within",
}
"""Names that do not tell what they name, each of which the library once had: another is to be found."""


@pytest.mark.slow
def test_a_public_name_tells_what_it_names():
    public = {name: file for file in sorted(SRC.rglob("*.py")) for name in public_names(file)}
    assert len(public) > 1000 and not VAGUE & public.keys(), {
        name: public[name] for name in VAGUE & public.keys()
    }


CARRIED = {
    **{
        name: name
        for name in ("posterior", "train", "test", "panel", "scaler", "data", "model", "tier", "seed")
    },
    **dict.fromkeys(
        ("settings", "diagnostics", "sbc", "equations", "explain", "effects", "window"), "settings"
    ),
}
"""Parameter → the part of a fit that it is; parts that go together are one object (`Fit`, `ScaledTier`)."""


@pytest.mark.slow
def test_no_function_carries_the_parts_of_a_fit_one_by_one():
    many, seen = {}, 0
    for file in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                seen += 1
                taken = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                parts = {CARRIED[one.arg.rstrip("s")] for one in taken if one.arg.rstrip("s") in CARRIED}
                parts |= {CARRIED[one.arg] for one in taken if one.arg in CARRIED}
                if len(parts) >= 5:
                    many[f"{file.relative_to(SRC)}: {node.name}"] = sorted(parts)
    assert seen > 2000 and not many, many


def test_what_all_rules_share_fits_on_two_screens():
    text = (TOP / "workflow" / "rules" / "common.smk").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
