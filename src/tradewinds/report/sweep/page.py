"""The page of a sweep: which settings the training periods speak for, or that none is worth changing."""

from collections.abc import Iterator
from functools import cached_property, partial

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Block, Lines, Plate, Prose, Statement, folded
from tradewinds.report.page.columns import TableRow
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.summary import PagePart, page_part
from tradewinds.report.quantities import counted, with_its_error
from tradewinds.report.sweep.figures import lead_plate
from tradewinds.report.sweep.tables import equation_table, outcome, variant_table
from tradewinds.report.trust.first_screen import first_screen
from tradewinds.report.trust.marks import TrustMark
from tradewinds.report.words import capital, count, how_many_of, listed, lower_first, percent
from tradewinds.review.status import Status
from tradewinds.settings.sweep import BASE

Changes = dict[str, list[list[str]]]
"""Variant → [key, value before, value after] of everything it changes."""
_NATS = "nats per observation"


class SweepInputs(PageInputs):
    """Tier → variants and their equations; what these change, and what their jobs took, is asked."""

    @cached_property
    def variants(self) -> dict[str, pd.DataFrame]:
        """Tier → its variants, the best first."""
        order = {"by": "lead", "ascending": False, "kind": "stable", "na_position": "last"}
        return {tier: found.sort_values(**order) for tier, found in self.every("variants").items()}


@page_part("short", "The answer")
def _short(given: SweepInputs) -> Iterator[Block]:
    found, texts, pictures, keys = [], [], [], []
    for tier, variants in given.variants.items():
        first, *others = _told(given, tier)
        lost = sum(line.kind == "bad" for line in others)
        texts.append(first)
        text = _ENDS[first.kind] + (f"; {count(lost, 'variant')} could not be fitted" if lost else "")
        found.append(TrustMark(_STATUS[first.kind], f"Tier {tier[-1]}", text, f"#{tier}"))
        if plate := lead_plate(variants, given.settings.accent, f"Tier {tier[-1]}"):
            pictures += plate.pictures
            keys = list(plate.keys)
    kind = min((line.kind for line in texts), key=list(_STATUS).index)
    answer = Statement(
        " ".join(_answer(line) for line in texts), kind, value=texts[0].value, unit=texts[0].unit
    )
    plate = Plate("", "", pictures, keys) if pictures else None
    yield from first_screen(answer, plate, found, given.source("variants"), tested=False)


_STATUS = {"bad": Status.failed, "doubt": Status.undecided, "good": Status.passed}
_ENDS = {
    "bad": "nothing to compare with",
    "doubt": "a change is worth it",
    "good": "nothing is worth changing",
}


def _answer(line: Statement) -> str:
    """Without the list that follows it."""
    return line.text.partition("; the log density")[0].rstrip(".") + "."


def _told(given: SweepInputs, tier: str) -> list[Statement]:
    asked = (given.one("equations", tier), given.asked["changes"][tier])
    return advice(given.names, tier, given.variants[tier], *asked)


@page_part("words", "What was found, in words", "In words", fold="Every finding, the best change first")
def _words(given: SweepInputs) -> Iterator[Block]:
    for tier in given.variants:
        yield Lines(_told(given, tier)).of(given.source("variants", folder=tier))


@page_part("how", "What was compared", "Method", fold="Which periods, which settings")
def _how(given: SweepInputs) -> Iterator[Block]:
    runs = given.asked["sweep"]["origins"]
    held, start, their = (
        (f" in {runs} runs of equal length", "From the start of each run every", "its")
        if runs > 1
        else ("", "Every", "their")
    )
    yield Prose(
        f"The last {percent(given.asked['sweep']['share'])} of the training periods were held out{held}. "
        f"{start} variant was scaled and fitted anew to all that comes before, and asked for {their} periods "
        "one ahead. The test periods of the report were not looked at, so its scores stay a fair judge of "
        "what is chosen here."
    )
    if shared := given.asked["sweep"]["shared"]:
        of = ", ".join(f"{key} = {value}" for key, value in shared.items())
        yield Prose(f"All variants, and the settings as they are, were fitted with {of}.", "flag")
    yield Prose(
        "Each variant changes one thing. Two that are better alone need not be better together: put what you "
        "choose into the settings and compare again."
    )


def _tier(tier: str, given: SweepInputs) -> Iterator[Block]:
    """A tier's variants in figures and in a picture, and equation by equation."""
    variants, source = given.variants[tier], given.source("variants", folder=tier)
    if plate := lead_plate(variants, given.settings.accent):
        yield plate.of(source)
    yield variant_table(variants, given.asked["changes"][tier], given.asked["seconds"][tier]).of(source)
    if same := given.asked["same"][tier]:
        yield Prose(f"Not tried, since the tier has these already: {listed(same)}.", "note")
    table = equation_table(given.names, tier, variants, given.one("equations", tier))
    yield from folded("Equation by equation", [table.of(given.source("equations", folder=tier))])


def _sections(given: SweepInputs) -> list[PagePart]:
    tiers = [
        PagePart(tier, given.names.tier(tier), partial(_tier, tier), f"Tier {tier[-1]}")
        for tier in given.variants
    ]
    return [_short, *tiers, _words, _how]


SWEEP_PAGE = Layout(
    title="{title}: settings by evidence",
    heading="Which settings forecast best?",
    about="Settings by the training periods alone, for “{title}”",
    asked=lambda given: [],
    sections=_sections,
    given=SweepInputs,
)
"""``seconds``: tier → variant → what its job took; ``changes``: tier → ``Changes``; ``same``: tier → variants
that are what the tier has already."""


def advice(
    names: Names, tier: str, variants: pd.DataFrame, equations: pd.DataFrame, changes: Changes
) -> list[Statement]:
    """What to change in a tier, best first, or that nothing is worth it; then what was worse or failed.

    ``variants`` in the order of their leads. A variant is better or worse beyond two standard errors.
    """
    title, lines = f"Tier {tier[-1]}", []
    own = variants[variants["variant"] == BASE].iloc[0]
    if own["failure"]:
        return [Statement(f"{title}: the settings as they are could not be fitted: {own['failure']}", "bad")]
    others = variants[variants["variant"] != BASE]
    others = others.assign(kind=[outcome(row.lead, row.lead_error) for row in others.itertuples()])
    judged = others[others["failure"] == ""]
    better, worse = (judged[judged["kind"] == kind] for kind in ("better", "worse"))
    if judged.empty:
        lines.append(
            Statement(f"{title}: no variant could be compared with the settings as they are.", "bad")
        )
    elif better.empty:
        none = f"None of {len(judged)} variants forecasts"
        none = "The one variant does not forecast" if len(judged) == 1 else none
        text = (
            f"{title}: nothing is worth changing. {none} better than the settings as they are by more than "
            "twice the standard error."
        )
        lines.append(counted(len(judged), "variants").in_words(text, "good"))
    else:
        first = better.iloc[0]
        change, equations_judged = change_text(changes[first["variant"]]), int(first["equations"])
        which = capital(how_many_of(len(better), len(judged), "variant"))
        told = f"{which} {'forecasts' if len(better) == 1 else 'forecast'}"
        text = (
            f"{title}: {change}. {told} better beyond two errors, as by chance alone one in forty would; the "
            f"log density of outcomes is higher by (nats per observation, mean over "
            f"{count(equations_judged, 'equation')}):"
        )
        items = [_item(names, tier, row, equations) for row in better.itertuples()]
        lines.append(counted(len(better), "variants").in_words(text, "doubt", items))
    if len(worse):
        leads = [
            (row.variant, with_its_error(-row.lead, row.lead_error, unit=_NATS)) for row in worse.itertuples()
        ]
        items = [lead.in_words(f"{variant}: by {lead}") for variant, lead in leads]
        lines.append(Statement(f"{title}: worse beyond two errors:", "plain", items))
    for row in others[others["failure"] != ""].itertuples():
        lines.append(Statement(f"{title}: {row.variant} could not be fitted: {row.failure}", "bad"))
    return lines


def change_text(changes: list[list[str]]) -> str:
    """“change `model.width` from 16 to 32”."""
    return "change " + listed(f"`{key}` from {before} to {after}" for key, before, after in changes)


def _item(names: Names, tier: str, row: TableRow, equations: pd.DataFrame) -> Statement:
    """A better variant with its lead, and the equations it is worse for."""
    own = equations[equations["variant"] == row.variant]
    lost = [e.equation for e in own.itertuples() if outcome(e.lead, e.lead_error) == "worse"]
    lead = with_its_error(row.lead, row.lead_error, unit=_NATS)
    text = f"{row.variant}: {lead}"
    if lost:
        text += f", but worse for {listed(lower_first(names.target(tier, e).label) for e in lost)}"
    return lead.in_words(text)
