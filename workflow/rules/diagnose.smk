"""How far the fit can be trusted, and whether a simple model does as well."""


rule predict:
    """Predict held-out rows; score, calibrate, check convergence."""
    input:
        unpack(inputs_of("predict")),
    output:
        **made("predict"),
    log:
        f"{OUT}/log/predict-{{tier}}.log",
    priority: 1  # on the longest way to the report
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("predict"),
    message:
        "predict held-out rows with {wildcards.tier}"
    script:
        "../scripts/predict.py"


rule score_simple:
    """Score simple models on the same rows; needs no network, so runs beside training."""
    input:
        unpack(inputs_of("score_simple")),
    output:
        **made("score_simple"),
    log:
        f"{OUT}/log/score_simple-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("score_simple"),
    message:
        "score simple models beside {wildcards.tier}"
    script:
        "../scripts/score_simple.py"


rule measure:
    """How far is each posterior from the reference, in function space?"""
    input:
        unpack(inputs_of("measure")),
    output:
        **made("measure"),
    log:
        f"{OUT}/log/measure-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("measure"),
    message:
        "measure how far {wildcards.tier} is from the reference"
    script:
        "../scripts/measure.py"


rule review:
    """The lead over simple models; verdicts on the acceptance constraint and all that was diagnosed."""
    input:
        unpack(inputs_of("review")),
    output:
        **made("review"),
    log:
        f"{OUT}/log/review-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("review"),
    message:
        "review {wildcards.tier}"
    script:
        "../scripts/review.py"


rule recover:
    """Is the true effect of an intervention inside the band as often as the band claims?"""
    input:
        unpack(inputs_of("recover")),
    output:
        **made("recover"),
    log:
        f"{OUT}/log/recover-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("recover"),
    message:
        "recover the known effects with {wildcards.tier}"
    script:
        "../scripts/recover.py"
