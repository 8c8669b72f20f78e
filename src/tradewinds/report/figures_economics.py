"""What each economic check found, beside what was expected, what the prior says and what is known."""

import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tradewinds.report.blocks import Key, Picture, Plate
from tradewinds.report.economics import expected
from tradewinds.report.figures import GREY, INK, PALE, TRUTH, panel, picture
from tradewinds.report.words import finite, number, shorten, tick
from tradewinds.review.economics import whole
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.figure import FigureSettings

_MODEL, _PRIOR, _TRUE = "the fit", "its prior", "the truth"
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


def _check(row: dict, check: CheckSettings, accent: str) -> Picture:
    lines = [(_MODEL, row["low"], row["median"], row["high"], accent)]
    if finite(row["prior_median"]):
        lines.append((_PRIOR, row["prior_low"], row["prior_median"], row["prior_high"], GREY))
    points: list[tuple[str, float, float | None, str, str]] = []
    points += [(_TRUE, row["truth"], None, TRUTH, "D")] if finite(row["truth"]) else []
    points += [(_name(figure), figure.value, figure.error, INK, "o") for figure in check.figures]
    figure, (ax,) = panel(
        row["title"], row["unit"], left=0.33, taller=max(0, len(lines) + len(points) - 5) * 0.2
    )
    low, high = _limits(row, check)
    above = row["above"] if finite(row["above"]) else low
    below = row["below"] if finite(row["below"]) else high
    ax.axvspan(max(above, low), min(below, high), color=PALE, linewidth=0)
    for place, (_, begin, middle, end, colour) in enumerate(lines):
        ax.plot([begin, end], [place, place], color=colour, linewidth=1.6, solid_capstyle="butt")
        ax.plot([middle], [place], "o", color=colour, markersize=4)
    for place, (_, value, error, colour, mark) in enumerate(points, start=len(lines)):
        if error is not None:
            ax.plot([value - 1.645 * error, value + 1.645 * error], [place, place], color=colour)
        ax.plot([value], [place], mark, color=colour, markersize=4)
    names = [name for name, *_ in (*lines, *points)]
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(low, high)
    ax.axvline(0, color=INK, linewidth=0.6)
    ax.grid(visible=False)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(round(value, 9))))
    ax.tick_params(axis="y", length=0)
    written = [(name, *(number(v, 2, sign=True) for v in of)) for name, *of, _ in lines]
    alt = "; ".join(f"{name} {middle} ({begin} to {end})" for name, begin, middle, end in written)
    known = "".join(f"; {name} {number(value, 2, sign=True)}" for name, value, *_ in points)
    wanted = expected(row["above"], row["below"])
    return picture(figure, f"{row['title']}, {row['unit']}: {alt}{known}. Expected {wanted}.")


def _limits(row: dict, check: CheckSettings) -> tuple[float, float]:
    """The stretch that is shown: the fit, the truth, the figures and the edges of the expectation; not all
    of the prior, whose width may dwarf the rest.
    """
    shown = [row[name] for name in ("low", "high", "truth", "above", "below") if finite(row[name])]
    shown += [figure.value for figure in check.figures] + [0.0]
    width = (max(shown) - min(shown)) or 1.0
    if finite(row["prior_low"]):
        shown.append(max(row["prior_low"], min(shown) - width / 2))
        shown.append(min(row["prior_high"], max(shown) + width / 2))
    width = (max(shown) - min(shown)) or 1.0
    return min(shown) - _ROOM * width / 2, max(shown) + _ROOM * width / 2


def _name(figure: FigureSettings) -> str:
    return shorten(figure.source.split(" (")[0].split(":")[0], 24)
