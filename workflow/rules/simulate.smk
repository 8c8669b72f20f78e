"""Simulators: markets of agents, run once with the parameters that are taken for true, or a table in its place."""


rule observe:
    """Take the simulator's series from a table: one origin's relative to all others'."""
    input:
        unpack(inputs_of("observe", look_for_table)),
    output:
        **made("observe"),
    log:
        f"{OUT}/log/observe.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2000),
    params:
        **params_of("observe"),
    message:
        "take the series of {wildcards.experiment} from its table"
    script:
        "../scripts/observe.py"


rule simulate:
    """Run the simulator with its stated parameters and inputs."""
    input:
        unpack(inputs_of("simulate", look_for_simulator)),
    output:
        **made("simulate"),
    log:
        f"{OUT}/log/simulate.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("simulate"),
    message:
        "simulate the series of {wildcards.experiment}"
    script:
        "../scripts/simulate.py"
