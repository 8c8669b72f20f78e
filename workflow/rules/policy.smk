"""The policy path."""


rule roll_out:
    """Carry the posterior through both tiers along the policy and along the unchanged path."""
    input:
        train=of_all_tables(rules.split.output.train),
        test=of_all_tables(rules.split.output.test),
        scalers=of_tiers(rules.scale.output.scaler),
        posteriors=of_tiers(rules.fit.output.posterior),
    output:
        rollout=f"{OUT}/policy/rollout.nc",
    log:
        f"{OUT}/log/roll_out.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("roll_out"),
        seed=seed_of,
        code=code_of("roll_out"),
    message:
        "roll the policy out"
    script:
        "../scripts/roll_out.py"
