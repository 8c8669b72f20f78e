"""How far the fit can be trusted, and whether a simple model does as well."""


rule predict:
    """Predict held-out rows; score, calibrate, check convergence."""
    input:
        train=every("split", "train"),
        test=every("split", "test"),
        scaler=rules.scale.output.scaler,
        posterior=rules.fit.output.posterior,
    output:
        **made("predict"),
    log:
        f"{OUT}/log/predict-{{tier}}.log",
    priority: 1  # on the longest way to the report
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        **params_of("predict"),
    message:
        "predict held-out rows with {wildcards.tier}"
    script:
        "../scripts/predict.py"


rule score_simple:
    """Score simple models on the same rows; needs no network, so runs beside training."""
    input:
        train=every("split", "train"),
        test=every("split", "test"),
        scaler=rules.scale.output.scaler,
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
        train=every("split", "train"),
        test=every("split", "test"),
        scaler=rules.scale.output.scaler,
        posterior=rules.fit.output.posterior,
        reference=rules.fit_reference.output.posterior,
    output:
        **made("measure"),
    log:
        f"{OUT}/log/measure-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        **params_of("measure"),
    message:
        "measure how far {wildcards.tier} is from the reference"
    script:
        "../scripts/measure.py"


rule review:
    """The lead over simple models; verdicts on the acceptance constraint and all that was diagnosed."""
    input:
        scores=rules.predict.output.scores,
        predictions=rules.predict.output.predictions,
        densities=rules.score_simple.output.densities,
        baselines=rules.score_simple.output.baselines,
        calibration=rules.predict.output.calibration,
        convergence=rules.predict.output.convergence,
        distance=every("measure", "distance"),
        refit=every("fit_all", "convergence"),
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
        train=every("split", "train"),
        test=every("split", "test"),
        scaler=rules.scale.output.scaler,
        posterior=rules.fit.output.posterior,
    output:
        **made("recover"),
    log:
        f"{OUT}/log/recover-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        **params_of("recover"),
    message:
        "recover the known effects with {wildcards.tier}"
    script:
        "../scripts/recover.py"
