"""The page in which paths are moved by hand. Asked for only."""


rule build_explorer:
    """Put the posterior that answers into a page that rolls any path out in the browser."""
    input:
        unpack(inputs_of("build_explorer")),
    output:
        page=report(made("build_explorer", "page"), caption="../report/explorer.rst", category="Report"),
        facts=made("build_explorer", "facts"),
    log:
        f"{OUT}/log/build_explorer.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("build_explorer"),
    message:
        "build the explorer of {wildcards.experiment}"
    script:
        "../scripts/build_explorer.py"
