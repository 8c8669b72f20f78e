"""Which path is best, or which rule: a stated welfare, searched over paths and evaluated on other draws. Asked for only."""


rule find_policy:
    """Look for the path with the highest welfare, or for a point of the frontier between two objectives."""
    input:
        unpack(inputs_of("find_policy")),
    output:
        **made("find_policy"),
    log:
        f"{OUT}/log/find_policy-{{aim}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(3000),
    params:
        **params_of("find_policy"),
    message:
        "look for the best path, {wildcards.aim}"
    script:
        "../scripts/find_policy.py"


rule find_rule:
    """Look for the rule with the highest welfare, of those that react to what is known."""
    input:
        unpack(inputs_of("find_rule")),
    output:
        **made("find_rule"),
    log:
        f"{OUT}/log/find_rule.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(3000),
    params:
        **params_of("find_rule"),
    message:
        "look for the best rule of {wildcards.experiment}"
    script:
        "../scripts/find_rule.py"


rule evaluate_policies:
    """Judge what was found on other draws and disturbances, beside simple policies."""
    input:
        unpack(inputs_of("evaluate_policies")),
    output:
        **made("evaluate_policies"),
    log:
        f"{OUT}/log/evaluate_policies.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(3000),
    params:
        **params_of("evaluate_policies"),
    message:
        "evaluate the policies of {wildcards.experiment}"
    script:
        "../scripts/evaluate_policies.py"


rule report_optimum:
    """One page beside the report."""
    input:
        unpack(inputs_of("report_optimum")),
    output:
        page=report(made("report_optimum", "page"), caption="../report/optimum.rst", category="Report"),
        summary=made("report_optimum", "summary"),
    log:
        f"{OUT}/log/report_optimum.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_optimum"),
    message:
        "write the page of the best path of {wildcards.experiment}"
    script:
        "../scripts/report_optimum.py"
