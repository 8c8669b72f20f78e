"""What an update of the data changed. Asked for only."""

DIFFERENCE = f"{REQUEST.results}/difference/{REQUEST.comparison or 'nothing'}"


rule tell_difference:
    """Rows that an update changed, and what that did to scores, effects, verdicts and the chosen policy."""
    input:
        list(PARTS),
    output:
        page=f"{DIFFERENCE}.html",
        summary=f"{DIFFERENCE}.parquet",
        values=f"{DIFFERENCE}.values.parquet",
        effects=f"{DIFFERENCE}.effects.parquet",
        reasons=f"{DIFFERENCE}.reasons.parquet",
    log:
        f"{REQUEST.results}/difference/log/{REQUEST.comparison or 'nothing'}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        sides=[side.label for side in REQUEST.compared],
        folders=[side.folder for side in REQUEST.compared],
        parts=PARTS,
        code=CODE["tell_difference"],
    message:
        f"tell what changed from {' to '.join(side.label for side in REQUEST.compared)}"
    script:
        "../scripts/tell_difference.py"
