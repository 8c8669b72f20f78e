"""Shared by all rules: the requested experiments, composed once, and a stage's own parameters."""

import os
import re
import sys
import time
from functools import partial
from itertools import product
from pathlib import Path

ROOT = Path(workflow.basedir)
for place in ("workflow", "src"):
    sys.path.insert(0, str(ROOT / place))
os.environ.update(
    PYTHONPATH=os.pathsep.join([*sys.path[:2], os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
)

from job import data_folder, errors_since
from locks import note_running, remove_stale
from tradewinds.errors import TradewindsError
from tradewinds.fingerprint import code_fingerprints
from tradewinds.settings import stages
from tradewinds.settings.experiment import (
    checks_of,
    paths_of,
    policies,
    refits,
    simulated,
    tiers_of,
    variants_of,
)
from tradewinds.settings.outcomes import WELFARE, aims_of, outcomes_of
from tradewinds.settings.requests import read_request


def or_stop(call, *arguments):
    """The call's result; a user's error ends everything with its one line, before the first job."""
    try:
        return call(*arguments)
    except TradewindsError as error:
        raise SystemExit(f"tradewinds: {error}") from None


onstart:
    note_running()


onerror:
    # last of all, the one line that matters, which Snakemake's own account buries
    for line in errors_since(STARTED, Path(REQUEST.results)):
        print(f"tradewinds: {line}", file=sys.stderr)


if remove_stale():
    print("tradewinds: the last run was killed; its locks are removed and its work goes on.", file=sys.stderr)

# Snakemake's limit of jobs a second looks at all ready jobs again a second after every look, and every job that
# ends begins another such chain: with fifty experiments these took a third of a processor.
if workflow.scheduling_settings is not None:  # as in a dry run
    workflow.scheduling_settings.max_jobs_per_timespan = None

STARTED = time.time()
REQUEST = or_stop(read_request, config, ROOT / "configs")
CODE = code_fingerprints(sorted((ROOT / "workflow" / "scripts").glob("*.py")), Path(".cache/code.json"))
OUT = f"{REQUEST.results}/{{experiment}}"


wildcard_constraints:
    experiment="|".join(re.escape(name) for name in REQUEST.experiments),
    table="sectors|national",
    tier="tier1|tier2",
    variant="[A-Za-z0-9_-]+",
    scenario="[A-Za-z0-9_-]+",
    equation=r"\w+",
    part=r"\d+",
    aim=r"welfare|frontier-\d+",
    change=r"unchanged|other_prior|(with|placebo)_\w+",


def experiment_of(wildcards):
    return REQUEST.experiments[wildcards.experiment]


def settings_of(rule):
    """A rule's own section of the settings, as a parameter."""
    return lambda wildcards: getattr(stages, rule)(
        experiment_of(wildcards), **{name: value for name, value in wildcards.items() if name != "experiment"}
    )


def seed_of(wildcards):
    return experiment_of(wildcards).seed


def seed_of_synthetic(wildcards):
    """The seed where the data are simulated: a user's own data do not depend on it."""
    return seed_of(wildcards) if experiment_of(wildcards).data.synthetic else None


def code_of(rule):
    """Fingerprint of the code that a rule runs, as a parameter."""
    return CODE[rule]


def raw_file(wildcards):
    """The user's file that a table is read from; nothing for a synthetic economy."""
    data = experiment_of(wildcards).data
    if data.synthetic:
        return []
    from tradewinds.data.sources import raw_files

    return str(or_stop(raw_files, data, data_folder())[wildcards.table])


def path_files(wildcards):
    """The user's CSVs that a scenario's path and its baseline's are read from, looked at before the first job."""
    experiment = experiment_of(wildcards)
    paths = paths_of(experiment)
    path = paths[wildcards.scenario]
    named = [one for one in (path, paths.get(path.baseline)) if one is not None and one.file]
    if not named:
        return []
    from tradewinds.data.path_file import read_path

    table, variable = experiment.data.tables["sectors"], experiment.scenario.variable
    bounds = (table.variables[variable].smallest, table.variables[variable].largest)
    for one in named:
        read = partial(read_path, percent=one.written == "percent")
        or_stop(read, data_folder() / one.file, variable, table.frequency, bounds)
    return [str(data_folder() / one.file) for one in named]


def of_tables(pattern):
    """The files of all tables that a tier uses."""
    return lambda wildcards: [
        pattern.format(table=table, **wildcards)
        for table in stages.tables_of(experiment_of(wildcards), wildcards.tier)
    ]


def of_tables_of_tier1(pattern):
    """As of_tables, for a rule that tier 1 alone has."""
    return lambda wildcards: [
        pattern.format(table=table, **wildcards)
        for table in stages.tables_of(experiment_of(wildcards), "tier1")
    ]


def of_all_tables(pattern):
    return lambda wildcards: [
        pattern.format(table=table, **wildcards) for table in experiment_of(wildcards).data.tables
    ]


def of_tiers(pattern):
    return lambda wildcards: [
        pattern.format(tier=tier, **wildcards) for tier in tiers_of(experiment_of(wildcards))
    ]


def of_scenarios(pattern):
    return lambda wildcards: [
        pattern.format(scenario=scenario, **wildcards) for scenario in experiment_of(wildcards).scenarios
    ]


def of_tier(pattern):
    return lambda wildcards: [pattern.format(**wildcards)]


def of_experiment(path):
    return lambda wildcards: path.format(**wildcards)


def where_asked(stage, files):
    """The files of a stage (of_…) where the experiment has use for it."""
    return lambda wildcards: files(wildcards) if asked_for(stage, experiment_of(wildcards)) else []


def where_gated(files):
    """The files of the economic checks where one of them keeps policies from being followed."""
    return lambda wildcards: (
        files(wildcards) if any(check.gate for check in checks_of(experiment_of(wildcards)).values()) else []
    )


def of_variants(pattern):
    """The files of all variants that are tried for a tier."""
    return lambda wildcards: [
        pattern.format(variant=variant, **wildcards)
        for variant in or_stop(variants_of, experiment_of(wildcards), wildcards.tier)
    ]


def of_swept_tiers(pattern):
    return lambda wildcards: [
        pattern.format(tier=tier, **wildcards) for tier in stages.swept_tiers(experiment_of(wildcards))
    ]


def of_swept_variants(pattern):
    """The files of all variants that are tried for any tier."""
    return lambda wildcards: [
        path
        for tier in stages.swept_tiers(experiment_of(wildcards))
        for path in of_variants(pattern)(Values({**wildcards, "tier": tier}))
    ]


def of_simulated(pattern):
    """The files of all tiers with equations that simulation-based calibration follows."""
    return lambda wildcards: [
        pattern.format(tier=tier, **wildcards) for tier in simulated(experiment_of(wildcards))
    ]


def of_parts(pattern):
    """The files of all simulations of a tier's equations."""
    return lambda wildcards: [
        pattern.format(equation=equation, part=part, **wildcards)
        for equation, part in parts_of(experiment_of(wildcards), wildcards.tier)
    ]


def of_table_of_refit(pattern):
    """The file of the table that a refitted equation lives in."""
    return lambda wildcards: pattern.format(
        table=stages.table_of_refit(experiment_of(wildcards), wildcards.tier, wildcards.equation), **wildcards
    )


def of_refits(pattern):
    """The files of all refits of an experiment."""
    return lambda wildcards: [
        pattern.format(**job, **wildcards) for job in jobs_of_refits(experiment_of(wildcards))
    ]


def of_asked_tiers(pattern):
    """The files of all tiers with an equation whose effect is asked for."""
    return lambda wildcards: [
        pattern.format(tier=tier, **wildcards) for tier in policies(experiment_of(wildcards))
    ]


def of_headline(pattern):
    """The file of the first scenario."""
    return lambda wildcards: pattern.format(scenario=experiment_of(wildcards).scenario.name, **wildcards)


def of_aims(pattern):
    """The files of all searches for a best path; an outcome that is not there ends everything here."""

    def files(wildcards):
        experiment = experiment_of(wildcards)
        or_stop(outcomes_of, experiment)
        return [pattern.format(aim=aim, **wildcards) for aim in aims_of(experiment)]

    return files


def start_of_aim(wildcards):
    """The points of the frontier begin where the welfare's own search ended."""
    return [] if wildcards.aim == WELFARE else [f"{OUT}/optimum/{WELFARE}/path.parquet".format(**wildcards)]


def jobs_of_refits(known):
    """The wildcards of every refit."""
    names = ("tier", "equation", "change", "part")
    return [dict(zip(names, map(str, one.place))) for one in or_stop(refits, known)]


def parts_of(experiment, tier):
    """The jobs of a tier's simulations: (equation, part)."""
    return list(product(simulated(experiment).get(tier, []), range(stages.parts(experiment))))


STAGES = (
    "read",
    "split",
    "scale",
    "fit",
    "fit_reference",
    "predict",
    "measure",
    "compare",
    "judge",
    "recover",
    "estimate",
    "check",
    "plan",
    "roll_out",
    "report",
    "report_checks",
    "manifest",
)


def asked_for(stage, experiment):
    """Whether the experiment has use for a stage; for most there is no question."""
    refers = experiment.diagnostics.reference != "none"
    asked = {
        "recover": experiment.data.synthetic,
        "estimate": experiment.effect,
        "fit_reference": refers,
        "check": checks_of(experiment),
        "report_checks": checks_of(experiment),
        "measure": refers,
    }
    return bool(asked.get(stage, True))


def artifacts_of(experiment):
    """Every artifact of an experiment in the order of the pipeline: (rule, wildcards, path)."""
    known = REQUEST.experiments[experiment]
    choices = {
        "experiment": [experiment],
        "table": list(known.data.tables),
        "tier": tiers_of(known),
        "scenario": known.scenarios,
    }
    for stage in STAGES:
        if not asked_for(stage, known):
            continue
        proxy = getattr(rules, stage)
        names = [name for name in choices if name in proxy.rule.wildcard_names]
        for values in product(*(choices[name] for name in names)):
            wildcards = dict(zip(names, values))
            for output in proxy.output:
                yield stage, wildcards, str(output).format(**wildcards)


def made_by(experiment, jobs):
    """As artifacts_of, what there is of jobs (rule, wildcards) that are no part of the experiment's results."""
    for stage, values in jobs:
        wildcards = {"experiment": experiment, **values}
        for output in getattr(rules, stage).output:
            path = str(output).format(**wildcards)
            if Path(path).exists():
                yield stage, wildcards, path


def jobs_of_simulations(known):
    tiers = simulated(known)
    return [
        *(
            ("rank", {"tier": tier, "equation": equation, "part": str(part)})
            for tier in tiers
            for equation, part in parts_of(known, tier)
        ),
        *(("judge_ranks", {"tier": tier}) for tier in tiers),
        ("report_ranks", {}),
    ]


class Values(dict):
    """Wildcards of a job that is not run."""

    __getattr__ = dict.__getitem__


def jobs_of_sweep(known):
    jobs = []
    for tier in stages.swept_tiers(known):
        variants = or_stop(variants_of, known, tier)
        jobs += [("vary", {"tier": tier, "variant": variant}) for variant in variants]
        jobs.append(("weigh", {"tier": tier}))
    return [*jobs, ("advise", {})]


def jobs_of_sensitivity(known):
    return [
        *(("refit", job) for job in jobs_of_refits(known)),
        ("judge_shifts", {}),
        ("check_graph", {}),
        *((rule, {"tier": tier}) for rule in ("scale_powers", "confound") for tier in policies(known)),
        *(("apportion", {"tier": tier}) for tier in tiers_of(known)),
        ("report_sensitivity", {}),
    ]


def jobs_of_optimum(known):
    or_stop(outcomes_of, known)
    searches = [("find_policy", {"aim": aim}) for aim in aims_of(known)]
    return [*searches, ("judge_policies", {}), ("report_optimum", {})]


def planned_of(experiment):
    """What the audit compares with: every artifact as this checkout would make it."""
    known = REQUEST.experiments[experiment]
    # variants and refits are looked at only where there were some: one that cannot be used would end the audit
    place = Path(OUT.format(experiment=experiment))
    swept = jobs_of_sweep(known) if (place / "sweep").exists() else []
    refitted = jobs_of_sensitivity(known) if (place / "sensitivity").exists() else []
    chosen = jobs_of_optimum(known) if (place / "optimum").exists() else []
    beside = made_by(experiment, [*swept, *refitted, *chosen, *jobs_of_simulations(known)])
    for stage, wildcards, path in [*artifacts_of(experiment), *beside]:
        params = getattr(rules, stage).params.items()
        evaluated = {name: value(Values(wildcards)) if callable(value) else value for name, value in params}
        relative = Path(path).relative_to(OUT.format(experiment=experiment)).as_posix()
        yield {"path": relative, "stage": stage, **evaluated}
