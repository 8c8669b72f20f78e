"""What each economic check found, beside what was expected, what the prior says and what is known."""

from functools import partial

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.normal import REACH_90
from tradewinds.report.checks.lines import expected
from tradewinds.report.drawing import GREY, INK, PALE, TRUTH, across, named_rows, small_picture
from tradewinds.report.page.blocks import Key, Picture, Plate
from tradewinds.report.words import finite, number, shorten
from tradewinds.review.economics import whole
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.figure import FigureSettings

_MODEL, _PRIOR, _TRUE = "the fit", "its prior", "the truth"
_Answer = tuple[str, float, float, float, str]
"""Whose it is, low end, middle and high end of its band, colour."""
_Point = tuple[str, float, float | None, str, str]
"""Whose it is, value, standard error where it has one, colour, mark."""
_ROOM = 0.25
"""Share of the width of what is shown that is left on either side."""


def checks_plate(found: pd.DataFrame, checks: dict[str, CheckSettings], accent: str) -> Plate:
    """One picture a check."""
    rows = whole(found).to_dict("records")
    pictures = [_check(row, checks[row["check"]], accent) for row in rows]
    caption = (
        "Middle and 90 % band of each answer. The grey zone is the expectation. A prior's band that leaves "
        "the picture goes on as far as its draws do."
    )
    keys = [
        Key("the fit", accent),
        Key("its prior alone", GREY),
        Key("what is expected", PALE, "zone"),
    ]
    if any(finite(row["truth"]) for row in rows):
        keys.append(Key("the truth of the simulated economy", TRUTH, "diamond"))
    if any(check.figures for check in checks.values()):
        keys.append(Key("published", INK, "dot"))
    return Plate("Answers beside expectations", caption, pictures, keys)


def answers_of(row: dict, figures: list[FigureSettings], accent: str) -> tuple[list[_Answer], list[_Point]]:
    """What ``draw_answers`` draws of a check: the fit and its prior, then the truth and published figures."""
    answers = [(_MODEL, row["low"], row["median"], row["high"], accent)]
    if finite(row["prior_median"]):
        answers.append((_PRIOR, row["prior_low"], row["prior_median"], row["prior_high"], GREY))
    points: list[_Point] = [(_TRUE, row["truth"], None, TRUTH, "D")] if finite(row["truth"]) else []
    points += [(_name(figure), figure.value, figure.error, INK, "o") for figure in figures]
    return answers, points


def _check(row: dict, check: CheckSettings, accent: str) -> Picture:
    answers, points = answers_of(row, check.figures, accent)
    written = [(name, *(number(v, 2, sign=True) for v in of)) for name, *of, _ in answers]
    alt = "; ".join(f"{name} {middle} ({begin} to {end})" for name, begin, middle, end in written)
    known = "".join(f"; {name} {number(value, 2, sign=True)}" for name, value, *_ in points)
    wanted = expected(row["above"], row["below"])
    return small_picture(
        row["title"],
        row["unit"],
        partial(draw_answers, answers, points, (row["above"], row["below"]), limits_of(row, check.figures)),
        f"{row['title']}, {row['unit']}: {alt}{known}. Expected {wanted}.",
        left=0.33,
        taller=max(0, len(answers) + len(points) - 5) * 0.2,
    )


def draw_answers(
    answers: list[_Answer],
    points: list[_Point],
    wanted: tuple[float, float],
    limits: tuple[float, float],
    ax: Axes,
) -> Axes:
    """Bands below each other, then points that are known, before the zone of what is expected."""
    low, high = limits
    above, below = (edge if finite(edge) else end for edge, end in zip(wanted, limits, strict=True))
    ax.axvspan(max(above, low), min(below, high), color=PALE, linewidth=0)
    for place, (_, begin, middle, end, colour) in enumerate(answers):
        ax.plot([begin, end], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
        ax.plot([middle], [place], "o", color=colour, markersize=4)
    for place, (_, value, error, colour, mark) in enumerate(points, start=len(answers)):
        if error is not None:
            ax.plot([value - REACH_90 * error, value + REACH_90 * error], [place, place], color=colour)
        ax.plot([value], [place], mark, color=colour, markersize=4)
    named_rows(ax, [name for name, *_ in (*answers, *points)], above=0.6, below=0.6)
    ax.set_xlim(low, high)
    ax.axvline(0, color=INK, linewidth=0.6)
    ax.grid(visible=False)
    return across(ax, 4)


def limits_of(row: dict, figures: list[FigureSettings]) -> tuple[float, float]:
    """The stretch that is shown: the fit, the truth, the figures and the edges of the expectation; not all
    of the prior, whose width may dwarf the rest.
    """
    shown = [row[name] for name in ("low", "high", "truth", "above", "below") if finite(row[name])]
    shown += [figure.value for figure in figures] + [0.0]
    width = (max(shown) - min(shown)) or 1.0
    if finite(row["prior_low"]):
        shown.append(max(row["prior_low"], min(shown) - width / 2))
        shown.append(min(row["prior_high"], max(shown) + width / 2))
    width = (max(shown) - min(shown)) or 1.0
    return min(shown) - _ROOM * width / 2, max(shown) + _ROOM * width / 2


def _name(figure: FigureSettings) -> str:
    return shorten(figure.source.split(" (")[0].split(":")[0], 24)
