"""What is read by people, and the list of everything."""


rule report:
    """One self-contained page."""
    input:
        panels=of_all_tables(rules.read.output.panel),
        left_out=of_all_tables(rules.read.output.left_out),
        train=of_all_tables(rules.split.output.train),
        test=of_all_tables(rules.split.output.test),
        posteriors=of_tiers(rules.fit.output.posterior),
        predictions=of_tiers(rules.predict.output.predictions),
        scores=of_tiers(rules.predict.output.scores),
        calibration=of_tiers(rules.predict.output.calibration),
        convergence=of_tiers(rules.predict.output.convergence),
        distance=where_asked("measure", of_tiers(rules.measure.output.distance)),
        baselines=of_tiers(rules.compare.output.baselines),
        leads=of_tiers(rules.judge.output.leads),
        verdicts=of_tiers(rules.judge.output.verdicts),
        recovery=where_asked("recover", of_tiers(rules.recover.output.recovery)),
        checks=where_asked("check", of_experiment(rules.check.output.checks)),
        effect=where_asked("estimate", of_experiment(rules.estimate.output.effect)),
        rollouts=of_scenarios(rules.roll_out.output.rollout),
    output:
        page=report(f"{OUT}/report/index.html", caption="../report/page.rst", category="Report"),
    log:
        f"{OUT}/log/report.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("report"),
        seed=seed_of,
        code=code_of("report"),
    message:
        "write the report of {wildcards.experiment}"
    script:
        "../scripts/report.py"


rule report_checks:
    """The economic checks, one page beside the report."""
    input:
        checks=rules.check.output.checks,
    output:
        page=report(f"{OUT}/report/checks.html", caption="../report/checks.rst", category="Report"),
    log:
        f"{OUT}/log/report_checks.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("report_checks"),
        code=code_of("report_checks"),
    message:
        "write the page of the economic checks of {wildcards.experiment}"
    script:
        "../scripts/report_checks.py"


rule manifest:
    """Every artifact with the hashes of its values and of its bytes."""
    input:
        lambda wildcards: [
            path for stage, _, path in artifacts_of(wildcards.experiment) if stage != "manifest"
        ],
    output:
        manifest=report(f"{OUT}/manifest.json", caption="../report/manifest.rst", category="Manifest"),
    log:
        f"{OUT}/log/manifest.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("manifest"),
        code=code_of("manifest"),
    message:
        "list the artifacts of {wildcards.experiment}"
    script:
        "../scripts/manifest.py"
