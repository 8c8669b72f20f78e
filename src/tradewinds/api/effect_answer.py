"""What a path of the policy does by the design without a network, and whether the data answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.arguments import Rewording, in_words, of_call, of_model, wordings_of
from tradewinds.api.axes import own_axes
from tradewinds.api.names import several
from tradewinds.api.paths import Path as TariffPath
from tradewinds.api.paths import own_number, rates_of, validate_asked
from tradewinds.api.result import Result, refuse_unknown_name
from tradewinds.data.split_panel import SplitPanel
from tradewinds.errors import SettingsError
from tradewinds.policy.effect_verdict import ANSWER, STANDING, judge_effects
from tradewinds.policy.posed_effect import question_of, weighted_of
from tradewinds.policy.scenario import plan
from tradewinds.report.drawing import COLOURS, GREY
from tradewinds.report.experiment.effect.figures import draw_response
from tradewinds.report.words import capital, lower_first
from tradewinds.review.effect.claims import is_relative
from tradewinds.review.status import Status
from tradewinds.settings.changes import changed
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.experiment import judged_outcomes
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.schema import meant
from tradewinds.settings.validation_designs import validate_verdict
from tradewinds.settings.verdict import VerdictSettings

if TYPE_CHECKING:
    from tradewinds.api.fitted_model import FittedModel


@dataclass(frozen=True, eq=False, repr=False)
class EffectAnswer(Result):
    """The effect at the end of a path, and the checks that say whether it stands.

    ``verdicts``: one row an outcome and check, the outcome's own verdict first; ``paths``: the response by
    periods since a rise that lasts (leads below 0), and the effect along the path.
    """

    sentences = ("because",)
    verdicts: pd.DataFrame
    paths: pd.DataFrame
    labels: dict[str, str]
    policy: str
    """What identifies the effect."""
    rate: str = ""
    """What the path is one of; the same without it."""
    of: str = ""
    """Of which sectors the effect is, and how many of them the path moves."""
    wordings: tuple[Rewording, ...] = ()
    """How advice, which names keys of settings, is told to who asked."""

    def summary(self) -> pd.DataFrame:
        """One row an outcome: effect with its 90 % band (per cent for quantities in logs), of which sectors
        it is, whether it is ``relative`` to sectors whose policy stays, whether it ``stands``, is ``assumed``
        (it stands if what is named holds) or ``withheld``, and why, with what to do about it; of one that
        stands, what it is relative to.
        """
        own = self.verdicts[self.verdicts["check"] == ANSWER]
        return pd.DataFrame(
            {
                "outcome": own["outcome"],
                "effect": own["value"],
                "low": own["low"],
                "high": own["high"],
                "unit": own["unit"],
                "of": [self._of(row) for row in own.itertuples()],
                "relative": [self._relative(name) for name in own["outcome"]],
                "verdict": [STANDING[Status.read(status)] for status in own["status"]],
                "because": [self._said(row) for row in own.itertuples()],
            }
        ).reset_index(drop=True)

    def _told(self, table: pd.DataFrame) -> list[str]:
        return [f"{row.outcome}, {row.verdict}: {row.because}" for row in table.itertuples() if row.because]

    def checks(self, outcome: str | None = None) -> pd.DataFrame:
        """Every check of an outcome (the first without a name): status, value, threshold, the ``power``, what
        it would have found per per cent of the price, and its sentence, with what to do.
        """
        outcome = next(iter(self.labels)) if outcome is None else outcome
        refuse_unknown_name("outcome", outcome, list(self.labels))
        rows = self.verdicts[(self.verdicts["outcome"] == outcome) & (self.verdicts["check"] != ANSWER)]
        said = [self._said(row) for row in rows.itertuples()]
        return rows[["check", "status", "value", "threshold", "power"]].assign(sentence=said)

    def plot(self, outcome: str | None = None, ax: Axes | None = None) -> Axes:
        """The response by periods since a rise of 1 % in the price of imports, with leads and band."""
        outcome = next(iter(self.labels)) if outcome is None else outcome
        refuse_unknown_name("outcome", outcome, list(self.labels))
        rows = self.paths[(self.paths["outcome"] == outcome) & (self.paths["of"] == "response")]
        title = f"{self.labels[outcome]} about a rise of {lower_first(self.rate or self.policy)}"
        verdict = self.summary().set_index("outcome").loc[outcome, "verdict"]
        withheld = verdict == STANDING[Status.failed]
        title = f"{title} (withheld: no effect may be quoted)" if withheld else title
        unit = "" if rows.empty else f"{rows['unit'].iloc[0] or 'units'} for 1 % dearer imports"
        ax = own_axes(ax, f"{title}: no estimate" if rows.empty else title, unit)
        return ax if rows.empty else draw_response(ax, rows, GREY if withheld else COLOURS[0])

    @property
    def title(self) -> str:
        return "What the path does at its end, by a distributed lag, and whether the data answer it"

    def _of(self, row: Any) -> str:
        """Of which sectors an effect is: of those alone that were treated, where it is that of no others."""
        return f"the {row.treated} whose {self.policy} moved" if row.treated else self.of

    def _relative(self, outcome: str) -> bool:
        rows = self.verdicts[self.verdicts["outcome"] == outcome]
        return is_relative(dict(zip(rows["check"], rows["status"], strict=True)))

    def _said(self, row: Any) -> str:
        advice = in_words(row.advice or "", self.wordings)
        text = " ".join(filter(None, [row.sentence, advice])).format_map(
            {
                "outcome": lower_first(self.labels[row.outcome]),
                "policy": self.policy,
                "rate": self.rate or self.policy,
            }
        )
        return capital(text)


def answered(
    tables: dict[str, pd.DataFrame],
    data: DataSettings,
    path: TariffPath,
    outcomes: str | Sequence[str],
    policy: str,
    weights: str | None,
    seed: int,
    keys: dict[str, Any],
) -> EffectAnswer:
    """As ``Panel.effect``, of its tables."""
    panel = SplitPanel.of_training(tables, data)
    described = data.tables["sectors"].variables
    names = several(outcomes, "outcomes", "name of a variable")
    for name in (*names, policy):
        refuse_unknown_name("variable", name, [*described, *data.tables["sectors"].identities])
    require(policy in data.tables["sectors"].rates, "policy", policy, "a rate of the sectors")
    _require_outcomes(names, policy)
    scenario = replace(
        ScenarioSettings(), variable=policy, weights=weights, periods=own_number(getattr(path, "periods", 1))
    )
    sizes = [name for name, one in described.items() if not one.rate]
    sizes += list(data.tables["sectors"].identities)
    require(
        weights in (*sizes, None), "weights", weights, f"one of {', '.join(sizes)}", meant(weights, sizes)
    )
    asked = changed(VerdictSettings, keys, "verdict")
    validate_verdict(data.tables["sectors"], asked)
    planned = plan(
        panel,
        scenario,
        validate_asked(path, "path", scenario, data),
        None,
        rates_of({"scenario": path}, policy, data),
    )
    question = question_of(panel.grids["sectors"], data.tables["sectors"].frequency, scenario, planned)
    found = judge_effects(panel.grids["sectors"], data, question, names, asked, seed)
    answer = answer_of(*found, data, names, policy, asked, of_whom(planned, weights))
    return replace(answer, wordings=(of_call, of_model, *wordings_of(data)))


def _require_outcomes(names: list[str], policy: str) -> None:
    """Some, and not the policy itself; raises SettingsError."""
    require(bool(names), "outcomes", names, "the name of a variable, or several")
    if policy in names:
        raise SettingsError(f"the effect of {policy} on itself", "another variable", "Name an outcome.")


def answered_beside(fit: "FittedModel", path: TariffPath, outcomes: Sequence[str]) -> EffectAnswer:
    """As ``FittedModel.effect``."""
    settings, data, grid = fit.settings, fit.data, fit.panel.grids["sectors"]
    names = [*outcomes] or judged_outcomes(settings)
    for name in names:
        refuse_unknown_name("variable", name, [*grid.values])
    _require_outcomes(names, settings.scenario.variable)
    rolled = fit.roll_out(path)
    frequency, network = data.tables["sectors"].frequency, weighted_of(rolled.data)
    question = question_of(grid, frequency, settings.scenario, rolled.path, network)
    found = judge_effects(grid, data, question, names, settings.verdict, fit.seed)
    of = of_whom(rolled.path, settings.scenario.weights)
    answer = answer_of(*found, data, names, settings.scenario.variable, settings.verdict, of)
    return replace(answer, wordings=fit.wordings)


def answer_of(
    verdicts: pd.DataFrame,
    paths: pd.DataFrame,
    data: DataSettings,
    outcomes: Sequence[str],
    rate: str,
    asked: VerdictSettings,
    of: str = "",
) -> EffectAnswer:
    """Tables of ``judge_effects`` with the names of what they are about; ``rate``: what the path is one
    of; ``of``: of whom the effect is.
    """
    described = data.tables["sectors"].variables
    labels = {name: described[name].label if name in described else name for name in outcomes}
    policy, path_of = (
        lower_first(described[name].label) if name in described else name
        for name in (asked.policy or rate, rate)
    )
    return EffectAnswer(verdicts, paths, labels, policy, path_of, of)


def of_whom(planned: pd.DataFrame, weights: str | None) -> str:
    """Of which sectors an effect is, and how many the path moves: those that it leaves alone count too."""
    moved = (planned["scenario"] != planned["baseline"]).groupby(planned["sector"]).any()
    alike = f"weighted by {weights}" if weights else "weighted alike"
    every = f"all {len(moved)} sectors, {alike}" if len(moved) > 1 else "the one sector"
    return every if moved.all() or not moved.any() else f"{every}; the path moves {moved.sum()} of them"
