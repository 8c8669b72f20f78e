"""A calibration by the workflow: its artifacts, its page, and nothing of the laboratory's."""

import pandas as pd

from tradewinds.carried_provenance import read_provenance

TINY = [
    "simulator.steps=40",
    "calibration.temperatures=[0.1]",
    "calibration.descent.epochs=40",
    "calibration.descent.window=20",
    "calibration.descent.draws=4",
    "calibration.posterior_draws=100",
    "calibration.replicas=20",
    "calibration.gradient_simulations=100",
    "calibration.rejection={simulations: 100, keep: 0.2}",
]


def test_a_walk_is_calibrated_to_a_page(new_laboratory, tmp_path):
    walk = new_laboratory(tmp_path / "walk", TINY)
    walk.experiment = "random_walk"
    walk.open()
    walk.done()
    results = walk.results
    assert {path.parent.name for path in results.glob("*/*.parquet")} == {"simulate", "calibrate", "report"}
    table = pd.read_parquet(results / "calibrate" / "parameters.parquet", partitioning=None)
    assert set(table["method"]) == {"calibration", "rejection", "minimum distance"}
    text = (results / "report" / "index.html").read_text(encoding="utf-8")
    assert "With which probability does this walk go up?" in text
    assert read_provenance(results / "report" / "index.html")["stage"] == "report_calibration"
    assert walk.would_run() == set() and not list(results.glob("calibrate/*.unfinished"))
    (results / "report" / "index.html").unlink()
    assert not any("calibrate" in job for job in walk.would_run())  # the page alone is made anew
