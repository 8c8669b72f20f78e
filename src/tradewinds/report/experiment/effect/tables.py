"""The effect of the policy: the network's beside the regression's, and the placebo."""

import math
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, tabulated
from tradewinds.report.quantities import amount, banded, counted, ranged, with_its_error
from tradewinds.report.words import NOT_COMPUTED, capital, count, finite, listed, lower_first, number
from tradewinds.review.rules import normal_band

_REGRESSIONS = {"regression": "Regression", "regression, together": "Regression, lags together"}
_PER_POINT = "% per percentage point"


@dataclass(frozen=True)
class EffectText:
    """What was asked and found, in words and figures."""

    asked: Statement
    lines: list[Statement]
    table: Table
    doubts: list[Statement]
    """What bears on the roll-out too, for the first lines of the page."""


def effect_text(names: Names, effect: pd.DataFrame) -> EffectText:
    """The section of the page about one effect, columns as ``tradewinds.evaluation.effect`` writes them."""
    asked = names.experiment["effect"]
    one = names.one("sectors")
    policy, outcome = (names.variable("sectors", asked[key]) for key in ("policy", "outcome"))
    effects = listed(part.replace(":", " × ") for part in asked["effects"])
    clusters = effect.loc[effect["clusters"] != "", "clusters"]
    span, rises = count(asked["step"], one), listed((_points(r) for r in asked["rises"]), last="or")
    text = (
        f"How much higher {lower_first(outcome.label)} is, in per cent, for each percentage point of "
        f"{lower_first(policy.label)}, over the rows from {asked['start']} to {asked['end']}. The regression "
        f"takes changes over {span}, with fixed effects of {effects} and standard errors clustered by "
        f"{listed(asked['clusters'])} ({clusters.iloc[0]} of them). The network is asked on the same rows "
        f"what a rise by {rises} points changes: in the {one} itself, and on the mean of "
        f"{span} of a lasting rise with the equation's own past fed back, which is what changes over that "
        "span would show. Neither can know what else changed for the same sectors when the policy did."
    )
    lines = []
    for floor, mine in effect.groupby("floor", sort=True):
        lines += [
            *(_comparison(names, asked, floor, mine, rise) for rise in asked["rises"]),
            *_placebos(names, asked, mine),
        ]
    lines += [_elsewhere(figure) for figure in asked.get("figures", ())]
    inputs = names.equations["tier1"][asked["outcome"]][1].inputs
    level = any(term.variable == asked["policy"] and not term.step and not term.common for term in inputs)
    doubts = _proportion(asked, effect, level)
    told = counted(effect["rows"].max(), "rows").in_words(text)
    return EffectText(told, lines + doubts, _table(names, asked, effect), doubts)


def _elsewhere(figure: dict) -> Statement:
    """As published, to its last digit."""
    value, error = f"{figure['value']:+g}".replace("-", "−"), figure["error"]
    said = value if error is None else f"{value}\u00a0±\u00a0{error:g}"
    published = with_its_error(figure["value"], error, unit=_PER_POINT)
    return replace(
        published.in_words(f"Found elsewhere: {said} ({figure['source']})."), source=figure["source"]
    )


def _at(mine: pd.DataFrame, lag: int, model: str, rise: float | None = None) -> pd.Series | None:
    """The figures of a model, of the network's answer to a rise."""
    found = mine[(mine["lag"] == lag) & (mine["model"] == model)]
    found = found if rise is None else found[found["rise"] == rise]
    return None if found.empty else found.iloc[0]


def _comparison(names: Names, asked: dict, floor: float, mine: pd.DataFrame, rise: float) -> Statement:
    """Network and regression at the first lag, and whether they can be told apart."""
    lag = asked["lags"][0]
    line, own = _at(mine, lag, "regression"), _at(mine, lag, "network, over the step", rise)
    if line is None or own is None or not (finite(line["value"]) and finite(own["value"])):
        return Statement(f"{_rows(names, asked, floor, mine)}: {NOT_COMPUTED}.", "bad")
    apart = normal_band(line["value"] - own["value"], math.hypot(line["error"], own["error"])).side() != 0
    verdict = "They differ by more than two standard errors" if apart else "They cannot be told apart"
    slope = with_its_error(line["value"], line["error"], sign=True, unit=_PER_POINT)
    effect = banded(own["value"], own["low"], own["high"], unit=_PER_POINT)
    zero = "excludes" if own["low"] > 0 or own["high"] < 0 else "includes"
    text = (
        f"{_rows(names, asked, floor, mine)}: regression {slope}, network, rise by {_points(rise)} points, "
        f"{amount(own['value'], 2, sign=True)} (90 % band {ranged(own['low'], own['high'])}, "
        f"which {zero} zero). {verdict}."
    )
    return effect.in_words(text, "doubt" if apart else "plain")


def _proportion(asked: dict, effect: pd.DataFrame, has_level: bool) -> list[Statement]:
    """Whether small rises count for as much a point as large ones; ``has_level``: whether the equation has
    the policy's level among its inputs, by which its outcome ends in one place.
    """
    mine = effect[effect["floor"] == effect["floor"].min()]
    answers = (_at(mine, asked["lags"][0], "network, over the step", rise) for rise in asked["rises"])
    found = [row for row in answers if row is not None]
    if len(found) < len(asked["rises"]):
        return [Statement(f"Whether the effect is in proportion to the rise: {NOT_COMPUTED}.", "bad")]
    low, high = (min(found, key=lambda row: row["value"]), max(found, key=lambda row: row["value"]))
    apart = normal_band(high["value"] - low["value"], math.hypot(low["error"], high["error"]))
    if apart.side() <= 0:
        return []
    least = amount(low["value"], 2, sign=True, unit=_PER_POINT)
    where = (
        "Where a roll-out ends does not depend on its steps, but how much a point counts depends on how many "
        "there are."
        if has_level
        else "A roll-out answers to the steps it is made of: the same rise in small steps and at once lead "
        "to different places."
    )
    text = (
        "The network's effect is not in proportion to the rise: "
        f"{least} per cent a point when it is {_points(low['rise'])} points, "
        f"{amount(high['value'], 2, sign=True)} when it is {_points(high['rise'])}. {where}"
    )
    return [least.in_words(text, "doubt")]


def _placebos(names: Names, asked: dict, mine: pd.DataFrame) -> list[Statement]:
    """What a later policy seems to do, which cannot be."""
    lines = []
    for lead in asked["leads"]:
        later = f"{count(lead, names.one('sectors'))} later"
        line = _at(mine, -lead, "regression")
        if line is None or not finite(line["value"]):
            lines.append(Statement(f"The placebo of {later}: {NOT_COMPUTED}.", "bad"))
            continue
        far = normal_band(line["value"], line["error"]).side() != 0
        verdict = (
            "more than two standard errors from nothing: something else moves with the policy, and the "
            "effect above is partly that"
            if far
            else "within two standard errors of nothing, as it should be"
        )
        found = with_its_error(line["value"], line["error"], sign=True, unit=_PER_POINT)
        text = f"Placebo: the policy's change {later}, which cannot have had an effect, comes out at {found}"
        lines.append(found.in_words(f"{text}; {verdict}.", "doubt" if far else "plain"))
    return lines


def _rows(names: Names, asked: dict, floor: float, mine: pd.DataFrame) -> str:
    rows = int(mine["rows"].max())
    if not floor:
        return f"All {rows:,} rows"
    outcome = names.variable("sectors", asked["outcome"])
    return f"{rows:,} rows with at least {number(floor * outcome.factor)} ({outcome.unit})"


def _table(names: Names, asked: dict, effect: pd.DataFrame) -> Table:
    one = names.one("sectors")
    networks = {"network": f"in the {one}", "network, over the step": f"over {count(asked['step'], one)}"}
    columns: list[TableColumn] = [
        ("Rows", lambda row: _rows(names, asked, *row[0])),
        ("Policy", lambda row: _when(row[1], one)),
        *((head, partial(_slope, model)) for model, head in _REGRESSIONS.items()),
        *(
            (f"Network, {when}, rise by {_points(rise)} points", partial(_answer, model, rise))
            for rise in asked["rises"]
            for model, when in networks.items()
        ),
    ]
    lags = [*asked["lags"], *(-lead for lead in asked["leads"])]
    rows = [(of, lag) for of in effect.groupby("floor", sort=True) for lag in lags]
    note = (
        "Regression: slope ± standard error. Network: mean (90 % band of its posterior). It was not trained "
        "with later policies, so it has no placebo."
    )
    return tabulated(
        "Per cent of the outcome per percentage point of the policy", rows, columns, note, texts=2
    )


def _slope(model: str, row: tuple) -> Statement | str:
    found = _at(row[0][1], row[1], model)
    return (
        "–" if found is None else with_its_error(found["value"], found["error"], sign=True, unit=_PER_POINT)
    )


def _answer(model: str, rise: float, row: tuple) -> Statement | str:
    found = _at(row[0][1], row[1], model, rise)
    return "–" if found is None else banded(found["value"], found["low"], found["high"], unit=_PER_POINT)


def _points(rise: float) -> str:
    return f"{100 * rise:g}".replace("-", "−")


def _when(lag: int, one: str) -> str:
    if lag == 0:
        return f"of the same {one}"
    return capital(f"{count(abs(lag), one)} {'before' if lag > 0 else 'later (placebo)'}")
