"""What a result needs to prove itself: made again, in one archive, and a document's numbers held to it. Asked for only."""


rule write_bundle:
    """One archive: results, settings, source at its commit, data or their record, and how to check it."""
    input:
        lambda wildcards: all_files(wildcards.experiment),
    output:
        archive=f"{REQUEST.results}/bundle/{{experiment}}.zip",
        request=f"{REQUEST.results}/bundle/{{experiment}}.tsq",
    log:
        f"{REQUEST.results}/bundle/log/{{experiment}}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **bundle_params(),
    message:
        "pack {wildcards.experiment} with all that it takes to check it"
    script:
        "../scripts/write_bundle.py"
