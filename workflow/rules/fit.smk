"""Training."""


rule fit:
    """Posterior draws of every network of a tier."""
    input:
        train=of_tables(rules.split.output.train),
        scaler=rules.scale.output.scaler,
    output:
        posterior=f"{OUT}/fit/{{tier}}/posterior.nc",
    log:
        f"{OUT}/log/fit-{{tier}}.log",
    priority: 2  # the longest way to the report begins here: simple models wait
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("fit"),
        seed=seed_of,
        code=code_of("fit"),
    message:
        "fit the networks of {wildcards.tier}"
    script:
        "../scripts/fit.py"


use rule fit as fit_reference with:
    output:
        posterior=f"{OUT}/fit/{{tier}}/reference.nc",
    log:
        f"{OUT}/log/fit_reference-{{tier}}.log",
    params:
        settings=settings_of("fit_reference"),
        seed=seed_of,
        code=code_of("fit"),
    message:
        "fit {wildcards.tier} again, by the reference"
