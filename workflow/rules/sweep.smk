"""Settings by evidence: variants of the tiers' settings, compared inside the training periods."""


rule fit_variant:
    """Fit one variant of a tier's settings from every origin, and score its forecasts row by row."""
    input:
        unpack(inputs_of("fit_variant")),
    output:
        **made("fit_variant"),
    log:
        f"{OUT}/log/fit_variant-{{tier}}-{{variant}}.log",
    benchmark:
        # no artifact holds clock time, so what a variant costs stands beside it
        f"{OUT}/{COST}"
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("fit_variant"),
    message:
        "try {wildcards.variant} in {wildcards.tier}"
    script:
        "../scripts/fit_variant.py"


rule score_variants:
    """Weigh the variants of a tier against its settings as they are."""
    input:
        unpack(inputs_of("score_variants")),
    output:
        **made("score_variants"),
    log:
        f"{OUT}/log/score_variants-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("score_variants"),
    message:
        "score the variants of {wildcards.tier}"
    script:
        "../scripts/score_variants.py"


rule report_sweep:
    """One page: which settings the training periods speak for."""
    input:
        unpack(inputs_of("report_sweep")),
    output:
        **made("report_sweep"),
    log:
        f"{OUT}/log/report_sweep.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_sweep"),
    message:
        "write what the variants of {wildcards.experiment} show"
    script:
        "../scripts/report_sweep.py"
