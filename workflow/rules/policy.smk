"""The policies' paths, each scenario a job of its own."""


rule plan:
    """Lay a scenario's path and its baseline's out over sectors and periods."""
    input:
        train=of_all_tables(rules.split.output.train),
        test=of_all_tables(rules.split.output.test),
        files=path_files,
    output:
        path=f"{OUT}/policy/{{scenario}}/path.parquet",
    log:
        f"{OUT}/log/plan-{{scenario}}.log",
    # a sector that the data do not hold is known here: before the networks are trained
    priority: 10
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("plan"),
        code=code_of("plan"),
    message:
        "plan the scenario {wildcards.scenario}"
    script:
        "../scripts/plan.py"


rule roll_out:
    """Carry the posterior through both tiers along a scenario's path and along its baseline's."""
    input:
        path=rules.plan.output.path,
        train=of_all_tables(rules.split.output.train),
        test=of_all_tables(rules.split.output.test),
        scalers=of_tiers(rules.scale.output.scaler),
        posteriors=of_tiers(rules.fit.output.posterior),
        checks=where_gated(of_experiment(rules.check.output.checks)),
    output:
        rollout=f"{OUT}/policy/{{scenario}}/rollout.nc",
    log:
        f"{OUT}/log/roll_out-{{scenario}}.log",
    priority: 1  # on the longest way to the report
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("roll_out"),
        seed=seed_of,
        code=code_of("roll_out"),
    message:
        "roll the scenario {wildcards.scenario} out"
    script:
        "../scripts/roll_out.py"
