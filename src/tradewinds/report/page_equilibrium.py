"""The page of an equilibrium economy: who bears a tariff, what shocks do, how people live, how well it is
solved."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
import pandas as pd

from tradewinds.equilibrium.economy import EVERY_AGE
from tradewinds.report.blocks import Block, Lines, Prose, Statement, folded
from tradewinds.report.figures_equilibrium import error_plate, series_plate, shares_plate, training_plate
from tradewinds.report.inputs import PageInputs
from tradewinds.report.paper import Layout
from tradewinds.report.quantities import amount
from tradewinds.report.sources import SOURCES_PART
from tradewinds.report.summary import page_part
from tradewinds.report.tables_equilibrium import (
    age_table,
    assumption_table,
    error_figures,
    impulse_figures,
    response_figures,
)
from tradewinds.report.verdicts import Verdict, ordered, shortened, typeset, verdict_blocks
from tradewinds.report.words import THIN, capital, listed, number, percent
from tradewinds.review.status import Status
from tradewinds.review.table import results_of
from tradewinds.settings.equilibrium import NO_TARIFF, EconomySettings, Rebate

_USES = {
    Rebate.newborn: "paid to the newborn",
    Rebate.wasted: "wasted",
    Rebate.all_ages: "paid to all ages alike",
    NO_TARIFF: "no tariff",
}
"""Use of the revenue → how it is said."""
_FEW = 3
"""Ages that are named one by one."""


class EquilibriumInputs(PageInputs):
    """The economy's settings, and tables by the name of the economy."""

    @cached_property
    def economy(self) -> EconomySettings:
        """What is assumed."""
        return self.section(EconomySettings, "equilibrium")

    @cached_property
    def ages(self) -> np.ndarray:
        """[A] as they are called."""
        return self.economy.first_age + np.arange(self.economy.ages)

    def named(self, name: str) -> dict[str, pd.DataFrame]:
        """How the revenue is used, as it is said → table of an input."""
        return {capital(_USES[economy]): table for economy, table in self.every(name).items()}

    @property
    def usual(self) -> str:
        """The economy whose answers without a tariff are shown: the first."""
        return next(iter(self.every("errors")))

    @property
    def shocks(self) -> list[str]:
        """What each of the Z is called."""
        economy = self.economy
        return [
            f"Productivity {shortened(eta)}, depreciation {shortened(delta)}"
            for delta in economy.depreciation.values
            for eta in economy.productivity.values
        ]

    @property
    def rise(self) -> str:
        """“10 points”."""
        assert self.economy.tariff is not None  # asked where there is one
        return f"{shortened(100 * self.economy.tariff.step)} points"


@page_part("short", "In short")
def _short(given: EquilibriumInputs) -> Iterator[Block]:
    lines = []
    if given.economy.tariff:
        for economy, responses in given.every("responses").items():
            told = [_tariff_line(given, economy, responses), *_too_much_saved(economy, responses)]
            lines += given.told(told, "responses", folder=economy)
    else:
        impulses = given.one("impulses", given.usual)
        lines += given.told([_shock_line(given, impulses)], "impulses", folder=given.usual)
    lines += given.told([_solved_line(given)], "verdicts")
    yield Lines(lines)


def _tariff_line(given: EquilibriumInputs, economy: str, responses: pd.DataFrame) -> Statement:
    """GDP, and which ages lose most and gain, of one use of the revenue."""
    of = responses[responses["of"] == "network"]
    gdp = of[(of["quantity"] == "gdp") & (of["age"] == EVERY_AGE)].set_index("period")["change"]
    eaten = of[(of["quantity"] == "consumption") & (of["age"] != EVERY_AGE) & (of["period"] == 0)]
    eaten = eaten.set_index("age")["change"]
    born = of[(of["quantity"] == "welfare") & (of["age"] == 1)].set_index("period")["change"]
    later = f"those born {len(gdp) - 1} periods later {_lifelong(born.iloc[-1])}"
    text = (
        f"A tariff of {given.rise} with its revenue {_USES[economy]} changes GDP by {_signed(gdp.iloc[0])} "
        f"at once and by {_signed(gdp.iloc[-1])} after {len(gdp) - 1} periods. "
        f"{_at_once(given.ages, eaten)} Those born when it comes {_lifelong(born.iloc[0])}, {later}."
    )
    return amount(gdp.iloc[-1], unit="%").in_words(text)


def _too_much_saved(economy: str, responses: pd.DataFrame) -> Iterator[Statement]:
    """What a gain in spite of lower output is no argument for, where the revenue goes to the old too."""
    if economy != Rebate.all_ages:
        return
    of = responses[(responses["of"] == "network") & responses["age"].isin([EVERY_AGE, 1])]
    ends = of.set_index(["quantity", "age", "period"])["change"].sort_index()
    output, born = ends.loc["gdp", EVERY_AGE].iloc[-1], ends.loc["welfare", 1].iloc[-1]
    if output < 0 < born:
        text = (
            f"That people gain with the revenue {_USES[economy]} though output falls is no argument for a "
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


def _shock_line(given: EquilibriumInputs, impulses: pd.DataFrame) -> Statement:
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


def _solved_line(given: EquilibriumInputs) -> Statement:
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


@page_part("economy", "What is assumed", "Assumptions")
def _economy(given: EquilibriumInputs) -> Iterator[Block]:
    if given.economy.description:
        yield Prose(given.economy.description)
    yield Prose(
        "Households know how the economy works and what its shocks may be, not which of them come, and "
        "choose savings so that nothing they could still change would make them better off. Firms compete; "
        "capital earns what it adds to output."
    )
    yield assumption_table(given.economy)
    if given.economy.tariff:
        yield Prose(
            f"The tariff rises by {given.rise} on all imports, once, for good and unforeseen. The revenue "
            "goes to those who enter working life, to nobody (the government spends it on what is worth "
            "nothing to households) or to everybody alike."
        )
        yield Prose(
            "What it leaves out: one good and one sector, no unemployment, world prices that do not answer "
            "to the tariff, no retaliation. At given capital a tariff costs GDP a second-order amount alone; "
            "what it does beyond that, it does through what people save.",
            "note",
        )


@page_part("tariff", "Who bears the tariff", "The tariff")
def _tariff(given: EquilibriumInputs) -> Iterator[Block]:
    if not given.economy.tariff:
        return
    source = given.sources.of("responses")
    horizon = given.economy.tariff.horizon
    named = {name: table[table["of"] == "network"] for name, table in given.named("responses").items()}

    def by_age(table: pd.DataFrame, quantity: str, period: int) -> pd.Series:
        rows = table[(table["quantity"] == quantity) & (table["age"] > 0) & (table["period"] == period)]
        return pd.Series(rows["change"].to_numpy(), given.ages[rows["age"].astype(int) - 1])

    def over_time(table: pd.DataFrame, quantity: str) -> pd.Series:
        whole = 1 if quantity == "welfare" else EVERY_AGE
        rows = table[(table["quantity"] == quantity) & (table["age"] == whole)]
        return rows.set_index("period")["change"]

    ages = {
        (name, "change, %"): {
            "Consumption at once": by_age(table, "consumption", 0),
            f"Consumption after {horizon} periods": by_age(table, "consumption", horizon),
            "Welfare for the rest of life": by_age(table, "welfare", 0),
        }
        for name, table in named.items()
    }
    caption = (
        "Mean change against the same histories without the tariff. Welfare is that of those who are of an "
        "age when the tariff comes: the share of consumption in each remaining period that it is worth."
    )
    yield series_plate("Who bears it, by age", caption, ages, "age").of(source)
    time = {
        (head, unit): {name: over_time(table, quantity) for name, table in named.items()}
        for quantity, head, unit in (
            ("gdp", "GDP at market prices", "change, %"),
            ("capital", "Capital", "change, %"),
            ("consumption", "Consumption", "change, %"),
            ("welfare", "Welfare of those born in a period", "worth so much consumption, %"),
        )
    }
    yield series_plate(
        "Over time", "Mean change against the same histories.", time, "periods after the rise"
    ).of(source)
    periods = sorted({period for period in (0, 1, 5, 10, 20, horizon) if period <= horizon})
    for economy, table in given.every("responses").items():
        made = response_figures(table, periods, f"Revenue {_USES[economy]}")
        yield from folded(made.caption, [made.of(given.sources.of("responses", folder=economy))])


@page_part("shocks", "What shocks do", "Shocks")
def _shocks(given: EquilibriumInputs) -> Iterator[Block]:
    impulses, source = given.one("impulses", given.usual), given.sources.of("impulses", folder=given.usual)
    yield Prose(
        "A shock is forced upon the economy in one period, at whatever capital it happens to have; those "
        "that follow come by their own probabilities. Changes are against the mean over all states."
    )

    def series(quantity: str, age: int) -> dict[str, pd.Series]:
        rows = impulses[(impulses["quantity"] == quantity) & (impulses["age"] == age)]
        return {
            name: rows[rows["shock"] == shock].set_index("period")["change"]
            for shock, name in enumerate(given.shocks)
        }

    now = impulses[
        (impulses["period"] == 0) & (impulses["quantity"] == "consumption") & (impulses["age"] > 0)
    ]
    by_age = {
        name: pd.Series(now[now["shock"] == shock]["change"].to_numpy(), given.ages)
        for shock, name in enumerate(given.shocks)
    }
    caption = "Consumption in the period of the shock."
    pictures = {("Consumption at once, by age", "change, %"): by_age}
    yield series_plate("Who bears a shock", caption, pictures, "age").of(source)
    after = {
        (head, "change, %"): series(quantity, EVERY_AGE)
        for quantity, head in (("consumption", "Consumption"), ("capital", "Capital"), ("gdp", "GDP"))
    }
    yield series_plate("What follows", "Everybody together.", after, "periods after the shock").of(source)
    yield impulse_figures(impulses, given.shocks, given.ages).of(source)


@page_part("lives", "How people live", "Lives")
def _lives(given: EquilibriumInputs) -> Iterator[Block]:
    lives, source = given.one("lives", given.usual), given.sources.of("lives")
    profile = {
        ("Income and consumption", "units of output"): {
            "Income": pd.Series(lives["income"].to_numpy(), given.ages),
            "Consumption": pd.Series(lives["consumption"].to_numpy(), given.ages),
        },
        ("Capital", "units of output"): {"Capital": pd.Series(lives["capital"].to_numpy(), given.ages)},
    }
    yield series_plate("A life", "Means without a tariff.", profile, "age", zero=False).of(source)
    yield shares_plate(given.named("lives"), given.ages, given.settings.accent).of(source)


@page_part("solved", "Is it solved?", "Accuracy")
def _solved(given: EquilibriumInputs) -> Iterator[Block]:
    rows = ordered([_verdict(economy, row) for economy, table in given.every("verdicts").items()
                    for row in results_of(table)])  # fmt: skip
    for block in verdict_blocks(rows, "Nothing was checked.", "missing"):
        yield block.of(given.sources.of("verdicts"))
    errors, source = given.named("errors"), given.sources.of("errors")
    yield error_plate(errors, given.ages, given.settings.accent).of(source)
    yield error_figures(errors).of(source)
    for economy, lives in given.every("lives").items():
        made = age_table(given.one("errors", economy), lives, given.ages).of(
            given.sources.of("errors", "lives")
        )
        yield from folded(f"{made.caption}: {_USES[economy]}", [made])
    curves = {
        f"{capital(_USES[name.rpartition('-')[0]])}, start {int(name.rpartition('-')[2]) + 1}": tree[
            "training"
        ]
        for name, tree in given.every("solutions").items()
    }
    plate = training_plate(curves, given.settings.accent).of(given.sources.of("solutions"))
    yield from folded("Training", [plate])
    skipped = sum(int(tree["training"]["non_finite"]) for tree in given.every("solutions").values())
    infeasible = max(
        float(tree["training"]["infeasible"].max()) for tree in given.every("solutions").values()
    )
    yield Prose(
        f"In training {skipped} steps were skipped for a loss that was no number. In the stretch of training "
        f"with most of them {percent(infeasible)} of the states were infeasible; their histories began anew.",
        "note",
    )


def _verdict(economy: str, row) -> Verdict:
    return Verdict(
        check=row.check,
        title=row.title,
        question=row.question,
        of=_USES[economy],
        value=shortened(row.value),
        threshold=shortened(row.threshold),
        number=Statement("", value=row.value),
        limit=row.threshold,
        status=row.status,
        found=typeset(row.sentence),
        sentence=typeset(" ".join(part for part in (row.sentence, row.advice) if part)),
    )


def _signed(value: float) -> str:
    return f"{number(value, 2, sign=True)}{THIN}%"


def _size(value: float) -> str:
    return f"{number(abs(value), 2)}{THIN}%"


EQUILIBRIUM_PAGE = Layout(
    title="{title}",
    heading=lambda given: given.settings.question or "What follows from this economy?",
    about="An economy of overlapping generations: “{title}”",
    beside=lambda given: [],
    asked=lambda given: [f"{given.economy.name or 'An economy'}; results folder {given.sources.folder}."],
    sections=lambda given: [_short, _tariff, _shocks, _lives, _solved, _economy, SOURCES_PART],
    given=EquilibriumInputs,
)
