"""Results of checks as rows a reader can go through; what is missing never passes."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Block, Fields, Prose, Statement, folded
from tradewinds.report.words import THIN, finite, listed, lower_first, number
from tradewinds.review.check import CheckResult
from tradewinds.review.status import Status
from tradewinds.review.table import results_of

OUTSIDE = "outside what was seen"
"""Said of a pass in a situation outside what was seen, which is assumption."""
_ORDER = list(Status)


@dataclass(frozen=True)
class Verdict:
    """One result: what was checked, of which equation, value against threshold, in words."""

    check: str
    title: str
    question: str
    of: str
    value: str
    threshold: str
    status: Status
    sentence: str
    """What was found, and what to do about it."""
    found: str = ""
    """What was found alone."""
    outside: bool = False
    """Whether it passes outside what was seen alone."""
    number: Statement = Statement("")
    """The number that was judged."""
    limit: float = math.nan
    """The number that it was held against."""

    @classmethod
    def of_result(cls, result: CheckResult, of: str, sentence: str) -> "Verdict":
        """How a check ended: ``of`` whom, and the ``sentence`` that says so."""
        return cls(
            check=result.check,
            title=result.title,
            question=result.question,
            of=of,
            value=shortened(result.value),
            threshold=shortened(result.threshold) if finite(result.threshold) else "–",
            number=Statement("", value=result.value, low=result.low, high=result.high),
            limit=result.threshold,
            status=result.status,
            sentence=sentence,
        )

    @property
    def sign(self) -> str:
        return self.status.mark

    @property
    def word(self) -> str:
        return word(self.status, self.outside)

    @property
    def mark(self) -> str:
        """Name of its mark in the style sheet."""
        return "-".join([*str(self.status).split(), *(["outside"] if self.outside else [])])


def verdict_rows(rows: list[Verdict]) -> Fields:
    """Verdicts below each other: mark, check and question, what of, value and threshold, sentence."""
    return Fields("verdicts", [_texts(row) for row in rows])


def _texts(row: Verdict) -> dict[str, Statement]:
    words = {name: Statement(getattr(row, name)) for name in ("sign", "word", "title", "question", "of")}
    words["word"] = Statement(row.word, row.mark)
    limit = Statement(row.threshold, value=row.limit)
    numbers = {"value": row.number.in_words(row.value), "threshold": limit}
    return words | numbers | {"sentence": Statement(row.sentence)}


def verdict_blocks(rows: list[Verdict], none: str, kind: str = "plain") -> Iterator[Block]:
    """What did not pass, then what did and what is void, folded away; ``none`` where there are none."""
    unfolded = [row for row in rows if row.status not in (Status.passed, Status.void)]
    passed, void = ([row for row in rows if row.status is status] for status in (Status.passed, Status.void))
    if unfolded:
        yield verdict_rows(unfolded)
    elif passed:
        yield Prose("Nothing failed.")
    else:
        yield Prose(none, kind)
    if passed:
        yield from folded(f"{len(passed)} passed", [verdict_rows(merged(passed))])
    if void:
        yield from folded("Void: nothing to compare", [verdict_rows(merged(void))])


def how_they_end(rows: list[Verdict]) -> str:
    """“2 fail and 52 pass”; nothing of no rows."""
    found = Counter(row.status for row in rows)
    return listed(f"{found[status]} {status.plural}" for status in Status if found[status])


def word(status: Status, outside: bool = False) -> str:
    """A status in words, with where it holds."""
    return f"{status.word}, {OUTSIDE}" if outside else status.word


def ordered_verdicts(names: Names, tier: str, table: pd.DataFrame | None) -> list[Verdict]:
    """Verdicts of a tier: failures first, passes last."""
    if table is None:
        return []
    return ordered([_verdict(names, tier, result) for result in results_of(table)])


def ordered(rows: list[Verdict]) -> list[Verdict]:
    """The gravest first."""
    return sorted(rows, key=lambda row: (_ORDER.index(row.status), not row.outside))


def merged(rows: list[Verdict]) -> list[Verdict]:
    """Verdicts that say the same of several equations as one row."""
    same: dict[tuple, list[Verdict]] = {}
    for row in rows:
        same.setdefault((row.check, row.status, row.value, row.threshold, row.sentence), []).append(row)
    return [replace(found[0], of=listed(row.of for row in found)) for found in same.values()]


def typeset(sentence: str) -> str:
    """Minus signs and per cent as on the rest of the page."""
    sentence = re.sub(r"(?<![\w-])-(?=\d)", "−", sentence)
    return re.sub(r"(?<=\d)%", f"{THIN}%", sentence)


def sentence_about(sentence: str, outcome: str, policy: str, rate: str) -> str:
    """A sentence of a check on an effect with the labels of its outcome, of the policy whose changes identify
    the effect, and of the rate that is asked about, typeset.
    """
    words = {"outcome": outcome, "policy": policy, "rate": rate}
    return typeset(sentence.format_map({name: lower_first(label) for name, label in words.items()}))


def _verdict(names: Names, tier: str, result: CheckResult) -> Verdict:
    parts = [result.sentence, result.advice]
    if result.status is Status.not_computed:
        parts.append("No number was computed, which counts as not passed.")
    of = names.target(tier, result.equation).label if result.equation else "the whole tier"
    made = Verdict.of_result(result, of, typeset(" ".join(part for part in parts if part)))
    value = "–" if result.status is Status.void else made.value
    return replace(made, value=value, found=typeset(result.sentence))


def shortened(value: object) -> str:
    """Three significant digits without trailing zeros."""
    text = number(value)
    return re.sub(r"\.?0+$", "", text) if "." in text and " " not in text else text
