"""Which path is best: a stated welfare, searched over paths and judged on other draws. Asked for only."""


rule find_policy:
    """Look for the path with the highest welfare, or for a point of the frontier between two objectives."""
    input:
        path=of_headline(rules.plan.output.path),
        train=of_all_tables(rules.split.output.train),
        test=of_all_tables(rules.split.output.test),
        scalers=of_tiers(rules.scale.output.scaler),
        posteriors=of_tiers(rules.fit.output.posterior),
        start=start_of_aim,
        checks=where_gated(of_experiment(rules.check.output.checks)),
    output:
        path=f"{OUT}/optimum/{{aim}}/path.parquet",
        starts=f"{OUT}/optimum/{{aim}}/starts.parquet",
    log:
        f"{OUT}/log/find_policy-{{aim}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 3000 * attempt,
    params:
        settings=settings_of("find_policy"),
        seed=seed_of,
        code=code_of("find_policy"),
    message:
        "look for the best path, {wildcards.aim}"
    script:
        "../scripts/find_policy.py"


rule judge_policies:
    """Judge what was found on other draws and disturbances, beside simple policies."""
    input:
        found=of_aims(rules.find_policy.output.path),
        path=of_headline(rules.plan.output.path),
        train=of_all_tables(rules.split.output.train),
        test=of_all_tables(rules.split.output.test),
        scalers=of_tiers(rules.scale.output.scaler),
        posteriors=of_tiers(rules.fit.output.posterior),
    output:
        policies=f"{OUT}/optimum/policies.parquet",
        effects=f"{OUT}/optimum/effects.parquet",
        paths=f"{OUT}/optimum/paths.parquet",
        moves=f"{OUT}/optimum/moves.parquet",
        rollout=f"{OUT}/optimum/rollout.nc",
    log:
        f"{OUT}/log/judge_policies.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 3000 * attempt,
    params:
        settings=settings_of("judge_policies"),
        seed=seed_of,
        code=code_of("judge_policies"),
    message:
        "judge the policies of {wildcards.experiment}"
    script:
        "../scripts/judge_policies.py"


rule report_optimum:
    """One page beside the report."""
    input:
        panels=of_all_tables(rules.read.output.panel),
        policies=rules.judge_policies.output.policies,
        effects=rules.judge_policies.output.effects,
        paths=rules.judge_policies.output.paths,
        moves=rules.judge_policies.output.moves,
        rollout=rules.judge_policies.output.rollout,
        starts=of_aims(rules.find_policy.output.starts),
    output:
        page=report(f"{OUT}/report/optimum.html", caption="../report/optimum.rst", category="Report"),
    log:
        f"{OUT}/log/report_optimum.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("report_optimum"),
        code=code_of("report_optimum"),
    message:
        "write the page of the best path of {wildcards.experiment}"
    script:
        "../scripts/report_optimum.py"
