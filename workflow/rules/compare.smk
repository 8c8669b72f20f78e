"""Two experiments, or one under two settings, beside each other. Asked for only."""

from compared import compared_parts

PARTS = or_stop(compared_parts, REQUEST)
COMPARISON = f"{REQUEST.results}/compare/{REQUEST.comparison or 'nothing'}"


rule set_beside:
    """Settings, data, verdicts, effects, scores and checks of two results, and how they differ."""
    input:
        list(PARTS),
    output:
        page=f"{COMPARISON}.html",
        summary=f"{COMPARISON}.parquet",
        effects=f"{COMPARISON}.effects.parquet",
    log:
        f"{REQUEST.results}/compare/log/{REQUEST.comparison or 'nothing'}.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        sides=[side.label for side in REQUEST.compared],
        folders=[side.folder for side in REQUEST.compared],
        parts=PARTS,
        code=CODE["set_beside"],
    message:
        f"set {' and '.join(side.label for side in REQUEST.compared)} beside each other"
    script:
        "../scripts/set_beside.py"
