"""Settings by evidence: variants of the tiers' settings, judged inside the training periods."""


rule vary:
    """Fit one variant of a tier's settings from every origin, and score its forecasts row by row."""
    input:
        train=of_tables(rules.split.output.train),
    output:
        forecasts=f"{OUT}/sweep/{{tier}}/{{variant}}/forecasts.parquet",
    log:
        f"{OUT}/log/vary-{{tier}}-{{variant}}.log",
    benchmark:
        # no artifact holds clock time, so what a variant costs stands beside it
        f"{OUT}/sweep/{{tier}}/{{variant}}/cost.tsv"
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("vary"),
        seed=seed_of,
        code=code_of("vary"),
    message:
        "try {wildcards.variant} in {wildcards.tier}"
    script:
        "../scripts/vary.py"


rule weigh:
    """Weigh the variants of a tier against its settings as they are."""
    input:
        forecasts=of_variants(rules.vary.output.forecasts),
    output:
        equations=f"{OUT}/sweep/{{tier}}/equations.parquet",
        variants=f"{OUT}/sweep/{{tier}}/variants.parquet",
    log:
        f"{OUT}/log/weigh-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("weigh"),
        seed=seed_of,
        code=code_of("weigh"),
    message:
        "weigh the variants of {wildcards.tier}"
    script:
        "../scripts/weigh.py"


rule advise:
    """One page: which settings the training periods speak for."""
    input:
        equations=of_swept_tiers(rules.weigh.output.equations),
        variants=of_swept_tiers(rules.weigh.output.variants),
        cost=of_swept_variants(rules.vary.benchmark),
    output:
        page=f"{OUT}/report/sweep.html",
    log:
        f"{OUT}/log/advise.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("advise"),
        code=code_of("advise"),
    message:
        "write what the variants of {wildcards.experiment} show"
    script:
        "../scripts/advise.py"
