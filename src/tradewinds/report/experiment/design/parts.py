"""The report's part on the policy's effect by a design without a network."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.effects.instrumented import FIRST_STAGE
from tradewinds.report.drawing import COLOURS, INK, WARNING, small_picture
from tradewinds.report.experiment.carried_series import of_all_series
from tradewinds.report.experiment.design.figures import (
    OtherEstimate,
    draw_event_study,
    draw_groups,
    draw_permutations,
    draw_slopes,
)
from tradewinds.report.experiment.design.lines import (
    group_name,
    named_designs,
    slope_lines,
    study_lines,
)
from tradewinds.report.experiment.design.tables import groups_table, horizons_table, slopes_table
from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import (
    Block,
    Bullets,
    Heading,
    Key,
    Lines,
    Picture,
    Plate,
    Prose,
    folded,
    folded_table,
)
from tradewinds.report.page.summary import page_part
from tradewinds.report.words import count, listed, number, shorten
from tradewinds.settings.event_study import EventStudySettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings

_GRAVEST = 3
"""Of what slopes say, what is not folded away: the first that are bad."""
_ENDS = 7
"""Groups drawn from either end of their order."""


@page_part("design", "The policy's effect by a design without a network", "Design")
def DESIGN_PART(given: ReportInputs) -> Iterator[Block]:
    study, slopes = given.one("event_study", "economics"), given.one("policy_slopes", "economics")
    if study is None and slopes is None:
        return
    about = [
        given.experiment[name] for name in ("event_study", "policy_slopes") if given.experiment.get(name)
    ]
    if other := _of_something_else(given, about):
        yield Prose(other, "flag")
    if study is not None:
        yield from _study(given, given.section(EventStudySettings, "event_study"), study)
    if slopes is not None:
        yield from _slopes(given, given.section(PolicySlopesSettings, "policy_slopes"), slopes)
    yield from of_all_series(given, "These estimates")
    about_it = [Prose(_what(given, about[0])), Bullets(list(_limits(given, about[0], study)))]
    yield from folded("How it is estimated, and what would break it", about_it)


def _of_something_else(given: ReportInputs, about: list[dict]) -> str:
    """Where what moves is not the scenario's policy."""
    names = given.names
    asked = [one.get(key) for one in about for key in ("policy", "instrument", "assigned")]
    if names.policy in asked:
        return ""
    moved = listed(dict.fromkeys(names.called(one["policy"]) for one in about))
    return (
        f"What moves here is {moved}, not {names.called(names.policy)}: what the policy itself does is not "
        "estimated by these designs."
    )


def _what(given: ReportInputs, asked: dict) -> str:
    effects = listed(one.replace(":", " × ") for one in asked["effects"])
    weights = ""
    if asked["weights"]:
        when = f" in {asked['weights_in']}" if asked["weights_in"] else ""
        weights = f" Rows are weighed by {given.names.called(asked['weights'])}{when}."
    compared = (
        "so that every answer is **relative**: of rows whose policy moved, beside others whose moved less"
        if _has_rivals(asked)
        else "and nothing is compared with rivals of the same time: this is what **went with** a change"
    )
    return (
        "Least squares on the rows of these data alone: no network, no prior. What all rows of a group share "
        f"is taken out ({effects}), {compared}.{weights} Errors are clustered by {listed(asked['clusters'])}."
    )


class OtherFinding(NamedTuple):
    """What a study says in one sentence, and its picture."""

    sentence: str
    picture: Picture


def found_of_something_else(given: ReportInputs) -> OtherFinding | None:
    """What the study tells where it is of something else than the scenario's policy; None where it is not,
    or there is no study.
    """
    table = given.one("event_study", "economics")
    if table is None or not _of_something_else(given, [given.experiment["event_study"]]):
        return None
    asked = given.section(EventStudySettings, "event_study")
    first = next(study_lines(given.names, asked, table))
    return OtherFinding(first.text, study_picture(given.names, asked, table))


def study_picture(names: Names, asked: EventStudySettings, table: pd.DataFrame) -> Picture:
    """Effects by time since the rise, a colour a design."""
    outcome, unit = names.variable("sectors", asked.outcome).label, str(table["unit"].iloc[0])

    def draw(ax: Axes) -> Axes:
        ax.set_xlabel(f"{names.one('sectors')}s since the rise", labelpad=1)
        return draw_event_study(table, ax)

    last = table[table["horizon"] == table["horizon"].max()]
    alt = "; ".join(f"{row.design}: {number(row.estimate, 2, sign=True)}" for row in last.itertuples())
    return small_picture(
        outcome, unit, draw, f"{outcome} about a rise: at the last horizon {alt}.", taller=0.5
    )


def _study(given: ReportInputs, asked: EventStudySettings, table: pd.DataFrame) -> Iterator[Block]:
    source, names = given.source("event_study"), given.names
    designs = [str(name) for name in table["design"].unique()]
    keys = [Key(name, COLOURS[place % len(COLOURS)]) for place, name in enumerate(designs)]
    caption = (
        "Middle and 90 % band by time since a rise that lasts, against the period before it. Left of the "
        "dashed line the policy had not risen: what moves there is anticipation, or something else."
    )
    shown = study_picture(names, asked, table)
    yield Plate("Before and after the rise", caption, [shown], keys).of(source)
    yield Lines([*study_lines(names, asked, table)]).of(source)
    yield from folded_table(horizons_table(names, table).of(source))


def _slopes(given: ReportInputs, asked: PolicySlopesSettings, table: pd.DataFrame) -> Iterator[Block]:
    source, names = given.source("policy_slopes"), given.names
    table, network = named_designs(names, table), _network(given, asked)
    yield Heading("Slopes side by side", 3)
    pictures = [_forest(table, network)]
    keys = [Key("design, 90 % band", COLOURS[0])]
    if network is not None:
        keys.append(Key("network, 90 % band", COLOURS[1]))
    for design in table.loc[table["kind"] == "permutation", "design"].unique():
        pictures.append(_by_chance(table, str(design)))
    if len(pictures) > 1:
        keys += [Key("slopes under permuted paths", "#bbbbbb", "band"), Key("placebos", WARNING, "diamond")]
    caption = "The same slope held apart from what else moves in several ways"
    if len(pictures) > 1:
        caption += ", and beside slopes on paths that belong to others, which can only be by chance"
    yield Plate("Slopes", f"{caption}.", pictures, keys).of(source)
    words = [*slope_lines(names, asked, table, network)]
    gravest = [line for line in words if line.kind == "bad"][:_GRAVEST]
    if gravest:
        yield Lines(gravest).of(source)
    whole = slopes_table(names, table).of(source)
    yield from folded("Every slope, in words and figures", [Lines(words).of(source), whole])
    groups = table[table["kind"] == "group"]
    if len(groups):
        yield _group_plate(asked, table, groups).of(source)
        yield from folded_table(groups_table(asked, table).of(source))


def _network(given: ReportInputs, asked: PolicySlopesSettings) -> pd.Series | None:
    """The network's answer over the same step, where it was asked about this policy."""
    effect, about = given.one("effect", "economics"), given.experiment.get("effect")
    if effect is None or not about or about["outcome"] != asked.outcome:
        return None
    if about["policy"] not in (asked.policy, asked.instrument, asked.assigned):
        return None
    mine = effect[effect["model"] == "network, over the step"]
    mine = mine[mine["floor"] == mine["floor"].min()]
    mine = mine[(mine["lag"] == mine["lag"].min()) & (mine["rise"] == mine["rise"].max())]
    return mine.iloc[0] if len(mine) and pd.notna(mine["value"].iloc[0]) else None


def _forest(table: pd.DataFrame, network: pd.Series | None) -> Picture:
    rows = table[(table["kind"] == "slope") & (table["design"] != FIRST_STAGE)]
    beside: list[OtherEstimate] = []
    if network is not None:
        beside.append(("network", network["low"], network["value"], network["high"]))
    told = [f"{row.design} {number(row.estimate, 2, sign=True)}" for row in rows.itertuples()]
    told += [f"{name} {number(middle, 2, sign=True)}" for name, _, middle, _ in beside]
    unit = str(rows["unit"].iloc[0])
    draw = partial(draw_slopes, table, beside=beside)
    return small_picture("Slopes side by side", unit, draw, f"{'; '.join(told)}.", left=0.5)


def _by_chance(table: pd.DataFrame, design: str) -> Picture:
    row = table[(table["kind"] == "slope") & (table["design"] == design)].iloc[0]
    alt = (
        f"Slopes under permuted paths scatter by {number(row['permuted_error'], 2)}; on its own paths "
        f"{number(row['estimate'], 2, sign=True)}."
    )

    def draw(ax: Axes) -> Axes:
        ax.set_ylabel("permutations")
        return draw_permutations(table, design, ax)

    return small_picture("By chance", str(row["unit"]), draw, alt, of=design)


def _group_plate(asked: PolicySlopesSettings, table: pd.DataFrame, groups: pd.DataFrame) -> Plate:
    ordered = groups.sort_values("pooled")
    if len(ordered) > 2 * _ENDS:
        ordered = pd.concat([ordered.head(_ENDS), ordered.tail(_ENDS)])
    labels = [shorten(group_name(asked, row.group), 29) for row in ordered.itertuples()]
    mean = float(table.loc[table["kind"] == "groups", "estimate"].iloc[0])
    alt = "; ".join(
        f"{label} {number(row.pooled, 2, sign=True)}"
        for label, row in zip(labels, ordered.itertuples(), strict=True)
    )
    unit = str(groups["unit"].iloc[0])
    draw = partial(draw_groups, ordered, labels, mean)
    ends = f"the {_ENDS} strongest and weakest of {len(groups)}, " if len(groups) > len(ordered) else ""
    caption = (
        f"Slopes of each {asked.by}, {ends}partially pooled: the less a {asked.by}'s own slope is to be "
        "trusted, the nearer it is drawn to the mean of all (dashed). Errors are those of its placebos."
    )
    keys = [
        Key("pooled, 90 % band", COLOURS[0]),
        Key("its own slope, if in the picture", INK, "dot"),
    ]
    taller = 0.14 * len(labels) - 0.6
    shown = small_picture(f"By {asked.by}", unit, draw, f"{alt}.", left=0.5, taller=taller)
    return Plate(f"Which {asked.by}s react more", caption, [shown], keys)


def _limits(given: ReportInputs, asked: dict, study: pd.DataFrame | None) -> Iterator[str]:
    keys, one = given.names.experiment["data"]["tables"]["sectors"]["keys"], given.names.one("sectors")
    rivals = f"other {listed(f'{key}s' for key in keys)}" if keys else "others"
    if _has_rivals(asked):
        yield (
            f"An effect relative to {rivals}. Where these gain what the others lose, it is larger than the "
            "effect on those whose policy moved, and the effect on the sum of all is not in it."
        )
    else:
        yield (
            f"No effect of a {one} is taken out, so whatever moves everything at the same time is in the "
            "answer: it says what went with the change, which is its effect only if nothing else did."
        )
    if study is not None:
        last = count(int(study["horizon"].max()), one)
        yield f"It ends {last} after the rise. The long run is unknown: nothing later is estimated here."
    yield (
        "It would be broken by whatever else changed for the same rows in the same "
        f"{one}s as the policy: other measures, shocks of their own, a policy that followed the outcome."
    )
    yield (
        "Purchases that buyers moved in time are in it at short horizons, and what they did before the first "
        "lead is not taken out. Where effects differ between rows, it is a mean of them that weighs most "
        "where the policy moved most."
    )


def _has_rivals(asked: dict) -> bool:
    """Whether rows are compared with others of the same period."""
    return any("period" in one.split(":") for one in asked["effects"])
