"""What is read by people, and the list of everything."""


rule report:
    """One self-contained page."""
    input:
        unpack(inputs_of("report")),
    output:
        page=report(made("report", "page"), caption="../report/page.rst", category="Report"),
        summary=made("report", "summary"),
    log:
        f"{OUT}/log/report.log",
    wildcard_constraints:
        experiment=of_kind("report"),
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report"),
    message:
        "write the report of {wildcards.experiment}"
    script:
        "../scripts/report.py"


rule report_checks:
    """The economic checks, one page beside the report."""
    input:
        unpack(inputs_of("report_checks")),
    output:
        page=report(made("report_checks", "page"), caption="../report/checks.rst", category="Report"),
        summary=made("report_checks", "summary"),
    log:
        f"{OUT}/log/report_checks.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_checks"),
    message:
        "write the page of the economic checks of {wildcards.experiment}"
    script:
        "../scripts/report_checks.py"


rule manifest:
    """Every artifact with the hashes of its values and of its bytes."""
    input:
        unpack(inputs_of("manifest")),
    output:
        **made("manifest"),
    log:
        f"{OUT}/log/manifest.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("manifest"),
        request=lambda wildcards: REQUEST.asked[wildcards.experiment],
    message:
        "list the artifacts of {wildcards.experiment}"
    script:
        "../scripts/manifest.py"
