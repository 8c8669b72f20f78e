"""What the effect of the policy owes to what was assumed. Asked for only."""


rule refit:
    """Fit one equation anew: as it is, under another prior, with a candidate or its placebo, under a seed of its own."""
    input:
        unpack(inputs_of("refit")),
    output:
        **made("refit"),
    log:
        f"{OUT}/log/refit-{{tier}}-{{equation}}-{{change}}-{{part}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("refit"),
    message:
        "refit {wildcards.tier} {wildcards.equation}, {wildcards.change}, number {wildcards.part}"
    script:
        "../scripts/refit.py"


rule evaluate_shifts:
    """How far each candidate, and another prior, shift the effect, and whether that matters."""
    input:
        unpack(inputs_of("evaluate_shifts")),
    output:
        **made("evaluate_shifts"),
    log:
        f"{OUT}/log/evaluate_shifts.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("evaluate_shifts"),
    message:
        "evaluate how far candidates and another prior shift the effects of {wildcards.experiment}"
    script:
        "../scripts/evaluate_shifts.py"


rule scale_powers:
    """Is the effect the prior's or the data's? Power-scaling of the draws of a tier."""
    input:
        unpack(inputs_of("scale_powers")),
    output:
        **made("scale_powers"),
    log:
        f"{OUT}/log/scale_powers-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("scale_powers"),
    message:
        "ask whether the prior or the data decide the effects of {wildcards.tier}"
    script:
        "../scripts/scale_powers.py"


rule confound:
    """How strong an unobserved variable would have to be to explain the effect away."""
    input:
        unpack(inputs_of("confound")),
    output:
        **made("confound"),
    log:
        f"{OUT}/log/confound-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("confound"),
    message:
        "ask how strong a confounder of {wildcards.tier} would have to be"
    script:
        "../scripts/confound.py"


rule apportion:
    """Which share of what each equation's network expects is each input's: Sobol' indices."""
    input:
        unpack(inputs_of("apportion")),
    output:
        **made("apportion"),
    log:
        f"{OUT}/log/apportion-{{tier}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("apportion"),
    message:
        "apportion the variance of what {wildcards.tier} expects among its inputs"
    script:
        "../scripts/apportion.py"


rule check_graph:
    """The causal graph of the equations: is the effect identified, do the data bear out its independences?"""
    input:
        unpack(inputs_of("check_graph")),
    output:
        **made("check_graph"),
    log:
        f"{OUT}/log/check_graph.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("check_graph"),
    message:
        "check the causal graph of the equations of {wildcards.experiment}"
    script:
        "../scripts/check_graph.py"


rule report_sensitivity:
    """One page beside the report."""
    input:
        unpack(inputs_of("report_sensitivity")),
    output:
        page=report(
            made("report_sensitivity", "page"), caption="../report/sensitivity.rst", category="Report"
        ),
        summary=made("report_sensitivity", "summary"),
    log:
        f"{OUT}/log/report_sensitivity.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_sensitivity"),
    message:
        "write the page of the sensitivity of {wildcards.experiment}"
    script:
        "../scripts/report_sensitivity.py"
