"""What data say of a simulator's parameters, and the page of it."""


rule calibrate:
    """Calibrate the simulator to its series, at every temperature."""
    input:
        unpack(inputs_of("calibrate", look_for_simulator)),
    output:
        **made("calibrate"),
    log:
        f"{OUT}/log/calibrate.log",
    conda:
        "../envs/tradewinds.yaml"
    resources:
        **needs(2500),
    params:
        **params_of("calibrate"),
    message:
        "calibrate the simulator of {wildcards.experiment}"
    script:
        "../scripts/calibrate.py"


rule report_calibration:
    """One self-contained page, where other experiments have their report."""
    input:
        unpack(inputs_of("report_calibration")),
    output:
        page=report(
            made("report_calibration", "page"), caption="../report/calibration.rst", category="Report"
        ),
        summary=made("report_calibration", "summary"),
    log:
        f"{OUT}/log/report_calibration.log",
    wildcard_constraints:
        experiment=of_kind("report_calibration"),
    conda:
        "../envs/tradewinds.yaml"
    params:
        **params_of("report_calibration"),
    message:
        "write the page of the calibration of {wildcards.experiment}"
    script:
        "../scripts/report_calibration.py"
