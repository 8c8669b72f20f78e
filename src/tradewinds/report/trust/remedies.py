"""What is to be done about a check, as a first screen has room for it."""

import re

from tradewinds.report.words import capital

_SENTENCE_END = r"(?<!\be\.g)(?<!\bi\.e)\. +(?=[A-Z“`])|; "


def remedy_alone(advice: str) -> str:
    """The first sentence of an advice, “why: what to do”, without why and without what follows a semicolon;
    nothing of nothing.
    """
    first = re.split(_SENTENCE_END, advice.strip(), maxsplit=1)[0]
    why, colon, remedy = first.partition(": ")
    said = capital(remedy if colon else why).rstrip(".")
    return f"{said}." if said else ""
