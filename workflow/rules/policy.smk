"""The policies' paths, each scenario a job of its own."""


rule plan:
    """Lay a scenario's path and its baseline's out over sectors and periods."""
    input:
        train=every("read", "panel"),
        files=path_files,
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


rule roll_out:
    """Carry the posterior through both tiers along a scenario's path and along its baseline's."""
    input:
        path=rules.plan.output.path,
        train=answering("split", "train"),
        test=answering("split", "test"),
        scalers=answering("scale", "scaler"),
        posteriors=answering("fit", "posterior"),
        checks=gates,
    output:
        **made("roll_out"),
    log:
        f"{OUT}/log/roll_out-{{scenario}}.log",
    priority: 1  # on the longest way to the report
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        **params_of("roll_out"),
    message:
        "roll the scenario {wildcards.scenario} out"
    script:
        "../scripts/roll_out.py"
