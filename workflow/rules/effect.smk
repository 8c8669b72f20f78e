"""The effect of the policy, where one is asked for."""


rule estimate:
    """The network's effect of the policy beside that of a regression with fixed effects."""
    input:
        train=of_tables_of_tier1(rules.split.output.train),
        test=of_tables_of_tier1(rules.split.output.test),
        scaler=f"{OUT}/prepare/tier1/scaler.nc",
        posterior=f"{OUT}/fit/tier1/posterior.nc",
    output:
        effect=f"{OUT}/economics/effect.parquet",
    log:
        f"{OUT}/log/estimate.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("estimate"),
        code=code_of("estimate"),
    message:
        "estimate the effect of the policy"
    script:
        "../scripts/estimate.py"
