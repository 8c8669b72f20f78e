"""Pictures, tables, a paragraph and references for other people's papers. Asked for only."""


rule write_paper:
    """What a paper takes from the page, beside it: report/figures, report/tables, quote.md, references.bib."""
    input:
        unpack(inputs_of("write_paper")),
    output:
        **made("write_paper"),
        figures=directory(f"{OUT}/report/figures"),
        tables=directory(f"{OUT}/report/tables"),
        quote=f"{OUT}/report/quote.md",
        references=f"{OUT}/report/references.bib",
    log:
        f"{OUT}/log/write_paper.log",
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("write_paper"),
    message:
        "write what papers take from {wildcards.experiment}"
    script:
        "../scripts/write_paper.py"
