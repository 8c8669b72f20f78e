"""The policies' paths, each scenario a job of its own."""


rule plan:
    """Lay a scenario's path and its baseline's out over sectors and periods."""
    input:
        unpack(inputs_of("plan", look_at_paths)),
    output:
        **made("plan"),
    log:
        f"{OUT}/log/plan-{{scenario}}.log",
    # a sector that the data do not hold is known here: before the networks are trained
    priority: 10
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("plan"),
    message:
        "plan the scenario {wildcards.scenario}"
    script:
        "../scripts/plan.py"


rule tabulate_law:
    """What the acts of a scenario's schedule of law say, and how much of trade each meets."""
    input:
        unpack(inputs_of("tabulate_law")),
    output:
        **made("tabulate_law"),
    log:
        f"{OUT}/log/tabulate_law-{{scenario}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("tabulate_law"),
    message:
        "tabulate the law of the scenario {wildcards.scenario}"
    script:
        "../scripts/tabulate_law.py"


rule roll_out:
    """Carry the posterior through both tiers along a scenario's path and along its baseline's."""
    input:
        unpack(inputs_of("roll_out")),
    output:
        **made("roll_out"),
    log:
        f"{OUT}/log/roll_out-{{scenario}}.log",
    priority: 1  # on the longest way to the report
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("roll_out"),
    message:
        "roll the scenario {wildcards.scenario} out"
    script:
        "../scripts/roll_out.py"
