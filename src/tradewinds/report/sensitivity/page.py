"""The page of the sensitivity of the policy's effect, beside the report."""

from collections.abc import Iterator

import pandas as pd

from tradewinds.report.page.blocks import Block, Bullets, Lines, Plate, Prose, folded, folded_table
from tradewinds.report.page.inputs import PageInputs
from tradewinds.report.page.layout import Layout
from tradewinds.report.page.sources import SOURCES_PART
from tradewinds.report.page.summary import page_part
from tradewinds.report.sensitivity.figures import refit_plate
from tradewinds.report.sensitivity.figures_graph import graph_plate
from tradewinds.report.sensitivity.figures_sobol import sobol_plate
from tradewinds.report.sensitivity.marks import owed, tried
from tradewinds.report.sensitivity.tables import confounding_lines, confounding_table, power_table
from tradewinds.report.sensitivity.tables_graph import (
    assumptions_table,
    failed_table,
    identification_table,
    independence_lines,
    tests_table,
)
from tradewinds.report.sensitivity.tables_priors import prior_table, prior_words
from tradewinds.report.sensitivity.tables_shifts import pictured, shift_lines, shift_table
from tradewinds.report.sensitivity.tables_sobol import sobol_lines, sobol_table, sobol_words
from tradewinds.report.sensitivity.told import found_lines, what_follows
from tradewinds.report.trust.first_screen import first_screen
from tradewinds.report.words import capital, percent
from tradewinds.review.sensitivity.confounder import CONFOUNDER
from tradewinds.review.sensitivity.graph import GRAPH, INDEPENDENCE
from tradewinds.review.sensitivity.prior_or_data import PRIOR_OR_DATA
from tradewinds.review.sensitivity.shift import OMITTED, SAME_UNDER_OTHER_PRIOR
from tradewinds.settings.sensitivity import SensitivitySettings

_SHOWN = 2
"""Equations whose shares are drawn above; the rest stand below."""


class SensitivityInputs(PageInputs):
    """Tables of ``tradewinds.sensitivity``, those of single tiers below each other, and what was asked."""

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.stacked(name)

    @property
    def sensitivity(self) -> SensitivitySettings:
        """Which effect is followed, with how many refits, and what is of no consequence."""
        return self.section(SensitivitySettings, "sensitivity")

    @property
    def policies(self) -> dict[str, str]:
        """Table → its name of the policy: the nation's is the aggregate of it."""
        names = self.names
        aggregates = names.experiment["data"].get("aggregates", {})
        national = [name for name, one in aggregates.items() if one["of"] == names.policy]
        return {"sectors": names.policy} | ({"national": national[0]} if national else {})

    @property
    def shared(self) -> str:
        """With which settings all refits were made, where these differ from the experiment's."""
        changes = ", ".join(_settings(self.sensitivity.shared))
        return f"All refits were made with {changes}." if changes else ""


@page_part("short", "The answer")
def _short(given: SensitivityInputs) -> Iterator[Block]:
    tables = ("shifts", "power", "priors", "confounding", "identification", "independences")
    ways = tried(given.names, {name: given[name] for name in tables})
    source = given.source(*tables)
    yield from first_screen(owed(ways), _picture(given), [one.mark for one in ways], source)


def _picture(given: SensitivityInputs) -> Plate | None:
    """The effect in every refit; where none was refitted, what moves the networks."""
    accent = given.settings.accent
    plate = refit_plate(pictured(given.names, given["shifts"], given["means"]), accent)
    if plate is not None:
        return plate.of(given.source("means"))
    plate = sobol_plate(given.names, given["sobol"], given.policies, accent)
    if plate is None:
        return None
    return Plate("", "", plate.pictures[:_SHOWN], plate.keys, source=given.source("sobol"))


@page_part("words", "What was found, in words", "In words")
def _words(given: SensitivityInputs) -> Iterator[Block]:
    names, behind = given.names, given.sources.behind
    lines = [
        *behind(shift_lines(names, given["shifts"]), "shifts"),
        *behind(sobol_lines(names, given["sobol"], given.policies), "sobol"),
        *behind(found_lines(names, given["power"], PRIOR_OR_DATA), "power"),
        *behind(found_lines(names, given["priors"], SAME_UNDER_OTHER_PRIOR), "priors"),
        *behind(confounding_lines(names, given["confounding"]), "confounding"),
        *behind(found_lines(names, given["identification"], GRAPH), "identification"),
        *behind(independence_lines(names, given["independences"]), "independences"),
    ]
    yield from folded(f"All {len(lines)} findings", [Lines(lines)])


@page_part("omitted", "Variables that may have been left out", "Left out", of="shifts")
def _omitted_variables(given: SensitivityInputs) -> Iterator[Block]:
    if given["shifts"].empty:
        yield Prose(
            "There was nothing to leave out. A candidate is a column of an equation's table that the "
            "equation does not use and that no equation explains: describe one more under "
            "`data.tables.TABLE.variables` and it is tried. The rest of this page needs none.",
            "missing",
        )
        return
    refits = pictured(given.names, given["shifts"], given["means"])
    if plate := refit_plate(refits, given.settings.accent):
        yield plate.of(given.source("means"))
    yield from what_follows(given["shifts"], OMITTED)
    yield from folded_table(shift_table(given.names, given["shifts"]))
    yield from folded("How it was tried", _how_left_out(given))


def _how_left_out(given: SensitivityInputs) -> Iterator[Block]:
    asked, names = given.sensitivity, given.names
    yield Prose(
        f"Each equation was fitted anew {asked.refits} times as it is, {asked.refits} times with a variable "
        f"added, and {asked.refits} times with a placebo of it. The placebo goes with the equation's other "
        "inputs, the policy among them, as the variable does (a linear fit within the equation's effects); "
        "the rest of the variable is in the wrong place: the series of another sector, begun at another "
        "time. Every refit has a seed of its own. After each, the equation was asked on the same training "
        "rows what the rise changes, its own past fed back and all else as it is. A variable that is not "
        "missing shifts the effect no further than its placebos do."
    )
    yield Prose(
        "The check **fails**, the variable matters, where the shift lies outside the band of one that does "
        f"not (by chance in at most {percent(asked.alpha, 1)} of such pages) and may exceed "
        f"{percent(asked.tolerance)} of the effect. It **passes** where a shift as large as that is ruled "
        "out. A variable can matter in two ways: it shifts the mean effect, as a confounder does, or only "
        "where the effect is large and where it is small. What the policy itself moves is never added: "
        "holding it fixed would take away part of the effect. No test here can tell of a variable that is in "
        "no table."
    )
    if given.shared:
        yield Prose(given.shared, "flag")
    yield Prose("The equations as they are:")
    keys = dict.fromkeys(zip(given["shifts"]["tier"], given["shifts"]["equation"], strict=True))
    yield Bullets([f"`{names.equations[tier][name][1].text}`" for tier, name in keys])


@page_part("inputs", "What moves the answer", "Inputs", of="sobol")
def _inputs(given: SensitivityInputs) -> Iterator[Block]:
    plate = sobol_plate(given.names, given["sobol"], given.policies, given.settings.accent)
    if plate:
        yield plate
    apart = sobol_words(given.names, given["sobol"])
    text = f"**Correlation between inputs is not in these numbers.** {apart}"
    yield Prose(apart.in_words(text), source=given.source("sobol"))
    yield from folded_table(sobol_table(given.names, given["sobol"]))
    yield from folded("What these shares are", _what_shares_are())


def _what_shares_are() -> Iterator[Block]:
    yield Prose(
        "Of the variance of what each fitted network expects, which share is each input's? Sobol' indices: "
        "the **total** share of an input is what would be left if all others were known, its interactions "
        "with them counted; its share **alone** is what knowing it by itself would take away. An input is a "
        "variable with all its lags, the own past among them; where a change is explained, the shares are of "
        "the change. These are shares of what the network expects, not of what happens: noise, the "
        "economy-wide effect and effects of groups are no part of it."
    )
    yield Prose(
        "They are for inputs drawn independently of each other, each from its own training rows, since "
        "otherwise shares are not defined; in the data inputs go together."
    )


@page_part("priors", "The prior or the data", "Priors", of="power")
def _priors(given: SensitivityInputs) -> Iterator[Block]:
    yield power_table(given.names, given["power"])
    yield from what_follows(given["power"], PRIOR_OR_DATA)
    if len(given["priors"]):
        yield Prose(prior_words(given.names, given["priors"]), source=given.source("priors"))
        yield from what_follows(given["priors"], SAME_UNDER_OTHER_PRIOR)
        yield from folded_table(prior_table(given.names, given["priors"]).of(given.source("priors")))
    yield from folded("How it was tried", _how_priors_were_tried(given))


def _how_priors_were_tried(given: SensitivityInputs) -> Iterator[Block]:
    asked = given.sensitivity
    yield Prose(
        "The draws of the experiment's own fit were reweighed as if its priors, or its data, counted for a "
        "little more or less (power-scaling), and the mean effect was computed from them again. An effect "
        "that moves with the data and not with the prior is what the data say. One that moves with the prior "
        "alone is what was assumed; one that moves with both is a compromise between the two. Weights are "
        "left out of this: many networks answer alike."
    )
    if given["priors"].empty:
        yield Prose(
            "No other prior was set beside it: `sensitivity.prior` names none, or no equation has the "
            "policy.",
            "missing",
        )
        return
    other = ", ".join(f"`{text}`" for text in _settings(asked.prior))
    yield Prose(
        f"Each equation was also fitted anew {asked.refits} times as it is and {asked.refits} times under "
        f"another prior, all else alike. The other prior has {other}; as shipped it is the source's, every "
        "weight Normal(0.5, 0.1). The check **fails** where the difference is beyond what refits scatter by "
        f"their seeds and may exceed {percent(asked.tolerance)} of the effect, and **passes** where a "
        f"difference as large as that is ruled out. {given.shared}".strip()
    )


@page_part("confounding", "A variable that is in no table", "Unseen", of="confounding")
def _confounding(given: SensitivityInputs) -> Iterator[Block]:
    yield Prose("How strong would it have to be to bring the effect of a linear regression to zero?")
    yield confounding_table(given.names, given["confounding"])
    yield from what_follows(given["confounding"], CONFOUNDER)
    text = (
        "These figures are of a linear regression with the same inputs and effects as each equation, a fixed "
        "effect for every period where the equation has `t`; they are not of the network. An unobserved "
        "variable that explains less than the robustness value of what is left of the policy *and* of the "
        "outcome cannot bring the slope to zero, let alone turn its sign (Cinelli and Hazlett 2020). The "
        "strongest observed input is there to judge what is plausible. Standard errors are the classical "
        "ones, which rows that depend on each other make too small: where they do, less is needed."
    )
    yield from folded("What these figures are", [Prose(text)])


@page_part("graph", "The causal graph", "Graph")
def _causal_graph(given: SensitivityInputs) -> Iterator[Block]:
    names = given.names
    plate = graph_plate(names, given["arrows"], given.policies, given.settings.accent)
    yield plate.of(given.source("arrows"))
    yield from what_follows(given["identification"], GRAPH)
    failed = failed_table(names, given["independences"])
    if failed.rows:
        yield failed.of(given.source("independences"))
    yield from what_follows(given["independences"], INDEPENDENCE)
    yield from folded_table(tests_table(names, given["independences"]).of(given.source("independences")))
    yield from folded("What the graph assumes, and what it identifies", _what_is_identified(given))


def _what_is_identified(given: SensitivityInputs) -> Iterator[Block]:
    yield Prose(
        "Read as statements of cause, the equations are a graph over periods: every value that an equation "
        "needs moves what it explains. The graph says as much by the arrows it has not: what no equation "
        "explains, the policy among it, answers to nothing that is explained; an economy-wide effect moves "
        "all sectors of its own equation and nothing else; **nothing unnamed moves both the policy and the "
        "outcome**. Under these assumptions the first table says whether the effect of the policy can be had "
        "from the data, and by adjusting for what."
    )
    found = identification_table(given.names, given["identification"])
    yield found.of(given.source("identification"))
    yield assumptions_table()
    yield Prose(
        "Some of what the graph says can be held against the data: given its inputs an outcome is "
        "independent of every earlier value that is no input, and of the coming values of what comes from "
        "outside. A policy that answers to the outcome shows as a partial correlation of the outcome with "
        "the coming policy. What holds here is not thereby true: an unnamed cause of policy and outcome in "
        "the same period leaves no such trace."
    )


def _settings(changes: dict[str, object]) -> list[str]:
    return [f"{key} = {str(value).lower()}" for key, value in changes.items()]


def _above(given: SensitivityInputs) -> list[str]:
    asked = given.sensitivity
    rise = f"{100 * asked.rise:g}".replace("-", "−")
    periods = f"{asked.horizon} period{'s' if asked.horizon != 1 else ''}"
    return [f"{capital(given.policy_label)} {rise} points higher for good, {periods} into it."]


SENSITIVITY_PAGE = Layout(
    title="{title}: sensitivity",
    heading="What does the effect owe to what was assumed?",
    about="Sensitivity of “{title}”",
    asked=_above,
    sections=lambda given: [
        *(_short, _words, _omitted_variables, _inputs, _priors, _confounding, _causal_graph),
        SOURCES_PART,
    ],
    given=SensitivityInputs,
)
"""Shifts, priors, power, confounding and sobol are empty where there was nothing to ask."""
