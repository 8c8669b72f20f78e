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
    wildcard_constraints:
        experiment=of_kind("report_optimum"),
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_optimum"),
    message:
        "write the page of the best path of {wildcards.experiment}"
    script:
        "../scripts/report_optimum.py"


rule rule_market:
    """Look for the best rule for the tariff of a calibrated market, over posterior draws of its buyers."""
    input:
        unpack(inputs_of("rule_market")),
    output:
        **made("rule_market"),
    log:
        f"{OUT}/log/rule_market-{{economy}}.log",
    wildcard_constraints:
        experiment=of_kind("rule_market"),
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2000),
    params:
        **params_of("rule_market"),
    message:
        "look for the best rule on the market of {wildcards.experiment}"
    script:
        "../scripts/rule_market.py"


rule rule_generations:
    """Look for the best rule for the tariff of an economy of generations."""
    input:
        unpack(inputs_of("rule_generations")),
    output:
        **made("rule_generations"),
    log:
        f"{OUT}/log/rule_generations-{{economy}}.log",
    wildcard_constraints:
        experiment=of_kind("rule_generations"),
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2000),
    params:
        **params_of("rule_generations"),
    message:
        "look for the best rule among the generations of {wildcards.experiment}, {wildcards.economy}"
    script:
        "../scripts/rule_generations.py"


rule report_economy_rule:
    """One page beside that of the market or the economy."""
    input:
        unpack(inputs_of("report_economy_rule")),
    output:
        page=report(
            made("report_economy_rule", "page"), caption="../report/economy_rule.rst", category="Report"
        ),
        summary=made("report_economy_rule", "summary"),
    log:
        f"{OUT}/log/report_economy_rule.log",
    wildcard_constraints:
        experiment=of_kind("report_economy_rule"),
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_economy_rule"),
    message:
        "write the page of the best rule of {wildcards.experiment}"
    script:
        "../scripts/report_economy_rule.py"
