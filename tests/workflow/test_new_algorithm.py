"""The recipe of CONTRIBUTING: a new algorithm is one module and one YAML, from the fit to the pages."""

from textwrap import dedent

from tradewinds.artifacts import read_table, read_tree

MODULE = '''
    """Draws near the prior, whatever the data."""

    from tradewinds.inference.declaration import Declaration


    def run(problem, settings, key, log):
        import numpy as np

        from tradewinds.inference.problem import Draws, constrain, sites_of, starts

        sites, wanted = sites_of(problem.probability_model, problem.rows), 4 * 30
        free = starts(problem.probability_model, key, problem.rows, wanted)
        drawn = {name: np.asarray(value) for name, value in constrain(sites, free).items()}
        log(f"{problem.name}: {wanted} draws near the prior")
        return Draws(
            sites={name: value.reshape(4, 30, *value.shape[1:]) for name, value in drawn.items()},
            stats={"diverging": np.ones((4, 30), dtype=bool)},
            curve={"step": np.array([1]), "loss": np.zeros((1, 4)), "score": np.zeros((1, 4))},
            facts={"non_finite": 0},
        )


    DECLARATION = Declaration(
        name="guess",
        module=__name__,
        describe=lambda inference: f"Posterior guessed, {inference['ensemble']['members']} fingers crossed.",
        exact=True,
        advice={"divergences": "look at the data for once", "ranks": "do not guess"},
    )
'''
ASKED = [
    "tier1.equations=['price[t] ~ price[t-1] + tariff[t] + t']",
    "tier2.equations=[]",
    "sbc.equations=[tier1.price]",
    "sbc.simulations=2",
    "sbc.per_job=2",
    "sbc.draws=20",
    "sensitivity.equations=[tier1.price]",
    "sensitivity.refits=3",
    "sensitivity.sobol.samples=64",
    "sensitivity.sobol.draws=2",
]


def test_one_module_and_one_file_of_settings_are_an_algorithm(tmp_path, new_laboratory, small):
    replaced = ("inference=", "tier1.equations=", "tier2.equations=")
    others = [override for override in small if not override.startswith(replaced)]
    laboratory = new_laboratory(tmp_path / "checkout", [*others, *ASKED, "inference=guess"])
    laboratory.open()
    algorithms = laboratory.folder / "src" / "tradewinds" / "inference" / "algorithms"
    (algorithms / "guess.py").write_text(dedent(MODULE).lstrip())
    (laboratory.folder / "configs" / "inference" / "guess.yaml").write_text("algorithm: guess\n")
    laboratory.done("all", "sbc", "sensitivity")
    results = laboratory.results

    fitted = read_tree(results / "fit" / "tier1" / "posterior.nc")
    assert fitted["price/training"].attrs["algorithm"] == "guess"
    verdicts = read_table(results / "diagnose" / "tier1" / "verdicts.parquet").set_index(
        ["equation", "check"]
    )
    assert verdicts.loc[("price", "divergences"), "status"] == "failed"
    assert verdicts.loc[("price", "divergences"), "advice"] == "Look at the data for once."
    assert verdicts.loc[("price", "leave-one-out"), "value"] >= 0, "exact draws are reweighed"
    page = (results / "report" / "index.html").read_text(encoding="utf-8")
    assert "Posterior guessed, 2 fingers crossed." in page and "Look at the data for once." in page
    simulated = read_table(results / "sbc" / "tier1" / "verdicts.parquet").set_index("check")["status"]
    assert simulated["simulated fits"] == "passed" and "ranks" in simulated.index

    power = read_table(results / "sensitivity" / "tier1" / "power.parquet")
    assert list(power["equation"]) == ["price"] and power["prior"].notna().all(), "exact draws are reweighed"
    assert "What does the effect owe" in (results / "report" / "sensitivity.html").read_text(encoding="utf-8")

    audited = laboratory.run("audit")
    assert audited.returncode == 0, audited.stderr
    edited = algorithms / "guess.py"
    edited.write_text(edited.read_text().replace("4 * 30", "30 * 4"))
    assert any(job.startswith("fit the networks") for job in laboratory.would_run()), (
        "its code is part of what a fit runs"
    )
