"""The gallery of the site: the cells of ``gallery.py``, executed, each with what it drew.

Kept in ``.cache`` until a cell or the library changes.
"""

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "docs" / "gallery.py"
BEGIN = re.compile(r"^# %% (?P<title>.+)\n", re.M)


@dataclass(frozen=True)
class Cell:
    """A title, what is said of it, and the code that is shown and run."""

    title: str
    prose: str
    code: str


def cells(text: str) -> list[Cell]:
    """The cells of a script: ``# %% Title``, comments, code."""
    parts = BEGIN.split(text)[1:]
    found = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        lines = body.strip("\n").splitlines()
        said = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
        prose = " ".join(line.removeprefix("#").strip() for line in lines[:said])
        found.append(Cell(title, prose, "\n".join(lines[said:])))
    return found


def drawn(found: list[Cell]) -> list[bytes]:
    """The picture that each cell draws, as PNG; ValueError for a cell that draws none or several."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    names: dict = {"__name__": "gallery"}
    pictures = []
    for cell in found:
        exec(compile(cell.code, f"gallery: {cell.title}", "exec"), names)
        if len(pyplot.get_fignums()) != 1:
            raise ValueError(f"“{cell.title}” draws {len(pyplot.get_fignums())} figures, expected one")
        file = io.BytesIO()
        pyplot.savefig(file, format="png", dpi=110, bbox_inches="tight")
        pyplot.close("all")
        pictures.append(file.getvalue())
    return pictures


def markdown(text: str) -> str:
    """The page that a script of cells makes."""
    found = cells(text)
    parts = [
        "# Gallery",
        "Figures of the library, each with the code that makes it: [one script](gallery.py) from top to"
        " bottom. `.plot()` returns Matplotlib axes, to which anything can be added, and takes `ax=` to draw"
        " into yours.",
    ]
    for cell, picture in zip(found, drawn(found), strict=True):
        data = base64.b64encode(picture).decode()
        image = f'<img alt="What the code above draws: {cell.title}" src="data:image/png;base64,{data}">'
        parts += [f"## {cell.title}", cell.prose, f"```python\n{cell.code}\n```", image]
    return "\n\n".join(part for part in parts if part)


def page() -> str:
    """The page, made anew in a process of its own where a cell or the library has changed."""
    sources = [GALLERY, Path(__file__), *sorted((ROOT / "src").rglob("*.py"))]
    found = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    kept = ROOT / ".cache" / "gallery" / f"{found}.md"
    if not kept.exists():
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        made = subprocess.run(
            [sys.executable, __file__], env=environment, check=True, capture_output=True, text=True
        )
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(made.stdout, encoding="utf-8")
    return kept.read_text(encoding="utf-8")


if __name__ == "__main__":
    print(markdown(GALLERY.read_text(encoding="utf-8")))
