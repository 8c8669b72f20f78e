"""Settings by evidence: variants of the tiers' settings, judged inside the training periods."""


rule vary:
    """Fit one variant of a tier's settings from every origin, and score its forecasts row by row."""
    input:
        train=every("split", "train"),
    output:
        **made("vary"),
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
        **params_of("vary"),
    message:
        "try {wildcards.variant} in {wildcards.tier}"
    script:
        "../scripts/vary.py"


rule weigh:
    """Weigh the variants of a tier against its settings as they are."""
    input:
        forecasts=every("vary", "forecasts"),
    output:
        **made("weigh"),
    log:
        f"{OUT}/log/weigh-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("weigh"),
    message:
        "weigh the variants of {wildcards.tier}"
    script:
        "../scripts/weigh.py"


rule advise:
    """One page: which settings the training periods speak for."""
    input:
        equations=every("weigh", "equations"),
        variants=every("weigh", "variants"),
        cost=every_file("vary", rules.vary.benchmark),
    output:
        **made("advise"),
    log:
        f"{OUT}/log/advise.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("advise"),
    message:
        "write what the variants of {wildcards.experiment} show"
    script:
        "../scripts/advise.py"
