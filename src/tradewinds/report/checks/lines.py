"""Verdicts on the economic checks in words, for the report's first lines and for their own page."""

import math

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, cell
from tradewinds.report.quantities import banded, counted
from tradewinds.report.verdicts import Verdict, ordered
from tradewinds.report.words import (
    NOT_COMPUTED,
    THIN,
    count,
    finite,
    listed,
    lower_first,
    number,
    probability,
    tick,
)
from tradewinds.review.economics import whole
from tradewinds.review.gate import closed_gates
from tradewinds.review.rules import ERRORS
from tradewinds.review.status import Status
from tradewinds.settings.economics import Measure

_SAID = {
    (Status.failed, False): "What economics expects does not come out for",
    (Status.not_computed, False): "Whether the fit does what economics expects was not computed for",
    (Status.undecided, False): "The fit cannot say whether it does what economics expects for",
    (Status.void, False): "The prior alone passes, so that nothing is shown, for",
    (Status.passed, True): "The fit does what economics expects, but outside what was seen, where that is "
    "assumption, for",
    (Status.passed, False): "The fit does what economics expects, and its prior alone would not, for",
}
"""How a check ended, and whether outside what was seen alone (``passes_outside``) → what is said of it."""
_NOTHING_LEARNED = (
    "What it moves never moved in these data: nothing was learned of it, and a number would be the prior's "
    "alone."
)


def check_lines(table: pd.DataFrame, flag: float) -> list[Statement]:
    """One line a status, failures first; ``table`` is that of ``review.economics``.

    ``flag``: as in ``check_rows``.
    """
    first, lines = whole(table), []
    for (status, away), text in _SAID.items():
        mine = [
            row
            for row in first.itertuples()
            if Status.read(row.status) is status and passes_outside(row.status, row.outside, flag) == away
        ]
        if mine:
            asked = f"{len(mine)} of {count(len(first), 'economic check')}"
            beyond = [f"“{row.title}”" for row in mine if not row.outside <= flag]
            within = [f"“{row.title}”" for row in mine if row.outside <= flag]
            which = listed([*within, *beyond])
            if beyond and not away:
                which += f" ({'all' if not within else listed(beyond)} in a situation outside the data)"
            kind = "doubt" if away else status.kind
            lines.append(counted(len(mine), "checks").in_words(f"{text} {asked}: {which}.", kind))
    closed = closed_gates(table)
    if len(closed):
        which = listed(f"“{title}”" for title in closed["title"])
        text = f"{which} is a gate and fails: no policy was followed."
        lines.insert(0, counted(len(closed), "checks").in_words(text, "bad"))
    return [*lines, *_missed(first)]


def passes_outside(status: str, outside: float, flag: float) -> bool:
    """Whether a check passes, but more than ``flag`` training ranges outside what was seen."""
    return Status.read(status) is Status.passed and not outside <= flag


def _missed(first: pd.DataFrame) -> list[Statement]:
    """Answers whose band does not hold the truth of a simulated economy, whatever their verdicts."""
    known = first[first["truth"].notna()]
    missed = known[(known["truth"] < known["low"]) | (known["truth"] > known["high"])]
    if missed.empty:
        return []
    which = listed(
        f"“{row.title}” ({number(row.truth, 2, sign=True)}, found {number(row.median, 2, sign=True)})"
        for row in missed.itertuples()
    )
    asked = f"{len(missed)} of {count(len(known), 'answer')}"
    text = f"The truth of this simulated economy lies outside the 90 % band of {asked}: {which}."
    return [counted(len(missed), "answers").in_words(text, "doubt")]


def check_rows(names: Names, table: pd.DataFrame, flag: float) -> list[Verdict]:
    """The verdict on every check as a row, failures first.

    ``flag``: training ranges beyond which an answer is said to be assumption.
    """
    return ordered([_row(names, row, flag) for row in whole(table).to_dict("records")])


def expected(above: float, below: float) -> Statement:
    """“above 0”, “between −2 and 2”."""
    low, high = (tick(edge) if finite(edge) else "" for edge in (above, below))
    text = f"between {low} and {high}" if low and high else f"above {low}" if low else f"below {high}"
    return Statement(text, low=above, high=below)


def check_answer(row: dict) -> Statement:
    """The middle of an answer with its unit, which an elasticity has not, and its band."""
    unit = "" if row["measure"] == Measure.elasticity else row["unit"]
    middle = banded(row["median"], row["low"], row["high"], unit=unit)
    text = f"{number(row['median'], 2, sign=True)}{f' {unit}' if unit else ''}"
    return middle.in_words(text, cell(text).kind)


def _row(names: Names, row: dict, flag: float) -> Verdict:
    low, high = (number(row[name], 2, sign=True) for name in ("low", "high"))
    answer = f"{check_answer(row)} ({low} to {high})" if finite(row["median"]) else NOT_COMPUTED
    parts = [row["expectation"]]
    asked = probability(row["required"])
    wanted = f"Expected {expected(row['above'], row['below'])} with a probability of {asked}"
    nothing = _nothing_learned(row)
    it_is = "no draw gave a number" if nothing else f"it is {probability(row['probability'])}{_alone(row)}"
    parts.append(f"{wanted}; {it_is}.")
    if finite(row["power"]) and not _untouched(row):
        of = "lead of" if row["measure"] == Measure.lead else "violation by"
        parts.append(f"A {of} {number(row['power'], 2)} would have been found.")
    parts += [_NOTHING_LEARNED] if nothing else _doubts(row)
    status = Status.read(row["status"])
    if status is Status.void:
        parts.append("What was assumed passes without any data: no credit is due.")
    if (status.bad or status is Status.undecided) and row["suggests"] and not nothing and not _untouched(row):
        parts.append(f"What this suggests: {row['suggests']}")
    if not row["outside"] <= flag and not nothing:
        far = f"{number(row['outside'], 2)} training ranges" if finite(row["outside"]) else "without limit"
        parts.append(f"The situation lies {far} outside the data: the answer is assumption there.")
    if row["gate"]:
        parts.append("This check is a gate: where it fails no policy is followed.")
    return Verdict(
        check=row["check"],
        title=row["title"],
        question="",
        of=_situation(names, row["situation"]),
        value=answer,
        number=check_answer(row),
        threshold="–",
        status=status,
        outside=passes_outside(row["status"], row["outside"], flag),
        sentence=" ".join(part for part in parts if part),
    )


def _nothing_learned(row: dict) -> bool:
    """Whether a check moves what never moved, so that it is refused whatever the draws."""
    return row["not_finite"] == row["draws"] > 0 and row["outside"] == math.inf


def _alone(row: dict) -> str:
    """What the prior says: a probability, or nothing, since it gave no numbers or has no say."""
    if finite(row["prior_probability"]):
        return f", by the prior alone {probability(row['prior_probability'])}"
    if row["prior_not_finite"]:
        return "; the prior gave hardly any number, so that nothing can pass"
    return ", and the prior has no say in it"


def _doubts(row: dict) -> list[str]:
    """What a reader has to know of how the probability came about."""
    found = []
    if row["not_finite"]:
        found.append(f"{row['not_finite']} of {row['draws']} draws gave no number, which counts against it.")
    if row["left_out"]:
        sectors = count(row["left_out"], "sector gives", "sectors give")
        found.append(f"{sectors} no answer and {'has' if row['left_out'] == 1 else 'have'} no say.")
    if _untouched(row):
        found.append("No equation leads from the policy to the outcome: there is nothing to judge.")
    elif row["doubt"]:
        found.append(f"It does not pass all the same: {row['doubt']}.")
    elif Status.read(row["status"]) is not Status.void and min(
        abs(row["probability"] - row["required"]), abs(row["contrary"] - row["required"])
    ) <= ERRORS * max(row["error"], 1e-9):
        found.append("With other draws the verdict might be another.")
    return found


def _untouched(row: dict) -> bool:
    return row["low"] == row["high"] == 0


def _situation(names: Names, text: str) -> str:
    """“home capacity 0, tariff 2 %” from what the table has of it."""
    parts = []
    for part in filter(None, text.split(", ")):
        name, _, value = part.partition(" = ")
        variable = names.variable("sectors", name)
        unit = f"{THIN}%" if variable.factor != 1.0 else ""
        parts.append(f"{lower_first(variable.label)} {tick(float(value) * variable.factor)}{unit}")
    return ", ".join(parts) or "as things were last"
