"""Posteriors for those who work with ArviZ. Asked for only."""


rule export_arviz:
    """Posterior, log likelihood, predictive, prior and data of every equation of a tier, named as ArviZ has them."""
    input:
        unpack(inputs_of("export_arviz")),
    output:
        **made("export_arviz"),
    log:
        f"{OUT}/log/export_arviz-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("export_arviz"),
    message:
        "write {wildcards.tier} for ArviZ"
    script:
        "../scripts/export_arviz.py"
