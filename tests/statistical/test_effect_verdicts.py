"""Verdicts over draws of every kind of economy: what is withheld, what stands, and what its bands hold."""

import numpy as np
import pytest

import tradewinds as tw
from tradewinds.data.synthetic import futures, simulate_economy
from tradewinds.data.synthetic.kinds import ECONOMY_KINDS, Expected
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings

DRAWS = 6
RISE, MONTHS = 0.05, 12
CHECKS = {
    Expected.leads: {"leads", "levels and changes"},
    Expected.realised: {"set rate"},
    Expected.comparison: {"comparison"},
    Expected.few: {"enough treated"},
    Expected.small: {"power"},
}
"""What must be withheld → the checks that may say so."""


SPARED = "own policy moved"


def judged(kind: str, seed: int) -> tuple[str, str, bool]:
    """Verdict, the check that decided, and whether the band holds the truth."""
    settings = SyntheticSettings(economy=EconomyName(kind), sectors=10, periods=96)
    table = simulate_economy(settings, seed)["sectors"]
    last = np.repeat(table.groupby("sector")["tariff"].last().to_numpy()[:, None], MONTHS, axis=1)
    high, low = (futures(settings, seed, 95, path, 1)["sectors"]["volume"] for path in (last + RISE, last))
    each = 100 * (high / low - 1)[0, :, -1]
    frame = table.rename(columns={"sector": "name"})[["name", "period", "tariff", "volume"]]
    panel = tw.Panel.from_frame(frame, sector="name", frequency="step", logs=["volume"])
    found = panel.effect("volume", tw.Step(RISE, periods=MONTHS))
    row, named = found.summary().iloc[0], found.verdicts.iloc[0]["sectors"]
    some = np.isin(np.sort(table["sector"].unique()), named.split("; ")) if named else np.ones(10, bool)
    truth = float(each[some].mean())
    return row["verdict"], found.verdicts.iloc[0]["detail"], bool(row["low"] <= truth <= row["high"])


@pytest.mark.slow
def test_what_cannot_be_answered_is_withheld_and_what_stands_holds_the_truth():
    """Over six draws of each kind, all others: what must be withheld is, but for two draws of a kind, which
    then name what they assume; four fifths of the reasons are the kind's own. Of 36 that can be answered 80 %
    are, and 90 % of these bands hold the truth, each within three errors. No confounded economy stands
    without the assumption. Of those that broke at least two are answered by the time since, and all bands but
    one hold what is true of that; of those that differ at least two by the treated, likewise, unless it is
    assumed that spared sectors would answer as these, which is what is not so.
    """
    own, answered, held, reasons = 0, 0, 0, 0
    for number, (kind, declared) in enumerate(ECONOMY_KINDS.items()):
        found = [judged(kind, 400 + DRAWS * number + draw) for draw in range(DRAWS)]
        verdicts = [verdict for verdict, _, _ in found]
        if declared.expected in CHECKS:
            assert "stands" not in verdicts and verdicts.count("assumed") <= 2, (kind, found)
            reasons += len(found)
            own += sum(check in CHECKS[declared.expected] for _, check, _ in found)
        elif declared.expected == Expected.assumed:
            assert "stands" not in verdicts, (kind, found)
        elif declared.expected in (Expected.since, Expected.treated):
            given = [holds for verdict, check, holds in found if verdict != "withheld" and check != SPARED]
            assert 2 <= len(given) <= sum(given) + 1, (kind, found)
        else:
            given = [holds for verdict, _, holds in found if verdict != "withheld"]
            answered, held = answered + len(given), held + sum(given)
    assert own >= 0.8 * reasons
    assert answered >= (0.8 - 3 * 0.067) * 36 and held >= (0.9 - 3 * 0.055) * answered
