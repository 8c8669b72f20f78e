"""The rooms of the library import downwards only, in the order that CONTRIBUTING states."""

import ast
from pathlib import Path

TOP = Path(__file__).parents[2]
SRC = TOP / "src" / "tradewinds"
DECLARED = ("tradewinds.inference.algorithms", "tradewinds.inference.registry")
"""What algorithms say of themselves; below settings."""


def order() -> dict[str, int]:
    """Room → its height; those with a comma between them are neighbours, the first the higher."""
    text = (TOP / "CONTRIBUTING.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith("api →"))
    rooms = [room.strip() for step in line.rstrip(".").split("→") for room in step.split(",")]
    return {room: len(rooms) - number for number, room in enumerate(rooms)}


def imported(file: Path) -> list[str]:
    """Modules of the package that a module names, at its top or inside a function."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]


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


def test_every_room_has_its_place():
    rooms = {folder.name for folder in SRC.iterdir() if (folder / "__init__.py").is_file()}
    assert rooms == set(order()) - {"equations", "errors"}
