"""Posteriors are compared with NUTS where that is asked for, and only there."""

from tradewinds.artifacts import read_table

ASKED = [
    "diagnostics.reference=nuts",
    "inference.nuts.chains=2",
    "inference.nuts.warmup=60",
    "inference.nuts.draws=60",
    "inference.nuts.max_tree_depth=5",
]


def test_an_ensemble_is_far_from_nuts_and_the_verdicts_say_so(tmp_path, new_laboratory, small):
    """Two MAP networks are no posterior: the distance says so."""
    laboratory = new_laboratory(tmp_path / "checkout", small + ASKED)
    laboratory.open()
    laboratory.done("--until", "judge")
    for tier, equations in (("tier1", {"price", "wages"}), ("tier2", {"gdp"})):
        distance = read_table(laboratory.results / "diagnose" / tier / "distance.parquet")
        assert set(distance["equation"]) == equations
        value = distance.set_index(["equation", "metric"])["value"].unstack()
        assert (value["distance"] > value["distance_floor"]).all() and (value["distance_floor"] > 0).all()
        verdicts = read_table(laboratory.results / "diagnose" / tier / "verdicts.parquet")
        judged = verdicts[verdicts["check"] == "distance to the reference"].set_index("equation")
        assert dict(judged["value"]) == dict(value["distance"])
        assert judged["verdict"].isin(["fail", "inconclusive"]).all()
