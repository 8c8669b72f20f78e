"""The verdicts of the diagnosis, as rows a reader can go through; what is missing never passes."""

import re
from dataclasses import dataclass, replace

import pandas as pd

from tradewinds.report.names import Names
from tradewinds.report.words import NOT_COMPUTED, THIN, capital, finite, listed, number

CHECKS = {
    "acceptance": "Acceptance constraint",
    "beats simple models": "Beats the simple models",
    "convergence": "Convergence",
    "coverage": "Coverage of the bands",
    "effective draws": "Effective draws",
    "divergences": "Divergent transitions",
    "energy error": "Energy error of the sampler",
    "energy": "Reach of the sampler",
    "mode": "Modes of the posterior",
    "rows": "Rows to learn from",
    "chains left out": "Chains left out",
    "approximation": "Approximation of the posterior",
    "leave-one-out": "Trust in leave-one-out",
    "training": "Training",
}
OUTSIDE = "pass outside"
"""Status of an economic check that passes in a situation outside what was seen."""
STATUS = {
    "fail": ("✗", "fails"),
    NOT_COMPUTED: ("✗", NOT_COMPUTED),
    "inconclusive": ("?", "cannot say"),
    "void": ("○", "void"),
    OUTSIDE: ("✓", "passes, outside what was seen"),
    "pass": ("✓", "passes"),
    "not applicable": ("–", "does not apply"),
}
_ORDER = list(STATUS)


@dataclass(frozen=True)
class Verdict:
    """One verdict: what was checked, of which equation, value against threshold, in words."""

    check: str
    title: str
    of: str
    value: str
    threshold: str
    status: str
    sentence: str

    @property
    def sign(self) -> str:
        return STATUS[self.status][0]

    @property
    def word(self) -> str:
        return STATUS[self.status][1]


def ordered_verdicts(names: Names, tier: str, table: pd.DataFrame | None) -> list[Verdict]:
    """Verdicts of a tier: failures first, passes last."""
    if table is None:
        return []
    rows = [_verdict(names, tier, row) for row in table.to_dict("records")]
    return sorted(rows, key=lambda row: _ORDER.index(row.status))


def merged(rows: list[Verdict]) -> list[Verdict]:
    """Verdicts that say the same of several equations as one row."""
    same: dict[tuple, list[Verdict]] = {}
    for row in rows:
        same.setdefault((row.check, row.status, row.value, row.threshold, row.sentence), []).append(row)
    return [replace(found[0], of=listed(row.of for row in found)) for found in same.values()]


def status_of(verdict: object, value: object) -> str:
    """The verdict as written, but “not computed” where it is missing or rests on no number."""
    if verdict not in STATUS or verdict == NOT_COMPUTED:
        return NOT_COMPUTED
    if verdict in ("pass", "inconclusive") and not finite(value):
        return NOT_COMPUTED
    return str(verdict)


def _typeset(sentence: str) -> str:
    """Minus signs and per cent as on the rest of the page."""
    sentence = re.sub(r"(?<![\w-])-(?=\d)", "−", sentence)
    return re.sub(r"(?<=\d)%", f"{THIN}%", sentence)


def _verdict(names: Names, tier: str, row: dict) -> Verdict:
    equation = row.get("equation") or ""
    equation = equation if isinstance(equation, str) else ""
    status = status_of(row.get("verdict"), row.get("value"))
    sentence = row.get("sentence")
    sentence = _typeset(sentence) if isinstance(sentence, str) else ""
    if status == NOT_COMPUTED:
        sentence = f"{sentence.rstrip('. ')}. " if sentence and row.get("verdict") != "pass" else ""
        sentence += "No number was computed, which counts as not passed."
    threshold = row.get("threshold")
    return Verdict(
        check=str(row["check"]),
        title=CHECKS.get(str(row["check"]), capital(str(row["check"]))),
        of=names.target(tier, equation).label if equation else "the whole tier",
        value=_short(row.get("value")) if status != "not applicable" else "–",
        threshold=_short(threshold) if finite(threshold) else "–",
        status=status,
        sentence=sentence,
    )


def _short(value: object) -> str:
    """Three significant digits without trailing zeros."""
    text = number(value)
    return re.sub(r"\.?0+$", "", text) if "." in text and " " not in text else text
