"""Simulators: markets of agents, run once with the parameters that are taken for true."""


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
