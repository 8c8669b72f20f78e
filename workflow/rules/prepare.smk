"""From raw files, or a synthetic economy, to tables that can be learned from."""


rule read:
    """Read, map and check one table."""
    input:
        unpack(inputs_of("read", look_for_table)),
    output:
        **made("read"),
    log:
        f"{OUT}/log/read-{{table}}.log",
    priority: 5  # before training: what is wrong with the data is said first
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2000, held=Held.some),
    params:
        **params_of("read"),
    message:
        "read the table of {wildcards.table}"
    script:
        "../scripts/read.py"


rule split:
    """Hold out the last periods, and some rows inside the earlier ones."""
    input:
        unpack(inputs_of("split")),
    output:
        **made("split"),
    log:
        f"{OUT}/log/split-{{table}}.log",
    priority: 5  # before training: what is wrong with the data is said first
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2000, held=Held.some),
    params:
        **params_of("split"),
    message:
        "split the table of {wildcards.table} forward in time"
    script:
        "../scripts/split.py"


rule choose_series:
    """Choose the series of a long table that the fit is asked about, and what they know of the others."""
    input:
        unpack(inputs_of("choose_series")),
    output:
        **made("choose_series"),
    log:
        f"{OUT}/log/choose_series-{{table}}.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2000, held=Held.some),
    params:
        **params_of("choose_series"),
    message:
        "choose the series of {wildcards.table} that are asked about"
    script:
        "../scripts/choose_series.py"


rule scale:
    """Learn means, scales and month effects of a tier's equations from training rows alone."""
    input:
        unpack(inputs_of("scale")),
    output:
        **made("scale"),
    log:
        f"{OUT}/log/scale-{{tier}}.log",
    priority: 5  # before training: what is wrong with the data is said first
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2000, held=Held.some),
    params:
        **params_of("scale"),
    message:
        "scale the inputs of {wildcards.tier}"
    script:
        "../scripts/scale.py"
