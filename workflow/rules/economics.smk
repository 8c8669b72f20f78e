"""What economics says of a fit: its effect beside a regression's, and the checks that are declared."""


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


rule check:
    """Does the fit do what economics expects of it, and would its prior alone?"""
    input:
        train=of_all_tables(rules.split.output.train),
        test=of_all_tables(rules.split.output.test),
        scalers=of_tiers(rules.scale.output.scaler),
        posteriors=of_tiers(rules.fit.output.posterior),
    output:
        checks=f"{OUT}/economics/checks.parquet",
    log:
        f"{OUT}/log/check.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("check"),
        seed=seed_of,
        code=code_of("check"),
    message:
        "check what economics expects"
    script:
        "../scripts/check.py"
