"""An equilibrium economy instead of data: solved, asked, and a page about it."""


rule solve_economy:
    """One solution of an economy: a network that gives the share every age saves."""
    output:
        **made("solve_economy"),
    log:
        f"{OUT}/log/solve_economy-{{economy}}-{{member}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(1500),
    params:
        **params_of("solve_economy"),
    message:
        "solve the economy {wildcards.economy}, start {wildcards.member}"
    script:
        "../scripts/solve_economy.py"


rule evaluate_economy:
    """Errors, lives, impulse responses and what a tariff does, on fresh histories."""
    input:
        unpack(inputs_of("evaluate_economy")),
    output:
        **made("evaluate_economy"),
    log:
        f"{OUT}/log/evaluate_economy-{{economy}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("evaluate_economy"),
    message:
        "ask the solutions of {wildcards.economy}"
    script:
        "../scripts/evaluate_economy.py"


rule report_equilibrium:
    """The page of an equilibrium economy."""
    input:
        unpack(inputs_of("report_equilibrium")),
    output:
        page=report(
            made("report_equilibrium", "page"), caption="../report/equilibrium.rst", category="Report"
        ),
        summary=made("report_equilibrium", "summary"),
    log:
        f"{OUT}/log/report_equilibrium.log",
    wildcard_constraints:
        experiment=of_kind("report_equilibrium"),
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_equilibrium"),
    message:
        "write the page of {wildcards.experiment}"
    script:
        "../scripts/report_equilibrium.py"
