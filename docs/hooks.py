"""Hook of MkDocs: the site is made of the repository's own pages, each where it stands in the tree.

So their links to each other hold in both places. A link to anything else in the repository, a file of
settings or a folder of them, leads to a page that shows its text. Notebooks become pages with the outputs
they hold, the gallery is executed, and the library's reference has a section for every name of
``tradewinds.__all__``.
"""

import html
import json
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "docs"))

import gallery_page  # noqa: E402

LINK = re.compile(r"""(?P<before>\]\(|\b(?:href|src)=")(?P<path>[^)"#\s:]+)(?P<after>#[^)"\s]*)?(?=[)"])""")
PICTURES = {".png", ".svg"}
SHOWN = 200
"""Lines of a file that a page shows."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The pages of the navigation and, from there on, everything in the repository that a page links to."""
    site = Files([file for file in files if file.src_uri.startswith("assets/")])
    waiting = ["docs/site.css", *places(config.nav)]
    while waiting:
        path = waiting.pop()
        if path in site.src_uris:
            continue
        if path.endswith(".md"):
            text = page(path)
            site.append(File.generated(config, path, content=text))
            waiting += [target for _, target in linked(text, path)]
        else:
            site.append(File.generated(config, path, abs_src_path=str(ROOT / path)))
    return site


def places(nav: list[dict[str, Any]]) -> Iterator[str]:
    """The pages of the navigation, of all its sections."""
    for entry in nav:
        for under in entry.values():
            yield from [under] if isinstance(under, str) else places(under)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links to what became a page lead to that page."""
    here = posixpath.dirname(page.file.src_uri)

    def turned(link: re.Match[str]) -> str:
        target = place(link["path"], here)
        if target is None:
            return link[0]
        return link["before"] + posixpath.relpath(target, here or ".") + (link["after"] or "")

    return LINK.sub(turned, markdown)


def linked(text: str, path: str) -> Iterator[tuple[str, str]]:
    """Every link of a page to something in the repository, and the place of that in the site."""
    for link in LINK.finditer(text):
        target = place(link["path"], posixpath.dirname(path))
        if target is not None:
            yield link["path"], target


def place(link: str, folder: str) -> str | None:
    """Where in the site a link from a page in ``folder`` leads; None where it leads out of the repository."""
    path = posixpath.normpath(posixpath.join(folder, link))
    source = ROOT / path
    if path.startswith("..") or not source.exists():
        return None
    if source.is_dir():
        return f"{path}/README.md"
    if source.suffix in PICTURES | {".md", ".css"}:
        return path
    return str(Path(path).with_suffix(".md")) if source.suffix == ".ipynb" else f"{path}.md"


def page(path: str) -> str:
    """The Markdown of a page of the site, by its place."""
    source = ROOT / path
    if path == "docs/library.md":
        return library()
    if path == "docs/gallery.md":
        return gallery_page.page()
    if source.is_file():
        return source.read_text(encoding="utf-8")
    if source.with_suffix(".ipynb").is_file():
        return notebook(source.with_suffix(".ipynb"))
    if source.name == "README.md":
        files = (one for one in source.parent.iterdir() if one.is_file())
        shown = sorted(one for one in files if one.suffix not in PICTURES | {".ipynb"})
        return "\n\n".join(
            [f"# {posixpath.dirname(path)}", *(f"## {one.name}\n\n{listing(one)}" for one in shown)]
        )
    return f"# {path.removesuffix('.md')}\n\n{listing(source.with_suffix(''))}"


def listing(file: Path) -> str:
    """The first lines of a text file, as they are."""
    lines = file.read_text(encoding="utf-8").splitlines()
    more = f"\n\n… and {len(lines) - SHOWN:,} more lines." if len(lines) > SHOWN else ""
    language = {".yaml": "yaml", ".py": "python", ".csv": "text"}.get(file.suffix, "text")
    return fenced("\n".join(lines[:SHOWN]), language) + more


def notebook(file: Path) -> str:
    """A notebook's cells and the outputs stored in it."""
    parts = []
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else fenced(text, "python"))
        parts += [shown(output) for output in cell.get("outputs", ())]
    return "\n\n".join(parts)


def shown(output: dict) -> str:
    """One output of a cell: a picture, a table, or text."""
    data = {kind: "".join(lines) for kind, lines in output.get("data", {}).items()}
    if "image/png" in data:
        picture = data["image/png"].strip()
        return f'<img alt="The picture that the cell above draws." src="data:image/png;base64,{picture}">'
    if "text/html" in data:
        table = re.sub(r"<style.*?</style>", "", data["text/html"], flags=re.DOTALL)
        table = re.sub(r"\s*\n\s*", "", table)  # an empty line would end the block of HTML
        return f'<div class="output">{table}</div>'
    said = data.get("text/plain", "".join(output.get("text", ""))).strip()
    return f'<pre class="output">{html.escape(said)}</pre>'


def fenced(text: str, language: str) -> str:
    return f"````{language}\n{text}\n````"


def library() -> str:
    """The reference: a section for every name that the library promises."""
    sys.path.insert(0, str(ROOT / "src"))
    import tradewinds

    names = [name for name in tradewinds.__all__ if not name.endswith("Error")]
    errors = [name for name in tradewinds.__all__ if name.endswith("Error")]
    sections = {"Objects and functions": names, "Errors": errors}
    parts = ["# The library", tradewinds.__doc__.replace("``", "`")]
    notebook = "[An effect in ten lines](notebooks/effect_in_ten_lines.ipynb)"
    parts.append(f"{notebook} shows it in use, the [gallery](gallery.md) its figures.")
    for title, members in sections.items():
        parts += [f"## {title}", *(f"::: tradewinds.{name}" for name in members)]
    return "\n\n".join(parts)
