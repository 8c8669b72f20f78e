"""Training."""


rule fit:
    """Posterior draws of every network of a tier."""
    input:
        unpack(inputs_of("fit")),
    output:
        **made("fit"),
    log:
        f"{OUT}/log/fit-{{tier}}.log",
    priority: 2  # the longest way to the report begins here: simple models wait
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("fit"),
    message:
        "fit the networks of {wildcards.tier}"
    script:
        "../scripts/fit.py"


rule fit_all:
    """Scale and fit a tier again, to all rows: what the held-out ones had to say is said, and they answer too."""
    input:
        unpack(inputs_of("fit_all")),
    output:
        **made("fit_all"),
    log:
        f"{OUT}/log/fit_all-{{tier}}.log",
    priority: 2  # as the fit that is scored
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("fit_all"),
    message:
        "fit the networks of {wildcards.tier} to all rows"
    script:
        "../scripts/fit_all.py"


use rule fit as fit_reference with:
    input:
        unpack(inputs_of("fit_reference")),
    output:
        **made("fit_reference"),
    log:
        f"{OUT}/log/fit_reference-{{tier}}.log",
    params:
        **params_of("fit_reference"),
    message:
        "fit {wildcards.tier} again, by the reference"
