"""All sections together, and what must hold between them."""

from dataclasses import dataclass, field, replace

from tradewinds.equations import Equation, solve_order
from tradewinds.errors import SettingsError
from tradewinds.settings import (
    data,
    diagnostics,
    economics,
    effect,
    inference,
    model,
    optimise,
    path,
    report,
    sbc,
    scenario,
    sensitivity,
    split,
    sweep,
    welfare,
)
from tradewinds.settings.calendar import whole_periods
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.economics import CheckSettings
from tradewinds.settings.effect import EffectSettings
from tradewinds.settings.model import Dynamics
from tradewinds.settings.optimise import OptimiseSettings
from tradewinds.settings.path import PathSettings
from tradewinds.settings.refits import Refit, questions, refits_of
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.sbc import SbcSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.scenarios import refuse_circles
from tradewinds.settings.sensitivity import SensitivitySettings
from tradewinds.settings.split import SplitSettings
from tradewinds.settings.sweep import BASE, SweepSettings, variant_of, with_changes
from tradewinds.settings.tables import equations_of
from tradewinds.settings.tier import TierSettings
from tradewinds.settings.welfare import WelfareSettings

TIERS = ("tier1", "tier2")


@dataclass
class Experiment:
    seed: int = 0
    data: DataSettings = field(default_factory=DataSettings)
    split: SplitSettings = field(default_factory=SplitSettings)
    tier1: TierSettings = field(default_factory=TierSettings)
    tier2: TierSettings = field(default_factory=TierSettings)
    diagnostics: DiagnosticsSettings = field(default_factory=DiagnosticsSettings)
    sbc: SbcSettings = field(default_factory=SbcSettings)
    scenario: ScenarioSettings = field(default_factory=ScenarioSettings)
    scenarios: list[str] = field(default_factory=list)
    """Scenarios that are rolled forward, the first in the headline; that of ``scenario`` alone when empty."""
    paths: dict[str, PathSettings] = field(default_factory=dict)
    """Scenarios beside the first, and baselines, by name: what is to be other than in their files."""
    effect: EffectSettings | None = None
    """Set: the policy's effect is estimated beside a regression. Not set: it is not."""
    checks: dict[str, CheckSettings] = field(default_factory=dict)
    """What economics expects of the fit, by name; nothing is checked when empty."""
    report: ReportSettings = field(default_factory=ReportSettings)
    sweep: SweepSettings = field(default_factory=SweepSettings)
    sensitivity: SensitivitySettings = field(default_factory=SensitivitySettings)
    welfare: WelfareSettings = field(default_factory=WelfareSettings)
    optimise: OptimiseSettings = field(default_factory=OptimiseSettings)


def tiers_of(experiment: Experiment) -> list[str]:
    """The tiers that have equations."""
    return [tier for tier in TIERS if getattr(experiment, tier).equations]


def checks_of(experiment: Experiment) -> dict[str, CheckSettings]:
    """The checks that can be asked: those whose outcome answers to the policy under the equations."""
    policy = experiment.scenario.variable
    return economics.answerable(experiment.checks, experiment.data, _explained(experiment), policy)


def _explained(experiment: Experiment) -> dict[str, list[str]]:
    """Table → what the equations of all tiers explain."""
    found: dict[str, list[str]] = {}
    for tier in tiers_of(experiment):
        texts = getattr(experiment, tier).equations
        for table, equations in equations_of(experiment.data, tier, texts).items():
            found.setdefault(table, []).extend(equation.name for equation in equations)
    return found


def paths_of(experiment: Experiment) -> dict[str, PathSettings]:
    """Every path by the name of its scenario, the first one's first, baselines included."""
    return {experiment.scenario.name: experiment.scenario} | experiment.paths


def variants_of(experiment: Experiment, tier: str) -> dict[str, TierSettings]:
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
        varied = variant_of(own, experiment.sweep, name)
        try:
            _validate_assumptions(varied, key)
        except SettingsError as error:
            remedy = error.remedy or f"Change it, or leave it out: overrides=[~{key}]."
            raise SettingsError(error.found, error.expected, remedy) from None
        counting = varied if moves else replace(varied, model=replace(varied.model, dynamics=Dynamics.ar2))
        if counting not in known:
            known.append(counting)
            found[name] = varied
    return found


def simulated(experiment: Experiment) -> dict[str, list[str]]:
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
    by_tier = {tier: [name for other, name in asked if other == tier] for tier in TIERS}
    return {tier: names for tier, names in by_tier.items() if names}


def refitted_tiers(experiment: Experiment) -> dict[str, TierSettings]:
    """The tiers with the changes that every refit of ``sensitivity`` shares."""
    key, shared = "sensitivity.shared", experiment.sensitivity.shared
    found = {name: with_changes(getattr(experiment, name), shared, key) for name in tiers_of(experiment)}
    for tier in found.values():
        _validate_assumptions(tier, key)
    return found


def refits(experiment: Experiment) -> list[Refit]:
    """Every refit that ``snakemake sensitivity`` makes; none where there is nothing to leave out."""
    tiers = refitted_tiers(experiment)
    return list(refits_of(experiment.data, tiers, experiment.scenario.variable, experiment.sensitivity))


def policies(experiment: Experiment) -> dict[str, dict[str, str]]:
    """Tier → equation → its policy, of the equations whose effect ``sensitivity`` asks for."""
    tiers = refitted_tiers(experiment)
    found: dict[str, dict[str, str]] = {}
    for one in questions(experiment.data, tiers, experiment.scenario.variable, experiment.sensitivity):
        found.setdefault(one.tier, {})[one.equation.name] = one.policy
    return found


def validate(experiment: Experiment) -> None:
    """Everything that can be known to be wrong before the first job; raises SettingsError."""
    require(experiment.seed >= 0, "seed", experiment.seed, "a whole number of at least 0")
    data.validate(experiment.data)
    split.validate(experiment.split)
    diagnostics.validate(experiment.diagnostics)
    sbc.validate(experiment.sbc)
    report.validate(experiment.report)
    sweep.validate(experiment.sweep)
    sensitivity.validate(experiment.sensitivity)
    welfare.validate(experiment.welfare)
    optimise.validate(experiment.optimise)
    _validate_scenario(experiment)
    require(bool(experiment.tier1.equations), "tier1.equations", [], "at least one equation")
    for name in tiers_of(experiment):
        tier = getattr(experiment, name)
        _validate_assumptions(tier, name)
        by_table = equations_of(experiment.data, name, tier.equations)
        _validate_effects(experiment, name, "sectors" in by_table)
        _validate_known_in_time(experiment, name, by_table)
        if name == "tier2":
            _validate_no_overlap(experiment, by_table)
        elif experiment.effect is not None:
            _validate_effect(experiment, experiment.effect, by_table.get("sectors", []))
        for table, equations in by_table.items():
            frequency = experiment.data.tables[table].frequency
            for equation in equations:
                require(
                    not equation.month or frequency == "month",
                    f"{name}.equations",
                    equation.text,
                    "no month effects: the table is not monthly",
                )
                require(
                    not equation.economy or table == "sectors",
                    f"{name}.equations",
                    equation.text,
                    "no “t”: with one row a period an economy-wide effect is not told from noise",
                )
    _validate_simulated(experiment)
    economics.validate(experiment.checks, experiment.data)
    asked = checks_of(experiment)
    for name, check in experiment.checks.items():
        require(
            not check.gate or name in asked,
            f"checks.{name}.gate",
            check.gate,
            f"false: no equation explains {check.outcome}, and a gate that is not asked would stand open",
        )
    questions(
        experiment.data, refitted_tiers(experiment), experiment.scenario.variable, experiment.sensitivity
    )


def _validate_assumptions(tier: TierSettings, key: str) -> None:
    model.validate(tier.model, f"{key}.model")
    inference.validate(tier.inference, f"{key}.inference")
    require(
        tier.model.dynamics != Dynamics.average or (tier.integrates_out and tier.draws_processes),
        f"{key}.model.dynamics",
        str(tier.model.dynamics),
        "one process: several are averaged only with Normal noise, without minibatches, and neither by "
        "ensemble nor by laplace",
    )


def _validate_scenario(experiment: Experiment) -> None:
    asked, variables = experiment.scenario, experiment.data.tables["sectors"].variables
    rates = [key for key, value in variables.items() if value.rate]
    require(
        asked.variable in rates,
        "scenario.variable",
        asked.variable,
        f"a rate of the sector table: {', '.join(rates)}",
    )
    horizon = whole_periods(experiment.data, asked.periods)
    scenario.validate(asked, horizon)
    for name, beside in experiment.paths.items():
        path.validate(beside, f"paths.{name}", horizon)
    refuse_circles(paths_of(experiment))
    sizes = [key for key, value in variables.items() if not value.rate]
    require(
        asked.weights is None or asked.weights in sizes,
        "scenario.weights",
        asked.weights,
        f"a variable of the sector table that is no rate: {', '.join(sizes)}",
    )


def _validate_effects(experiment: Experiment, name: str, sectors: bool) -> None:
    tier = getattr(experiment, name)
    require(
        sectors or name == "tier1" or not tier.effects,
        f"{name}.effects",
        list(tier.effects),
        "[]: effects belong to equations of sectors, and this tier has none",
    )
    _validate_groups(experiment, f"{name}.effects", tier.effects)


def _validate_groups(experiment: Experiment, key: str, effects: list[str]) -> None:
    """Groups of rows: by period, sector or a key, or either of the latter in each period."""
    keys = list(experiment.data.tables["sectors"].keys)
    for one in effects:
        require(effects.count(one) == 1, key, list(effects), f"{one} once")
        groups = set(one.split(":")) - {"period"}
        require(
            groups <= {"sector", *keys} and one.count(":") <= 1,
            key,
            one,
            f"one of {', '.join(dict.fromkeys(['period', 'sector', *keys]))}, or one of these with “:period”",
        )


def _validate_effect(experiment: Experiment, asked: EffectSettings, equations: list[Equation]) -> None:
    """The effect is of a rate of the sectors, on what one of tier 1's equations explains by it."""
    effect.validate(asked)
    table = experiment.data.tables["sectors"]
    rates = [key for key, value in table.variables.items() if value.rate]
    require(
        asked.policy in rates, "effect.policy", asked.policy, f"a rate of the sectors: {', '.join(rates)}"
    )
    explained = {
        equation.name: equation
        for equation in equations
        if any(term.variable == asked.policy and not term.common for term in equation.inputs)
        and table.variables[equation.name].scale == data.Scale.log
    }
    known = ", ".join(explained) or "none here"
    require(
        asked.outcome in explained,
        "effect.outcome",
        asked.outcome,
        f"a sector variable in logs whose equation has {asked.policy} ({known})",
    )
    _validate_groups(experiment, "effect.effects", asked.effects)
    names = ["sector", *table.keys]
    for one in asked.clusters:
        require(one in names, "effect.clusters", one, f"one of {', '.join(dict.fromkeys(names))}")


def _validate_known_in_time(experiment: Experiment, name: str, by_table: dict[str, list[Equation]]) -> None:
    """No target that follows from something else, no input of the period that is only computed later."""
    for table, equations in by_table.items():
        identities = experiment.data.tables[table].identities
        given = dict.fromkeys(identities, "an identity")
        if table == "sectors":
            given[experiment.scenario.variable] = "set by the scenario"
            later: set[str] = set()
        else:
            given |= dict.fromkeys(experiment.data.aggregates, "an aggregate of the sectors")
            second = experiment.tier2.equations if name == "tier1" else []
            later = {
                equation.name
                for found in equations_of(experiment.data, "tier2", second).values()
                for equation in found
            }
        for equation in equations:
            require(
                equation.name not in given,
                f"{name}.equations",
                equation.text,
                f"another target: {equation.name} is {given.get(equation.name)}",
            )
            for term in equation.inputs:
                require(
                    term.lag > 0 or term.variable not in {*identities, *later},
                    f"{name}.equations",
                    equation.text,
                    f"{term.variable}[t-1]: {term.variable}[t] is computed after {equation.name}[t]",
                )


def _validate_simulated(experiment: Experiment) -> None:
    known = [
        f"{tier}.{equation.name}"
        for tier in tiers_of(experiment)
        for found in equations_of(experiment.data, tier, getattr(experiment, tier).equations).values()
        for equation in found
    ]
    for text in experiment.sbc.equations:
        require(text in known, "sbc.equations", text, f"one of {', '.join(known)}")


def _validate_no_overlap(experiment: Experiment, by_table: dict[str, list[Equation]]) -> None:
    first = equations_of(experiment.data, "tier1", experiment.tier1.equations).get("national", [])
    twice = {e.name for e in first} & {e.name for e in by_table.get("national", [])}
    require(not twice, "tier2.equations", sorted(twice), "targets that tier 1 does not explain")
    solve_order(first + by_table.get("national", []))
