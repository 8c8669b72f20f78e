"""Is a page what would be set from its table? It holds nothing else, but for its pictures."""

import re
from typing import Any

import pandas as pd

_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_IMAGE = re.compile(r'<img src="(.*?)"')
_PICTURE = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]*")


def accent_of(settings: Any) -> str:
    """The colour in the settings of a page's stage; empty where they have none."""
    try:
        return str(settings.get("report", settings.get("experiment", {}).get("report"))["accent"])
    except (AttributeError, KeyError, TypeError):
        return ""


def pictures_of(text: str) -> list[str]:
    """The addresses of a page's pictures, which hold them, in their order."""
    return _IMAGE.findall(text)


def is_set_from(table: pd.DataFrame, text: str, accent: str) -> bool:
    """Whether ``text`` is the page that is set from a table in the colour ``accent``, with the pictures that
    it holds, which are in it and SVG. False too for a colour that is none and a table that makes no page.
    """
    from tradewinds.report.page.markup import html_of  # Jinja, where there are pages

    images = pictures_of(text)
    if not _COLOUR.fullmatch(accent) or not all(map(_PICTURE.fullmatch, images)):
        return False
    try:
        return html_of(table, images, accent) == text
    except (StopIteration, RuntimeError, ValueError, LookupError, TypeError):
        return False
