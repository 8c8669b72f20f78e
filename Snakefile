"""From data on tariffs, prices and volumes to a report on a policy: what there is, and where it is made."""


include: "workflow/rules/common.smk"
include: "workflow/rules/inputs.smk"
include: "workflow/rules/prepare.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/diagnose.smk"
include: "workflow/rules/economics.smk"
include: "workflow/rules/policy.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/sweep.smk"
include: "workflow/rules/sbc.smk"
include: "workflow/rules/sensitivity.smk"
include: "workflow/rules/optimise.smk"
include: "workflow/rules/arviz.smk"
include: "workflow/rules/paper.smk"
include: "workflow/rules/compare.smk"
include: "workflow/rules/difference.smk"
include: "workflow/rules/explore.smk"
include: "workflow/rules/proof.smk"
include: "workflow/rules/equilibrium.smk"
include: "workflow/rules/simulate.smk"
include: "workflow/rules/calibrate.smk"


localrules:
    all,
    fetch,
    audit,
    sweep,
    sbc,
    sensitivity,
    optimise,
    arviz,
    paper,
    compare,
    difference,
    explore,
    reproduce,
    bundle,
    write_bundle,


rule all:
    """The report and the manifest of every requested experiment (the default)."""
    default_target: True
    input:
        [all_files(name) for name in REQUEST.experiments],


rule sweep:
    """What other settings would do, judged inside the training periods of every requested experiment."""
    input:
        asked_of("report_sweep"),


rule sbc:
    """Simulation-based calibration of every requested experiment, and its page."""
    input:
        asked_of("report_ranks"),


rule sensitivity:
    """What the policy's effect owes to what was assumed, in every requested experiment, and its page."""
    input:
        asked_of("report_sensitivity"),


rule optimise:
    """The best path, or rule, under a stated welfare of every requested experiment, and its page."""
    input:
        asked_of(optimum_page),


rule explore:
    """The page in which paths are moved by hand, of every requested experiment."""
    input:
        asked_of("build_explorer"),


rule arviz:
    """The posteriors of every requested experiment in the groups that ArviZ knows."""
    input:
        asked_of("export_arviz"),


rule paper:
    """Pictures, tables, a paragraph and references for papers, of every requested experiment."""
    input:
        asked_of("write_paper"),


rule compare:
    """Two experiments beside each other, and how they differ: --config 'experiments=[a,b]'."""
    input:
        compared,


rule difference:
    """What an update of the data changed, and what that did to the answer: --config old=… new=…."""
    input:
        told_apart,


rule bundle:
    """Every requested experiment in one archive, for a reviewer without network: results/bundle/….zip."""
    input:
        bundles,


rule reproduce:
    """Make every requested experiment again, apart from its results, and compare: are the results what they claim?"""
    log:
        f"{REPRODUCED}/reproduction.txt",
    conda:
        "workflow/envs/tradewinds.yaml"
    threads: workflow.cores
    params:
        results=REQUEST.results,
        asked=asked_again,
        artifacts=artifacts_again,
        until=until_stages,
        jobs=jobs_replayed,
        holding=jobs_holding,
        replay=only_replayed,
        code=CODE["reproduce"],
    message:
        "make again what is in {params.results}, and compare"
    script:
        "workflow/scripts/reproduce.py"


rule check_text:
    """Do the numbers written in a document still follow from the results? --config text=paper.md"""
    name:
        "check-text"
    log:
        f"{REPRODUCED}/check-text.txt",
    localrule: True
    conda:
        "workflow/envs/tradewinds.yaml"
    params:
        results=the_results,
        text=REQUEST.told.get("text", ""),
    message:
        "check the numbers of {params.text} against {params.results}"
    script:
        "workflow/scripts/check_text.py"


rule fetch:
    """Fetch the tables of every requested experiment from their publishers, as a vintage of each source."""
    log:
        f"{REQUEST.results}/fetch.log",
    conda:
        "workflow/envs/tradewinds.yaml"
    params:
        sources=asked_sources,
    message:
        "fetch the tables of the requested experiments"
    script:
        "workflow/scripts/fetch.py"


rule audit:
    """Does everything that is there follow from its inputs, settings, code and seed? Makes nothing."""
    log:
        ".cache/audit.log",  # nothing is written where it looks
    conda:
        "workflow/envs/tradewinds.yaml"
    params:
        results=REQUEST.results,
        asked=REQUEST.asked,
    message:
        "audit of what is in {params.results}"
    script:
        "workflow/scripts/audit.py"
