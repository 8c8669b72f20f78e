"""Posteriors are compared with NUTS where that is asked for, and only there."""

from tradewinds.artifacts import read_table

ASKED = [
    "tier1.equations=['wages[t] ~ wages[t-1] + avg_tariff[t]']",
    "tier2.equations=[]",
    "diagnostics.reference=nuts",
    "inference.nuts.chains=2",
    "inference.nuts.warmup=60",
    "inference.nuts.draws=60",
    "inference.nuts.max_tree_depth=5",
]


def test_an_ensemble_is_far_from_nuts_and_the_verdicts_say_so(tmp_path, new_laboratory, small):
    """Two MAP networks are no posterior: the distance says so."""
    replaced = tuple(f"{override.partition('=')[0]}=" for override in ASKED)
    others = [override for override in small if not override.startswith(replaced)]
    laboratory = new_laboratory(tmp_path / "checkout", others + ASKED)
    laboratory.open()
    laboratory.done("--until", "review")
    diagnosed = laboratory.results / "diagnose" / "tier1"
    value = read_table(diagnosed / "distance.parquet").set_index(["equation", "metric"])["value"].unstack()
    assert list(value.index) == ["wages"]
    assert (value["distance"] > value["distance_floor"]).all() and (value["distance_floor"] > 0).all()
    verdicts = read_table(diagnosed / "verdicts.parquet")
    judged = verdicts[verdicts["check"] == "distance to the reference"].set_index("equation")
    assert dict(judged["value"]) == dict(value["distance"])
    assert judged["status"].isin(["failed", "undecided"]).all()
