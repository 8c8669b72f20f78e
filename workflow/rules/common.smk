"""Shared by all rules: what the stages declare of themselves."""

import re
from functools import partial


include: "begin.smk"
include: "current.smk"
include: "resources.smk"


from places import require_folder
from tradewinds.folders import data_folder
from tradewinds.plan import artifacts_of
from tradewinds.provenance import RAW
from tradewinds.settings.experiment import paths_of
from tradewinds.settings.kinds import require_kind
from tradewinds.settings.stages import STAGES
from tradewinds.settings.stages.economy_rule import optimum_page
from tradewinds.settings.stages.variants import COST

OUT = f"{REQUEST.results}/{{experiment}}"
REPRODUCED = "reproduced"
for _name in REQUEST.experiments:
    or_stop(require_folder, Path(REQUEST.results, _name))


wildcard_constraints:
    experiment="|".join(re.escape(name) for name in REQUEST.experiments),
    table="sectors|national",
    tier="tier1|tier2",
    variant="[A-Za-z0-9_-]+",
    scenario="[A-Za-z0-9_-]+",
    equation=r"\w+",
    part=r"\d+",
    economy="newborn|wasted|all_ages|none|market",
    member=r"\d+",
    aim=r"welfare|frontier-\d+",
    change=r"unchanged|other_prior|(with|placebo)_\w+",


def experiment_of(wildcards):
    return REQUEST.experiments[wildcards.experiment]


def made(stage, artifact=None):
    """Paths of what a stage makes, by name; of one artifact alone where that is named."""
    paths = {name: f"{OUT}/{path}" for name, path in STAGES[stage].artifacts.items()}
    return paths if artifact is None else paths[artifact]


def of_kind(stage):
    """Experiments whose pages a stage writes, for the constraint of its rule: pages of all kinds have one name."""
    named = [name for name, known in REQUEST.experiments.items() if isinstance(known, STAGES[stage].kind)]
    return "|".join(re.escape(name) for name in named) or "(?!)"


def all_files(name):
    """Every artifact of an experiment's results, each asked for by itself: below a target that is finished
    Snakemake would not make again what was deleted."""
    made = or_stop(lambda: [*artifacts_of(REQUEST.experiments[name])])
    return [f"{REQUEST.results}/{name}/{one.path}" for one in made]


def asked_of(stage):
    """What a stage, or the one that ``stage`` names of each, makes of every requested experiment; an experiment of
    another kind ends everything."""

    def files(wildcards):
        found = []
        for name, known in REQUEST.experiments.items():
            of = stage if isinstance(stage, str) else or_stop(stage, known, name)
            or_stop(require_kind, known, name, STAGES[of].kind, of.replace("_", " "))
            jobs = or_stop(STAGES[of].jobs_of, known)
            found += [path.format(experiment=name, **job) for job in jobs for path in made(of).values()]
        return found

    return files


def params_of(name):
    """Parameters of a stage's rule: its settings, its seed where it takes one, the fingerprint of its code."""
    stage = STAGES[name]

    def settings(wildcards):
        others = {key: value for key, value in wildcards.items() if key != "experiment"}
        return stage(experiment_of(wildcards), **others)

    seed = {} if stage.seed is None else {"seed": lambda wildcards: stage.seed(experiment_of(wildcards))}
    return {"settings": settings, **seed, "code": CODE[stage.code]}


def inputs_of(name, look=None):
    """Input of a stage's rule, as the stage declares it. ``look`` is called first, with the experiment and the
    wildcards, and ends everything with a user's error."""

    def files(wildcards):
        experiment, known = experiment_of(wildcards), dict(wildcards.items())
        if look is not None:
            or_stop(look, experiment, known)
        named = or_stop(STAGES[name].inputs, experiment, known)
        results = f"{REQUEST.results}/{wildcards.experiment}"
        current = workflow.is_main_process and is_current(name, wildcards)
        at = lambda path: ancient(placed(results, path)) if current else placed(results, path)
        return {key: at(of) if isinstance(of, str) else [*map(at, of)] for key, of in named.items()}

    return files


def placed(results, path):
    """Where a file lies that a stage reads."""
    return str(data_folder() / path.removeprefix(RAW)) if path.startswith(RAW) else f"{results}/{path}"
