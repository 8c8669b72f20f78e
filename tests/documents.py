"""The project's documents taken apart: pages, links, headings, blocks of code, commands."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "configs" / "README.md",
    ROOT / "results" / "README.md",
    ROOT / "benchmarks" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")),
]
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<kind>[\w-]*)\n(?P<text>.*?)^(?P=ticks)$", re.M | re.S)
LINK = re.compile(r"""(?:\]\(|\b(?:href|src)=")(?P<target>[^)"\s]+)[)"]""")
HEADING = re.compile(r"^#{1,6} (?P<title>.+?)#*$", re.M)
SPAN = re.compile(r"`(?P<text>[^`\n]+)`")
TOOLS = ("snakemake", "make", "tradewinds")
"""Commands that are looked for in running text too."""
CUT = re.compile(r"[^\w\- ]")


@dataclass(frozen=True)
class Block:
    """A fenced block of code, and what stands before it on the page."""

    kind: str
    text: str
    before: str


def named(page: Path) -> str:
    """A page's path in the repository."""
    return str(page.relative_to(ROOT))


def read(page: Path) -> str:
    """The Markdown of a page; of a notebook, that of its cells of text."""
    text = page.read_text(encoding="utf-8")
    if page.suffix != ".ipynb":
        return text
    cells = json.loads(text)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def prose(text: str) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", text)


def links(text: str) -> list[str]:
    """Targets of a page's links and pictures within the project, anchors included."""
    found = (link["target"] for link in LINK.finditer(SPAN.sub("", prose(text))))
    return [target for target in found if not re.match(r"(https?|mailto|data):", target)]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    found: dict[str, int] = {}
    for heading in HEADING.finditer(prose(text)):
        title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading["title"]).strip().lower()
        slug = CUT.sub("", title).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return {
        f"{slug}-{number}" if number else slug for slug, last in found.items() for number in range(last + 1)
    }


def blocks(text: str) -> list[Block]:
    """A page's fenced blocks, in order."""
    return [Block(one["kind"], one["text"], text[: one.start()]) for one in FENCE.finditer(text)]


def commands(text: str) -> Iterator[str]:
    """A shell script's commands; a file that is written to with ``cat > … <<'END'`` stays with its lines."""
    lines = iter(text.splitlines())
    for line in lines:
        while line.endswith("\\"):
            line = line[:-1] + next(lines)
        here = re.search(r"<<'(?P<end>\w+)'$", line)
        while here:
            line += "\n" + next(lines)
            if line.endswith(f"\n{here['end']}"):
                break
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def commands_in_text(text: str) -> Iterator[str]:
    """Commands that stand in running text, as code or as lines that are moved in."""
    plain = prose(text)
    for line in re.findall(r"^    (\w.*)$", plain, re.M):
        if line.split(" ")[0] in (*TOOLS, "python"):
            yield line
    for span in SPAN.finditer(plain):
        if span["text"].split(" ")[0] in TOOLS and " " in span["text"]:
            yield span["text"]


def words(command: str) -> list[str]:
    """A command's words, without comments and the variables before it."""
    found = shlex.split(command.split("\n")[0].partition(" | ")[0], comments=True)
    while found and re.fullmatch(r"[A-Z_]+=.*", found[0]):
        found.pop(0)
    return found
