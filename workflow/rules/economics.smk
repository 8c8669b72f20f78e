"""What economics says of a fit: its effect beside a regression's, and the checks that are declared."""


rule estimate:
    """The network's effect of the policy beside that of a regression with fixed effects."""
    input:
        unpack(inputs_of("estimate")),
    output:
        **made("estimate"),
    log:
        f"{OUT}/log/estimate.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("estimate"),
    message:
        "estimate the effect of the policy"
    script:
        "../scripts/estimate.py"


rule study_events:
    """An outcome about the policy's changes, by designs without a network."""
    input:
        unpack(inputs_of("study_events")),
    output:
        **made("study_events"),
    log:
        f"{OUT}/log/study_events.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500, held=Held.all),
    params:
        **params_of("study_events"),
    message:
        "study the policy's changes"
    script:
        "../scripts/study_events.py"


rule estimate_slopes:
    """An outcome on the policy: as it is, instrumented, permuted, moved back and by groups."""
    input:
        unpack(inputs_of("estimate_slopes")),
    output:
        **made("estimate_slopes"),
    log:
        f"{OUT}/log/estimate_slopes.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500, held=Held.all),
    params:
        **params_of("estimate_slopes"),
    message:
        "estimate the slopes on the policy"
    script:
        "../scripts/estimate_slopes.py"


rule compare_rates:
    """Duties paid beside the rates of law: how far they follow, and what they find where law stands still."""
    input:
        unpack(inputs_of("compare_rates")),
    output:
        **made("compare_rates"),
    log:
        f"{OUT}/log/compare_rates.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500, held=Held.all),
    params:
        **params_of("compare_rates"),
    message:
        "compare duties paid with the law"
    script:
        "../scripts/compare_rates.py"


rule judge_effect:
    """The effect of the first scenario's path by a distributed lag, and whether the data answer it."""
    input:
        unpack(inputs_of("judge_effect")),
    output:
        **made("judge_effect"),
    log:
        f"{OUT}/log/judge_effect.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("judge_effect"),
    message:
        "judge the effect of the policy"
    script:
        "../scripts/judge_effect.py"


rule check:
    """Does the fit do what economics expects of it, and would its prior alone?"""
    input:
        unpack(inputs_of("check")),
    output:
        **made("check"),
    log:
        f"{OUT}/log/check.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("check"),
    message:
        "check what economics expects"
    script:
        "../scripts/check.py"
