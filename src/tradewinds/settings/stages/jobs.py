"""Which jobs a stage has in an experiment: the wildcards of each."""

from itertools import product

from tradewinds.settings.experiment import (
    ExperimentSettings,
    paths_of,
    policy_by_equation,
    refits,
    sbc_equations,
    tiers_of,
    variants_of,
)
from tradewinds.settings.kinds import AnyExperiment
from tradewinds.settings.outcomes import aims_of, outcomes_of
from tradewinds.settings.seen import seen_terms
from tradewinds.settings.stages.shared import tables_of
from tradewinds.settings.stages.stage import Wildcards


def once(experiment: AnyExperiment) -> list[Wildcards]:
    """One job without wildcards."""
    return [{}]


def each_table(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a table."""
    return [{"table": table} for table in experiment.data.tables]


def once_for_sectors(experiment: ExperimentSettings) -> list[Wildcards]:
    """One job, about the table of sectors."""
    return [{"table": "sectors"}]


def each_tier(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a tier with equations."""
    return [{"tier": tier} for tier in tiers_of(experiment)]


def each_scenario(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a scenario."""
    return [{"scenario": scenario} for scenario in experiment.scenarios]


def each_law(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a scenario whose path follows acts of law; where none does, nothing is asked of it."""
    paths = paths_of(experiment)
    found = [{"scenario": name} for name in experiment.scenarios if paths[name].law is not None]
    return found or each_scenario(experiment)


def swept_tiers(experiment: ExperimentSettings) -> list[str]:
    """The tiers whose settings are varied."""
    return [tier for tier in tiers_of(experiment) if tier in experiment.sweep.tiers]


def each_swept_tier(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a tier whose settings are varied."""
    return [{"tier": tier} for tier in swept_tiers(experiment)]


def each_variant(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a variant of a tier's settings. Raises SettingsError for one that cannot be used."""
    return [
        {"tier": tier, "variant": variant}
        for tier in swept_tiers(experiment)
        for variant in variants_of(experiment, tier)
    ]


def each_simulated_tier(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a tier with equations that simulation-based calibration follows."""
    return [{"tier": tier} for tier in sbc_equations(experiment)]


def each_simulation(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job for some of the simulations of an equation, ``sbc.per_job`` of them."""
    parts = range(-(-experiment.sbc.simulations // experiment.sbc.per_job))
    return [
        {"tier": tier, "equation": equation, "part": str(part)}
        for tier, equations in sbc_equations(experiment).items()
        for equation, part in product(equations, parts)
    ]


def each_refit(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a refit. Raises SettingsError for what cannot be used of these."""
    names = ("tier", "equation", "change", "part")
    return [dict(zip(names, map(str, one.place), strict=True)) for one in refits(experiment)]


def each_asked_tier(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a tier with an equation whose effect ``sensitivity`` asks for."""
    return [{"tier": tier} for tier in policy_by_equation(experiment)]


def each_aim(experiment: ExperimentSettings) -> list[Wildcards]:
    """A job a search for a best path. Raises SettingsError for an outcome that no path changes."""
    outcomes_of(experiment)
    return [{"aim": aim} for aim in aims_of(experiment)]


def once_for_a_rule(experiment: ExperimentSettings) -> list[Wildcards]:
    """One job. Raises SettingsError for what a rule cannot see."""
    seen_terms(experiment)
    return [{}]


def going_with(experiment: AnyExperiment, jobs: list[Wildcards], asking: Wildcards) -> list[Wildcards]:
    """Those of the jobs whose results a job with the wildcards ``asking`` uses: with the same values of the
    wildcards that both have, and of tables those that its tier's equations live in, in the order of these.
    """
    found = [job for job in jobs if all(asking.get(name, value) == value for name, value in job.items())]
    if "tier" not in asking or not all("table" in job for job in found):
        return found
    by_table = {job["table"]: job for job in found}
    return [by_table[table] for table in tables_of(experiment, asking["tier"]) if table in by_table]
