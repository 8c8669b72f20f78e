"""An equilibrium economy in sentences: who bears a tariff or a shock, and whether it is solved."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.equilibrium.inputs import USES, EquilibriumInputs
from tradewinds.report.page.blocks import Statement
from tradewinds.report.quantities import amount
from tradewinds.report.words import THIN, listed, number, percent
from tradewinds.review.status import Status
from tradewinds.review.table import results_of
from tradewinds.settings.equilibrium import Rebate

_FEW = 3
"""Ages that are named one by one."""


def tariff_line(given: EquilibriumInputs, economy: str, responses: pd.DataFrame) -> Statement:
    """GDP, and which ages lose most and gain, of one use of the revenue."""
    of = responses[responses["of"] == "network"]
    gdp = of[(of["quantity"] == "gdp") & (of["age"] == EVERY_AGE)].set_index("period")["change"]
    eaten = of[(of["quantity"] == "consumption") & (of["age"] != EVERY_AGE) & (of["period"] == 0)]
    eaten = eaten.set_index("age")["change"]
    born = of[(of["quantity"] == "welfare") & (of["age"] == 1)].set_index("period")["change"]
    later = f"those born {len(gdp) - 1} periods later {_lifelong(born.iloc[-1])}"
    text = (
        f"A tariff of {given.rise} with its revenue {USES[economy]} changes GDP by {_signed(gdp.iloc[0])} "
        f"at once and by {_signed(gdp.iloc[-1])} after {len(gdp) - 1} periods. "
        f"{_at_once(given.ages, eaten)} Those born when it comes {_lifelong(born.iloc[0])}, {later}."
    )
    return amount(gdp.iloc[-1], unit="%").in_words(text)


def too_much_saved(economy: str, responses: pd.DataFrame) -> Iterator[Statement]:
    """What a gain in spite of lower output is no argument for, where the revenue goes to the old too."""
    if economy != Rebate.all_ages:
        return
    of = responses[(responses["of"] == "network") & responses["age"].isin([EVERY_AGE, 1])]
    ends = of.set_index(["quantity", "age", "period"])["change"].sort_index()
    output, born = ends.loc["gdp", EVERY_AGE].iloc[-1], ends.loc["welfare", 1].iloc[-1]
    if output < 0 < born:
        text = (
            f"That people gain with the revenue {USES[economy]} though output falls is no argument for a "
            "tariff: what helps is income moved from the young, who save, to the old, who eat it, as any "
            "other transfer would."
        )
        yield Statement(text, "doubt")


def _at_once(ages: np.ndarray, eaten: pd.Series) -> str:
    """Which ages eat more at once and which less; ``eaten``: age (1…A) → change in %."""
    more = [str(ages[int(age) - 1]) for age in eaten.index[eaten > 0]]
    top, bottom = (
        f"age {ages[int(age) - 1]}, by {_size(eaten.loc[age])}" for age in (eaten.idxmax(), eaten.idxmin())
    )
    if len(more) == len(eaten):
        return f"Consumption rises at once at every age, most at {top}."
    if not more:
        return f"Consumption falls at once at every age, most at {bottom}."
    which = f"at age {listed(more)}" if len(more) <= _FEW else f"at {len(more)} of {len(eaten)} ages"
    return f"Consumption rises at once {which}, and falls most at {bottom}."


def _lifelong(value: float) -> str:
    """“lose 0.6 % of lifetime consumption”."""
    return f"{'gain' if value > 0 else 'lose'} {_size(value)} of lifetime consumption"


def shock_line(given: EquilibriumInputs, impulses: pd.DataFrame) -> Statement:
    """The shock that costs most consumption on impact."""
    now = impulses[(impulses["period"] == 0) & (impulses["quantity"] == "consumption")]
    whole = now[now["age"] == EVERY_AGE].set_index("shock")["change"]
    worst = int(whole.idxmin())
    by_age = now[(now["shock"] == worst) & (now["age"] != EVERY_AGE)].set_index("age")["change"]
    most = int(by_age.idxmin())
    text = (
        f"The worst of its shocks, {given.shocks[worst][0].lower()}{given.shocks[worst][1:]}, takes "
        f"{_size(whole.loc[worst])} of consumption at once, and {_size(by_age.loc[most])} at the age of "
        f"{given.ages[most - 1]}, which bears most."
    )
    return amount(whole.loc[worst], unit="%").in_words(text)


def solved_line(given: EquilibriumInputs) -> Statement:
    """Whether the solutions can be trusted."""
    rows = [row for table in given.every("verdicts").values() for row in results_of(table)]
    bad = [row for row in rows if row.status is not Status.passed]
    if bad:
        named = listed(dict.fromkeys(row.title.lower() for row in bad))
        return Statement(
            f"The solution is not to be trusted: {named} ({len(bad)} of {len(rows)} checks).", "bad"
        )
    mean = max(row.value for row in rows if row.check == "mean error")
    text = f"It is solved: on fresh histories choices are {_size(mean)} off the best ones, on average."
    return amount(mean, unit="%").in_words(text, "good")


def training_note(skipped: int, infeasible: float) -> str:
    """Steps without a finite loss, and the largest share of infeasible states where there were any."""
    steps = "no step was" if skipped == 0 else "one step was" if skipped == 1 else f"{skipped} steps were"
    text = f"In training {steps} skipped for a loss that was no number"
    if infeasible == 0:
        return f"{text}, and no state was infeasible."
    return (
        f"{text}. In the stretch of it with most infeasible states they were {percent(infeasible)} of all; "
        "their histories began anew."
    )


def _signed(value: float) -> str:
    return f"{number(value, 2, sign=True)}{THIN}%"


def _size(value: float) -> str:
    return f"{number(abs(value), 2)}{THIN}%"
