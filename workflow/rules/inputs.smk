"""What rules look at before the first job. Functions stand here and rules beside, as snakemake --lint asks."""


def look_for_table(experiment, wildcards):
    """The user's file that a table is read from is there."""
    if not experiment.data.synthetic:
        from tradewinds.data.sources import raw_files

        raw_files(experiment.data, data_folder())


def look_for_simulator(experiment, wildcards):
    """The Python file of a user's own simulator is there."""
    from tradewinds.simulators.source_file import source_file

    source_file(experiment.simulator)


def look_at_paths(experiment, wildcards):
    """The user's files that a scenario's path and its baseline's are read from can be."""
    paths = paths_of(experiment)
    path = paths[wildcards["scenario"]]
    named = {one.name: one for one in (path, paths.get(path.baseline)) if one is not None and one.files}
    if not named:
        return
    from tradewinds.data.law_file import read_laws
    from tradewinds.data.path_file import read_paths

    table, variable = experiment.data.tables["sectors"], experiment.scenario.variable
    bounds = (table.variables[variable].smallest, table.variables[variable].largest)
    read_paths(named, data_folder(), variable, table.frequency, bounds)
    read_laws(named, data_folder(), table.frequency)


def asked_sources(wildcards):
    """Source → its settings, of all tables of the requested experiments."""
    from tradewinds.fetch.tables import requested_sources
    from tradewinds.settings.sections import plain

    found = or_stop(requested_sources, REQUEST.experiments, ROOT / "configs")
    return {name: plain(source) for name, source in found.items()}


def simulator_file(wildcards):
    """The Python file of a user's own simulator; nothing where it is one of those that are here."""
    from tradewinds.simulators.source_file import source_file

    file = or_stop(source_file, experiment_of(wildcards).simulator)
    return str(file) if file else []


def compared(wildcards):
    """What is made of two results, where two are named."""
    if not REQUEST.compared:
        raise SystemExit("tradewinds: nothing to compare; name two: --config 'experiments=[a,b]'")
    return rules.set_beside.output


def told_apart(wildcards):
    """What is told of an older and a newer state, where these are named."""
    if not REQUEST.updated:
        raise SystemExit(
            "tradewinds: nothing to tell; name two vintages, experiments or folders of results: --config old=… new=…"
        )
    return rules.tell_difference.output


def bundles(wildcards):
    """The archive of every requested experiment."""
    return [f"{REQUEST.results}/bundle/{name}.zip" for name in REQUEST.experiments]


def asked_again(wildcards):
    """What Snakemake is given to make the requested experiments elsewhere."""
    from tradewinds.settings.requests import asked_of_config

    return or_stop(asked_of_config, dict(ASKED))


def artifacts_again(wildcards):
    """Name of each requested experiment → its artifacts as far as they are made again, in that order."""
    from tradewinds.plan import artifacts_until

    stages = until_stages(wildcards).split(",") if until_stages(wildcards) else []
    return {name: or_stop(artifacts_until, known, stages) for name, known in REQUEST.experiments.items()}


def jobs_replayed(wildcards):
    """Name of each requested experiment → its jobs that train nothing."""
    from replay import replayable

    return {
        name: or_stop(lambda: [*replayable(known, CODE, REQUEST.asked[name])])
        for name, known in REQUEST.experiments.items()
    }


def jobs_holding(wildcards):
    """Name of each requested experiment → its jobs that hold draws to the posterior they are claimed for."""
    from replay import holding

    return {
        name: or_stop(lambda: [*holding(known, CODE, REQUEST.asked[name])])
        for name, known in REQUEST.experiments.items()
    }


def only_replayed(wildcards):
    """Whether nothing is made again from the data on."""
    return or_stop(REQUEST.allows, "replay")


def until_stages(wildcards):
    """The stages after which nothing is made again, with commas; all where none is named."""
    from tradewinds.settings.schema import meant

    told = REQUEST.told.get("until", "").strip("[]").replace(",", " ").split()
    for name in told:
        if name not in STAGES:
            known = ", ".join(STAGES)
            raise SystemExit(
                f"tradewinds: until={name}; expected one of {known}. {meant(name, list(STAGES))}".rstrip()
            )
    return ",".join(told)


def the_results(wildcards):
    """The results folder of the one experiment that a document is held to."""
    if len(REQUEST.experiments) != 1:
        raise SystemExit("tradewinds: a document is held to one experiment; name it: --config experiment=…")
    return f"{REQUEST.results}/{next(iter(REQUEST.experiments))}"


def bundle_params():
    """Parameters of what packs."""
    from uuid import uuid4

    from tradewinds.proof.bundle import require_at_hand
    from tradewinds.proof.source_code import source_state
    from tradewinds.settings.compose import compose_with_files
    from tradewinds.settings.requests import asked_of_config
    from tradewinds.settings.sections import plain

    def composed_of(wildcards):
        name, overrides = REQUEST.asked[wildcards.experiment]
        return sorted(map(str, or_stop(compose_with_files, ROOT / "configs", name, overrides)[1]))

    key, wheels = (REQUEST.told.get(name, "") for name in ("key", "wheels"))

    def source(wildcards):
        or_stop(require_at_hand, key, wheels)
        # a copy without a repository can be planned; the job says that it names no commit
        if not (ROOT / ".git").exists():
            return "no commit"
        return or_stop(source_state, ROOT, or_stop(REQUEST.allows, "dirty"), composed_of(wildcards))

    return {
        # packed at every request: of studies beside the results, and of changed files of the source, Snakemake
        # does not know; what has not changed gives the same bytes
        "anew": lambda wildcards: uuid4().hex,
        "asked": lambda wildcards: or_stop(asked_of_config, dict(ASKED), wildcards.experiment),
        "settings": lambda wildcards: plain(experiment_of(wildcards)),
        "source": source,
        "settings_files": composed_of,
        "root": str(ROOT),
        "dirty": lambda wildcards: or_stop(REQUEST.allows, "dirty"),
        "share": lambda wildcards: or_stop(REQUEST.allows, "share"),
        "key": key,
        "wheels": wheels,
    }
