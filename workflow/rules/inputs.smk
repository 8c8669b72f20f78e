"""Inputs of rules that are not simply every file of an artifact. Functions stand here and rules beside, as snakemake --lint asks."""

from functools import partial


def raw_file(wildcards):
    """The file that a table is read from, and the record of a vintage; nothing for a synthetic economy."""
    data = experiment_of(wildcards).data
    if data.synthetic:
        return []
    from tradewinds.data.sources import raw_inputs

    return [str(file) for file in or_stop(raw_inputs, data, data_folder())[wildcards.table]]


TO_ALL_ROWS = {
    ("split", "train"): ("read", "panel"),
    ("split", "test"): None,
    ("scale", "scaler"): ("fit_all", "scaler"),
    ("fit", "posterior"): ("fit_all", "posterior"),
}


def answering(stage, artifact, **given):
    """As every, of the fit that answers: that to all rows, with nothing ahead, unless `split.refit` is off."""

    def files(wildcards):
        if not experiment_of(wildcards).split.refit:
            return every(stage, artifact, **given)(wildcards)
        made_of = TO_ALL_ROWS[stage, artifact]
        return every(*made_of, **given)(wildcards) if made_of else []

    return files


def only(files):
    """The one file of a function that gives a list."""
    return lambda wildcards: files(wildcards)[0]


def gates(wildcards):
    """The verdicts of the economic checks where one of them keeps policies from being followed."""
    gated = any(check.gate for check in checks_of(experiment_of(wildcards)).values())
    return every("check", "checks")(wildcards) if gated else []


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


def shown(wildcards):
    """Name of the report's input → the files of all jobs whose results stand under it on the page."""
    return {
        name: every(stage.name, artifact)(wildcards)
        for stage in STAGES.values()
        for name, artifact in stage.page.items()
    }


def everything_else(wildcards):
    """Every artifact of an experiment's results but the manifest."""
    results = OUT.format(**wildcards)
    made = artifacts_of(experiment_of(wildcards))
    return [f"{results}/{path}" for stage, _, path in made if stage.name != "manifest"]


def table_of_equation(wildcards):
    """The table that a refitted equation lives in, with the rows of the fit that answers."""
    table = table_of_refit(experiment_of(wildcards), wildcards.tier, wildcards.equation)
    return only(answering("split", "train", table=table))(wildcards)


def headline_path(wildcards):
    """The path of the first scenario."""
    return rules.plan.output.path.format(scenario=experiment_of(wildcards).scenario.name, **wildcards)


def headline_rollout(wildcards):
    """What the networks say along it."""
    return rules.roll_out.output.rollout.format(scenario=experiment_of(wildcards).scenario.name, **wildcards)


def start_of_aim(wildcards):
    """The points of the frontier begin where the welfare's own search ended."""
    ended = f"{OUT}/{STAGES['find_policy'].artifacts['path']}".format(**{**wildcards, "aim": WELFARE})
    return [] if wildcards.aim == WELFARE else [ended]


def asked_sources(wildcards):
    """Source → its settings, of all tables of the requested experiments."""
    from tradewinds.fetch.tables import requested_sources
    from tradewinds.settings.sections import plain

    found = or_stop(requested_sources, REQUEST.experiments, ROOT / "configs")
    return {name: plain(source) for name, source in found.items()}


def compared(wildcards):
    """What is made of two results, where two are named."""
    if not REQUEST.compared:
        raise SystemExit("tradewinds: nothing to compare; name two: --config 'experiments=[a,b]'")
    return rules.set_beside.output
