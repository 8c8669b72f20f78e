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
    """The user's CSVs that a scenario's path and its baseline's are read from can be."""
    paths = paths_of(experiment)
    path = paths[wildcards["scenario"]]
    named = [one for one in (path, paths.get(path.baseline)) if one is not None and one.file]
    if not named:
        return
    from tradewinds.data.path_file import read_path

    table, variable = experiment.data.tables["sectors"], experiment.scenario.variable
    bounds = (table.variables[variable].smallest, table.variables[variable].largest)
    for one in named:
        percent = one.written == "percent"
        read_path(data_folder() / one.file, variable, table.frequency, bounds, percent=percent)


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
