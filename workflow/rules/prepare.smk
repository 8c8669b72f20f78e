"""From raw files, or a synthetic economy, to tables that can be learned from."""


rule read:
    """Read, map and check one table."""
    input:
        raw=raw_file,
    output:
        panel=f"{OUT}/prepare/{{table}}/panel.parquet",
        left_out=f"{OUT}/prepare/{{table}}/left_out.parquet",
    log:
        f"{OUT}/log/read-{{table}}.log",
    priority: 5  # before training: what is wrong with the data is said first
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("read"),
        seed=seed_of_synthetic,
        code=code_of("read"),
    message:
        "read the table of {wildcards.table}"
    script:
        "../scripts/read.py"


rule split:
    """Hold out the last periods, and some rows inside the earlier ones."""
    input:
        panel=rules.read.output.panel,
    output:
        train=f"{OUT}/prepare/{{table}}/train.parquet",
        test=f"{OUT}/prepare/{{table}}/test.parquet",
    log:
        f"{OUT}/log/split-{{table}}.log",
    priority: 5  # before training: what is wrong with the data is said first
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("split"),
        seed=seed_of,
        code=code_of("split"),
    message:
        "split the table of {wildcards.table} forward in time"
    script:
        "../scripts/split.py"


rule scale:
    """Learn means, scales and month effects of a tier's equations from training rows alone."""
    input:
        train=of_tables(rules.split.output.train),
    output:
        scaler=f"{OUT}/prepare/{{tier}}/scaler.nc",
    log:
        f"{OUT}/log/scale-{{tier}}.log",
    priority: 5  # before training: what is wrong with the data is said first
    conda:
        "../envs/tradewinds.yaml"
    params:
        settings=settings_of("scale"),
        code=code_of("scale"),
    message:
        "scale the inputs of {wildcards.tier}"
    script:
        "../scripts/scale.py"
