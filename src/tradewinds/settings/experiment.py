"""All sections together, and what follows from them for the workflow."""

from dataclasses import dataclass, field, replace
from typing import Annotated

from tradewinds.errors import SettingsError
from tradewinds.settings import economics
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.effect import EffectSettings
from tradewinds.settings.event_study import EventStudySettings
from tradewinds.settings.fields import Name, Said, Section, Seed
from tradewinds.settings.model import Dynamics
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.path import PathSettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings
from tradewinds.settings.refits import Refit, refit_targets, refits_of, with_prior
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sbc import SbcSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.settings.split import SplitSettings
from tradewinds.settings.sweep import BASE, SweepSettings, variant_of, with_changes
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings
from tradewinds.settings.verdict import VerdictSettings
from tradewinds.settings.welfare import WelfareSettings

TIER_NAMES = ("tier1", "tier2")


@dataclass
class ExperimentSettings(Section):
    seed: Seed = 0
    """Start of every random number of the experiment."""
    data: DataSettings = field(kw_only=True)
    split: SplitSettings = field(default_factory=SplitSettings)
    tier1: TierSettings = field(default_factory=TierSettings)
    tier2: TierSettings = field(default_factory=TierSettings)
    diagnostics: DiagnosticsSettings = field(default_factory=DiagnosticsSettings)
    sbc: SbcSettings = field(default_factory=SbcSettings)
    scenario: ScenarioSettings = field(default_factory=ScenarioSettings)
    scenarios: Annotated[list[str], Said("options of `scenario`")] = field(default_factory=list)
    """Scenarios that are rolled forward, the first in the headline; without it that of ``scenario`` alone.
    Written in the experiment's file, another one costs a roll-out; as an override it makes a results folder
    of its own, training included."""
    paths: dict[str, PathSettings] = field(default_factory=dict)
    """Scenarios beside the first, and baselines, by name: what is to be other than in their files."""
    effect: EffectSettings | None = None
    """Set: the policy's effect is estimated beside a regression. Not set: it is not."""
    event_study: EventStudySettings | None = None
    """Set: an outcome about the policy's changes, by designs without a network. Not set: none."""
    policy_slopes: PolicySlopesSettings | None = None
    """Set: its slopes on the policy side by side, instrumented, permuted and moved back. Not set: none."""
    verdict: VerdictSettings = field(default_factory=VerdictSettings)
    checks: dict[Name, CheckSettings] = field(default_factory=dict)
    """What economics expects of the fit, by name; nothing is checked when empty."""
    report: ReportSettings = field(default_factory=ReportSettings)
    sweep: SweepSettings = field(default_factory=SweepSettings)
    sensitivity: SensitivitySettings = field(default_factory=SensitivitySettings)
    welfare: WelfareSettings = field(default_factory=WelfareSettings)
    optimise: OptimiseSettings = field(default_factory=OptimiseSettings)


def tiers_of(experiment: ExperimentSettings) -> list[str]:
    """The tiers that have equations."""
    return [tier for tier in TIER_NAMES if getattr(experiment, tier).equations]


def checks_of(experiment: ExperimentSettings) -> dict[str, CheckSettings]:
    """The checks that can be asked: those whose outcome answers to the policy under the equations."""
    policy = experiment.scenario.variable
    return economics.answerable(experiment.checks, experiment.data, _explained(experiment), policy)


def judged_outcomes(experiment: ExperimentSettings) -> list[str]:
    """The sector variables whose effect gets a verdict: those asked for, else all that tier 1 explains."""
    texts = experiment.tier1.equations
    explained = equations_of(experiment.data, "tier1", texts).get("sectors", []) if texts else []
    return experiment.verdict.outcomes or [equation.name for equation in explained]


def _explained(experiment: ExperimentSettings) -> dict[str, list[str]]:
    """Table → what the equations of all tiers explain."""
    found: dict[str, list[str]] = {}
    for tier in tiers_of(experiment):
        texts = getattr(experiment, tier).equations
        for table, equations in equations_of(experiment.data, tier, texts).items():
            found.setdefault(table, []).extend(equation.name for equation in equations)
    return found


def paths_of(experiment: ExperimentSettings) -> dict[str, PathSettings]:
    """Every path by the name of its scenario, the first one's first, baselines included."""
    return {experiment.scenario.name: experiment.scenario} | experiment.paths


def variants_of(experiment: ExperimentSettings, tier: str) -> dict[str, TierSettings]:
    """The settings that ``sweep`` tries for a tier, the tier's own first under the name ``default``.

    A variant that is what the tier has already is left out, as is other dynamics of an economy-wide effect
    that no equation has. Raises SettingsError for one that cannot be used; composing does not, since most
    runs try none.
    """
    own: TierSettings = getattr(experiment, tier)
    tables = equations_of(experiment.data, tier, own.equations).values()
    moves = any(equation.economy for equations in tables for equation in equations)
    found: dict[str, TierSettings] = {}
    known: list[TierSettings] = []
    for name in (BASE, *experiment.sweep.variants):
        key = "sweep.shared" if name == BASE else f"sweep.variants.{name}"
        try:
            varied = variant_of(own, experiment.sweep, name)
        except SettingsError as error:
            remedy = error.remedy or f"Change it, or leave it out: overrides=[~{key}]."
            raise SettingsError(error.found, error.expected, remedy) from None
        counting = varied if moves else replace(varied, model=replace(varied.model, dynamics=Dynamics.ar2))
        if counting not in known:
            known.append(counting)
            found[name] = varied
    return found


def sbc_equations(experiment: ExperimentSettings) -> dict[str, list[str]]:
    """Tier → its equations that simulation-based calibration follows: those asked for, else the first of
    each table. Tiers without any are left out.
    """
    asked = [tuple(text.split(".")) for text in experiment.sbc.equations]
    if not asked:
        first: dict[str, tuple[str, str]] = {}
        for tier in tiers_of(experiment):
            texts = getattr(experiment, tier).equations
            for table, equations in equations_of(experiment.data, tier, texts).items():
                # as written: the order in which they are solved is another
                named = {equation.text: equation.name for equation in equations}
                first.setdefault(table, (tier, next(named[text] for text in texts if text in named)))
        asked = list(first.values())
    by_tier = {tier: [name for other, name in asked if other == tier] for tier in TIER_NAMES}
    return {tier: names for tier, names in by_tier.items() if names}


def refitted_tiers(experiment: ExperimentSettings) -> dict[str, TierSettings]:
    """The tiers with the changes that every refit of ``sensitivity`` shares.

    Raises SettingsError for what cannot be used of these, or of the other prior that some refits have.
    """
    key, shared = "sensitivity.shared", experiment.sensitivity.shared
    found = {name: with_changes(getattr(experiment, name), shared, key) for name in tiers_of(experiment)}
    for tier in found.values():
        with_prior(tier, experiment.sensitivity.prior)
    return found


def refits(experiment: ExperimentSettings) -> list[Refit]:
    """Every refit that ``snakemake sensitivity`` makes; none where there is nothing to change."""
    tiers = refitted_tiers(experiment)
    return list(refits_of(experiment.data, tiers, experiment.scenario.variable, experiment.sensitivity))


def policy_by_equation(experiment: ExperimentSettings) -> dict[str, dict[str, str]]:
    """Tier → equation → its policy, of the equations whose effect ``sensitivity`` asks for."""
    tiers = refitted_tiers(experiment)
    found: dict[str, dict[str, str]] = {}
    for one in refit_targets(experiment.data, tiers, experiment.scenario.variable, experiment.sensitivity):
        found.setdefault(one.tier, {})[one.equation.name] = one.policy
    return found
