"""Simulation-based calibration: is the truth found as often as claimed where it is known? Asked for only."""


rule rank:
    """Simulate data of one equation, fit them, and rank the truth among the draws."""
    input:
        train=of_tables(rules.split.output.train),
        scaler=rules.scale.output.scaler,
    output:
        ranks=f"{OUT}/sbc/{{tier}}/{{equation}}/ranks-{{part}}.parquet",
    log:
        f"{OUT}/log/rank-{{tier}}-{{equation}}-{{part}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
        runtime=lambda wildcards, attempt: 120 * attempt,
    params:
        settings=settings_of("rank"),
        seed=seed_of,
        code=code_of("rank"),
    message:
        "fit simulated data of {wildcards.tier} {wildcards.equation}, part {wildcards.part}"
    script:
        "../scripts/rank.py"


rule judge_ranks:
    """All ranks of a tier, and verdicts on them."""
    input:
        of_parts(rules.rank.output.ranks),
    output:
        ranks=f"{OUT}/sbc/{{tier}}/ranks.parquet",
        verdicts=f"{OUT}/sbc/{{tier}}/verdicts.parquet",
    log:
        f"{OUT}/log/judge_ranks-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("judge_ranks"),
        code=code_of("judge_ranks"),
    message:
        "judge the ranks of {wildcards.tier}"
    script:
        "../scripts/judge_ranks.py"


rule report_ranks:
    """One page beside the report."""
    input:
        ranks=of_simulated(rules.judge_ranks.output.ranks),
        verdicts=of_simulated(rules.judge_ranks.output.verdicts),
    output:
        page=report(f"{OUT}/report/sbc.html", caption="../report/sbc.rst", category="Report"),
    log:
        f"{OUT}/log/report_ranks.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("report_ranks"),
        code=code_of("report_ranks"),
    message:
        "write the page of simulated fits of {wildcards.experiment}"
    script:
        "../scripts/report_ranks.py"
