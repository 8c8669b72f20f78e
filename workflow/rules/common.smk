"""Shared by all rules: the requested experiments, composed once, and a stage's own parameters."""

import os
import re
import sys
import time
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
from tradewinds.fingerprint import code_fingerprint
from tradewinds.settings import stages
from tradewinds.settings.experiment import tiers_of
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

STARTED = time.time()
REQUEST = or_stop(read_request, config, ROOT / "configs")
OUT = f"{REQUEST.results}/{{experiment}}"


wildcard_constraints:
    experiment="|".join(re.escape(name) for name in REQUEST.experiments),
    table="sectors|national",
    tier="tier1|tier2",


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
    return code_fingerprint(ROOT / "workflow" / "scripts" / f"{rule}.py")


def raw_file(wildcards):
    """The user's file that a table is read from; nothing for a synthetic economy."""
    data = experiment_of(wildcards).data
    if data.synthetic:
        return []
    from tradewinds.data.sources import raw_files

    return str(or_stop(raw_files, data, data_folder())[wildcards.table])


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


def of_recovery(pattern):
    """As of_tiers, where the truth is known."""
    return lambda wildcards: of_tiers(pattern)(wildcards) if experiment_of(wildcards).data.synthetic else []


def of_effect(path):
    """The file of the effect where one is asked for."""
    return lambda wildcards: path.format(**wildcards) if experiment_of(wildcards).effect else []


STAGES = (
    "read",
    "split",
    "scale",
    "fit",
    "predict",
    "compare",
    "judge",
    "recover",
    "estimate",
    "roll_out",
    "report",
    "manifest",
)


def artifacts_of(experiment):
    """Every artifact of an experiment in the order of the pipeline: (rule, wildcards, path)."""
    known = REQUEST.experiments[experiment]
    choices = {"experiment": [experiment], "table": list(known.data.tables), "tier": tiers_of(known)}
    for stage in STAGES:
        if stage == "recover" and not known.data.synthetic or stage == "estimate" and not known.effect:
            continue
        proxy = getattr(rules, stage)
        names = [name for name in choices if name in proxy.rule.wildcard_names]
        for values in product(*(choices[name] for name in names)):
            wildcards = dict(zip(names, values))
            for output in proxy.output:
                yield stage, wildcards, str(output).format(**wildcards)


class Values(dict):
    """Wildcards of a job that is not run."""

    __getattr__ = dict.__getitem__


def planned_of(experiment):
    """What the audit compares with: every artifact as this checkout would make it."""
    for stage, wildcards, path in artifacts_of(experiment):
        params = getattr(rules, stage).params.items()
        evaluated = {name: value(Values(wildcards)) if callable(value) else value for name, value in params}
        relative = Path(path).relative_to(OUT.format(experiment=experiment)).as_posix()
        yield {"path": relative, "stage": stage, **evaluated}
