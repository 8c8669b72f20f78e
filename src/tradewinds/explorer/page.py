"""The page: description, numbers, engine and style in one file that needs no network."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tradewinds.explorer.description import Description
from tradewinds.report.words import lower_first

_STATIC = Path(__file__).parent / "static"
ENGINE = (
    "numbers", "generator", "activation", "terms", "assembler", "lanes", "network", "distance", "equation",
    "economy", "quantiles", "differences", "support", "welfare_effects", "answer", "helpers", "worker",
)  # fmt: skip
"""Files of the engine, which runs in a worker, in an order in which each uses earlier ones."""
_SHARED = ("numbers", "quantiles", "differences", "answer")
"""Those that the page itself uses too: bytes, quantiles, names."""
_PAGE = (
    "format", "dom", "axes", "chart", "scenario", "link", "exports", "editor", "words", "welfare", "settings",
    "app", "controls", "view", "start",
)  # fmt: skip


def engine_source() -> str:
    """The engine alone, as one script."""
    return "\n".join(_script("engine", name) for name in ENGINE)


def explorer_page(description: Description, about: dict[str, Any]) -> str:
    """The page of a description (``describe_rollout``) and of what is said about it (``about_result``)."""
    scripts = [_script("engine", name) for name in _SHARED] + [_script("page", name) for name in _PAGE]
    return _template("explorer.html.j2").render(
        about=about,
        about_json=_inside(about),
        css=Markup(_file("explorer.css")),
        discount=f"{100 * about['welfare']['discount']:.3g} %",
        draws=description.document["draws"],
        engine=Markup(engine_source()),
        futures=description.document["futures"],
        numbers=Markup(description.numbers.text()),
        page=Markup("\n".join(scripts)),
        policy=lower_first(about["policy"]["label"]),
        spec=_inside(description.document),
    )


def page_without(title: str, reason: str) -> str:
    """In place of the explorer, the sentence that says why there is none."""
    return _template("none.html.j2").render(title=title, reason=reason, css=Markup(_file("explorer.css")))


def _inside(content: Any) -> Markup:
    """JSON that may stand in a script element."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _script(folder: str, name: str) -> str:
    return _file(f"{folder}/{name}.js")


def _file(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


@cache
def _template(name: str) -> Any:
    environment = Environment(loader=FileSystemLoader(_STATIC), undefined=StrictUndefined, autoescape=True)
    return environment.get_template(name)
