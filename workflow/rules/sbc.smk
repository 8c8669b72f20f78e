"""Simulation-based calibration: is the truth found as often as claimed where it is known? Asked for only."""


rule rank:
    """Simulate data of one equation, fit them, and rank the truth among the draws."""
    input:
        unpack(inputs_of("rank")),
    output:
        **made("rank"),
    log:
        f"{OUT}/log/rank-{{tier}}-{{equation}}-{{part}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500, minutes=120),
    params:
        **params_of("rank"),
    message:
        "fit simulated data of {wildcards.tier} {wildcards.equation}, part {wildcards.part}"
    script:
        "../scripts/rank.py"


rule review_ranks:
    """All ranks of a tier, and verdicts on them."""
    input:
        unpack(inputs_of("review_ranks")),
    output:
        **made("review_ranks"),
    log:
        f"{OUT}/log/review_ranks-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("review_ranks"),
    message:
        "review the ranks of {wildcards.tier}"
    script:
        "../scripts/review_ranks.py"


rule report_ranks:
    """One page beside the report."""
    input:
        unpack(inputs_of("report_ranks")),
    output:
        page=report(made("report_ranks", "page"), caption="../report/sbc.rst", category="Report"),
        summary=made("report_ranks", "summary"),
    log:
        f"{OUT}/log/report_ranks.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_ranks"),
    message:
        "write the page of simulated fits of {wildcards.experiment}"
    script:
        "../scripts/report_ranks.py"
