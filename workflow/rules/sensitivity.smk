"""What the effect of the policy owes to what was assumed. Asked for only."""


rule refit:
    """Fit one equation anew: as it is, under another prior, with a candidate or its placebo, under a seed of its own."""
    input:
        train=of_table_of_refit(rules.split.output.train),
    output:
        effects=f"{OUT}/sensitivity/{{tier}}/{{equation}}/{{change}}/effects-{{part}}.parquet",
    log:
        f"{OUT}/log/refit-{{tier}}-{{equation}}-{{change}}-{{part}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("refit"),
        seed=seed_of,
        code=code_of("refit"),
    message:
        "refit {wildcards.tier} {wildcards.equation}, {wildcards.change}, number {wildcards.part}"
    script:
        "../scripts/refit.py"


rule judge_shifts:
    """How far each candidate, and another prior, shift the effect, and whether that matters."""
    input:
        of_refits(rules.refit.output.effects),
    output:
        shifts=f"{OUT}/sensitivity/shifts.parquet",
        priors=f"{OUT}/sensitivity/priors.parquet",
        means=f"{OUT}/sensitivity/means.parquet",
    log:
        f"{OUT}/log/judge_shifts.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("judge_shifts"),
        code=code_of("judge_shifts"),
    message:
        "judge how far candidates and another prior shift the effects of {wildcards.experiment}"
    script:
        "../scripts/judge_shifts.py"


rule scale_powers:
    """Is the effect the prior's or the data's? Power-scaling of the draws of a tier."""
    input:
        train=of_tables(rules.split.output.train),
        scaler=rules.scale.output.scaler,
        posterior=rules.fit.output.posterior,
    output:
        power=f"{OUT}/sensitivity/{{tier}}/power.parquet",
    log:
        f"{OUT}/log/scale_powers-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("scale_powers"),
        seed=seed_of,
        code=code_of("scale_powers"),
    message:
        "ask whether the prior or the data decide the effects of {wildcards.tier}"
    script:
        "../scripts/scale_powers.py"


rule confound:
    """How strong an unobserved variable would have to be to explain the effect away."""
    input:
        train=of_tables(rules.split.output.train),
        scaler=rules.scale.output.scaler,
    output:
        confounding=f"{OUT}/sensitivity/{{tier}}/confounding.parquet",
    log:
        f"{OUT}/log/confound-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("confound"),
        code=code_of("confound"),
    message:
        "ask how strong a confounder of {wildcards.tier} would have to be"
    script:
        "../scripts/confound.py"


rule apportion:
    """Which share of what each equation's network expects is each input's: Sobol' indices."""
    input:
        train=of_tables(rules.split.output.train),
        scaler=rules.scale.output.scaler,
        posterior=rules.fit.output.posterior,
    output:
        sobol=f"{OUT}/sensitivity/{{tier}}/sobol.parquet",
    log:
        f"{OUT}/log/apportion-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        mem_mb=lambda wildcards, attempt: 2500 * attempt,
    params:
        settings=settings_of("apportion"),
        seed=seed_of,
        code=code_of("apportion"),
    message:
        "apportion the variance of what {wildcards.tier} expects among its inputs"
    script:
        "../scripts/apportion.py"


rule check_graph:
    """The causal graph of the equations: is the effect identified, do the data bear out its independences?"""
    input:
        train=of_all_tables(rules.split.output.train),
        scaler=of_tiers(rules.scale.output.scaler),
    output:
        arrows=f"{OUT}/sensitivity/arrows.parquet",
        identification=f"{OUT}/sensitivity/identification.parquet",
        independences=f"{OUT}/sensitivity/independences.parquet",
    log:
        f"{OUT}/log/check_graph.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("check_graph"),
        code=code_of("check_graph"),
    message:
        "check the causal graph of the equations of {wildcards.experiment}"
    script:
        "../scripts/check_graph.py"


rule report_sensitivity:
    """One page beside the report."""
    input:
        shifts=rules.judge_shifts.output.shifts,
        priors=rules.judge_shifts.output.priors,
        means=rules.judge_shifts.output.means,
        power=of_asked_tiers(rules.scale_powers.output.power),
        confounding=of_asked_tiers(rules.confound.output.confounding),
        sobol=of_tiers(rules.apportion.output.sobol),
        arrows=rules.check_graph.output.arrows,
        identification=rules.check_graph.output.identification,
        independences=rules.check_graph.output.independences,
    output:
        page=report(f"{OUT}/report/sensitivity.html", caption="../report/sensitivity.rst", category="Report"),
    log:
        f"{OUT}/log/report_sensitivity.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("report_sensitivity"),
        code=code_of("report_sensitivity"),
    message:
        "write the page of the sensitivity of {wildcards.experiment}"
    script:
        "../scripts/report_sensitivity.py"
