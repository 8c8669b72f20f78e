"""Verdicts: every threshold counts, and nothing computed is a fail, never a pass."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tradewinds.evaluation.leads import COLUMNS as LEADS_COLUMNS
from tradewinds.inference.declaration import OTHERWISE
from tradewinds.review.check import COLUMNS
from tradewinds.review.rules import normal_band
from tradewinds.review.tier import review_tier
from tradewinds.settings.diagnostics import DiagnosticsSettings, EpsilonSettings

SETTINGS = DiagnosticsSettings()
LEVELS = (0.5, 0.8, 0.9)


def scores(constant: float = 1.1, ridge: float = 0.9, **rmse: float) -> pd.DataFrame:
    """Of the network, and of the training mean and a simple model beside it, in every equation the same."""
    rows = []
    for name, value in rmse.items():
        of = [("network", "rmse", value), ("network", "constant", constant), ("ridge", "rmse", ridge)]
        rows += [(name, "ahead", *one[:2], "standardised", one[2], 0.1, 50) for one in of]
    return pd.DataFrame(
        rows, columns=["equation", "holdout", "model", "metric", "scale", "value", "error", "rows"]
    )


def simple(
    equation: str = "price", band: tuple[float, float] | None = None, **leads: tuple[float, float]
) -> pd.DataFrame:
    """``band``: that of all; two errors to either side without it, as where resamples are Normal."""
    rows = [
        (equation, "ahead", model.replace("_", " "), "lppd lead", "standardised", value, error,
         *(band or normal_band(value, error)), 50)
        for model, (value, error) in leads.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(LEADS_COLUMNS))


def calibration(equation: str = "price", error: float = 0.01, **coverage: float) -> pd.DataFrame:
    found = dict(zip(("fifty", "eighty", "ninety"), LEVELS, strict=True)) | coverage
    rows = [
        (equation, "ahead", level, value, error, 1000)
        for level, value in zip(LEVELS, found.values(), strict=True)
    ]
    return pd.DataFrame(rows, columns=["equation", "holdout", "level", "coverage", "error", "rows"])


GOOD = {
    ("prediction", "chains"): 4.0,
    ("prediction", "draws_per_chain"): 300.0,
    ("prediction", "rhat"): 1.01,
    ("prediction", "ess_bulk"): 900.0,
    ("prediction", "ess_tail"): 800.0,
    ("sampler", "divergences"): 0.0,
    ("loo", "pareto_k_high"): 0.0,
    ("training", "non_finite"): 0.0,
}


def convergence(equation: str = "price", **changes: float | None) -> pd.DataFrame:
    """As a good NUTS fit, with metrics changed or (None) left out; microcanonical with ``energy_error``,
    variational with ``pareto_k``, Laplace with ``unsettled``, compared with a reference with ``distance``.
    """
    facts = {key: changes.get(key[1], value) for key, value in GOOD.items()}
    facts[("sampler", "bfmi")] = changes.get("bfmi")
    facts |= {("training", name): changes.get(name) for name in ("unsettled", "flat")}
    facts |= {
        ("training", "rows"): changes.get("rows", 100.0),
        ("training", "inputs"): changes.get("inputs", 7.0),
    }
    if "noise_rhat" in changes:
        facts |= {("noise scale", "rhat"): changes["noise_rhat"], ("noise scale", "ess_bulk"): 700.0}
        facts[("noise scale", "ess_tail")] = changes.get("noise_tail", 600.0)
    facts[("sampler", "energy_error")] = changes.get("energy_error")
    if "distance" in changes:
        facts[("reference", "distance")] = changes["distance"]
        facts |= {("reference", "distance_floor"): 0.02, ("reference", "width"): 0.9}
        facts[("reference", "rhat")] = changes.get("reference_rhat", 1.01)
    if "pareto_k" in changes:
        facts |= {("approximation", "pareto_k"): changes["pareto_k"], ("elbo", "kl"): 12.0}
        facts[("approximation", "parameters")] = changes.get("parameters", 90.0)
    rows = [(equation, *key, value, "") for key, value in facts.items() if value is not None]
    return pd.DataFrame(rows, columns=["equation", "quantity", "metric", "value", "note"])


def over_seeds(**scatter: float) -> pd.DataFrame:
    """Convergence of a good fit to all rows, and the scatter over seeds of the effect of each variable."""
    rows = [("price", "effect over seeds", *one, "after 12 periods") for one in scatter.items()]
    return pd.concat([convergence(), pd.DataFrame(rows, columns=convergence().columns)])


def verdicts(
    settings: DiagnosticsSettings = SETTINGS,
    algorithm: str = "nuts",
    refit: pd.DataFrame | None = None,
    **tables: pd.DataFrame,
) -> pd.DataFrame:
    """Verdicts on one good equation, with some of its tables replaced; by check."""
    found = {
        "scores": scores(price=0.5),
        "simple": simple(ridge=(0.5, 0.1)),
        "calibration": calibration(),
        "convergence": convergence(),
    }
    table = review_tier(*(found | tables).values(), settings, "tier1", algorithm, refit)
    assert tuple(table.columns) == COLUMNS
    return table.set_index("check")


def test_a_good_fit_passes_every_check():
    found = verdicts()
    assert list(found.index) == [
        "acceptance", "convergence", "effective draws", "beats simple models", "coverage", "divergences",
        "leave-one-out", "training",
    ]  # fmt: skip
    assert (found["status"] == "passed").all()


EMPTY = [
    ("scores", "acceptance"),
    ("simple", "beats simple models"),
    ("calibration", "coverage"),
    ("convergence", "convergence"),
    ("convergence", "training"),
]


@pytest.mark.parametrize(("table", "check"), EMPTY)
def test_an_empty_table_fails_its_check(table, check):
    full = {
        "scores": scores(price=0.5),
        "simple": simple(),
        "calibration": calibration(),
        "convergence": convergence(),
    }
    found = verdicts(**{table: full[table].iloc[:0]}).loc[check]
    assert found["status"] == "not computed"
    assert np.isnan(found["value"]) and found["sentence"] == "Not computed."


@pytest.mark.slow
@pytest.mark.parametrize("table", ["scores", "simple", "calibration", "convergence"])
def test_a_table_without_one_equation_fails_that_equation(table):
    both = {
        "scores": scores(price=0.5, volume=0.5),
        "simple": pd.concat([simple(ridge=(0.5, 0.1)), simple("volume", ridge=(0.5, 0.1))]),
        "calibration": pd.concat([calibration(), calibration("volume")]),
        "convergence": pd.concat([convergence(), convergence("volume")]),
    }
    assert (verdicts(**both)["status"] == "passed").all()
    both[table] = both[table][both[table]["equation"] == "price"]
    failed = verdicts(**both).query("status == 'not computed'")
    assert set(failed["equation"]) == ({""} if table == "scores" else {"volume"})


def test_nothing_at_all_is_a_fail():
    full = {"calibration": calibration(), "convergence": convergence()}
    nothing = {name: table.iloc[:0] for name, table in full.items()}
    found = verdicts(scores=scores(), simple=simple(), **nothing)
    assert len(found) and (found["status"] == "not computed").all()


NAN = [
    ({"scores": scores(price=np.nan)}, "acceptance"),
    ({"scores": scores(price=np.inf)}, "acceptance"),
    ({"simple": simple(ridge=(np.nan, 0.1))}, "beats simple models"),
    ({"simple": simple(ridge=(0.5, 0.1), drift=(np.nan, np.nan))}, "beats simple models"),
    ({"simple": simple(ridge=(0.5, np.nan))}, "beats simple models"),
    ({"calibration": calibration(ninety=np.nan)}, "coverage"),
    ({"calibration": calibration(fifty=np.nan)}, "coverage"),
    ({"convergence": convergence(rhat=np.nan)}, "convergence"),
    ({"convergence": convergence(rhat=np.inf)}, "convergence"),
    ({"convergence": convergence(rhat=None)}, "convergence"),
    ({"convergence": convergence(ess_bulk=np.nan)}, "effective draws"),
    ({"convergence": convergence(ess_bulk=None)}, "effective draws"),
    ({"convergence": convergence(ess_tail=np.nan)}, "effective draws"),
    ({"convergence": convergence(noise_rhat=np.nan)}, "convergence"),
    ({"convergence": convergence(bfmi=np.nan)}, "energy"),
    ({"convergence": convergence(divergences=np.nan)}, "divergences"),
    ({"convergence": convergence(energy_error=np.nan)}, "energy error"),
    ({"convergence": convergence(pareto_k_high=np.nan)}, "leave-one-out"),
    ({"convergence": convergence(pareto_k=np.nan)}, "approximation"),
    ({"convergence": convergence(pareto_k=np.inf)}, "approximation"),
    ({"convergence": convergence(pareto_k=None)}, "approximation"),
    ({"convergence": convergence(distance=np.nan)}, "distance to the reference"),
    ({"convergence": convergence(distance=None)}, "distance to the reference"),
    ({"convergence": convergence(non_finite=np.nan)}, "training"),
    ({"convergence": convergence(non_finite=None)}, "training"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("tables", "check"), NAN)
def test_a_number_that_is_none_is_not_computed_which_counts_as_failed(tables, check):
    found = verdicts(**tables)
    assert list(found.index[found["status"] == "not computed"].unique()) == [check]
    assert not (found["status"] == "failed").any()


def test_one_equation_without_a_loss_fails_its_tier():
    assert np.isnan(verdicts(scores=scores(price=0.1, volume=np.nan)).loc["acceptance", "value"])


def test_one_row_too_many_fails():
    """Two values of one metric: none of them is the value."""
    twice = pd.concat([convergence(), convergence().query("metric == 'rhat'")])
    assert verdicts(convergence=twice).loc["convergence", "status"] == "not computed"


LIMITS = [
    (
        "epsilon",
        EpsilonSettings(tier1=0.25),
        "acceptance",
        {"scores": scores(price=0.5)},
        {"scores": scores(price=0.51)},
    ),
    (
        "coverage",
        0.25,
        "coverage",
        {"calibration": calibration(ninety=0.65)},
        {"calibration": calibration(ninety=0.55)},
    ),
    (
        "rhat",
        1.25,
        "convergence",
        {"convergence": convergence(rhat=1.25)},
        {"convergence": convergence(rhat=1.26)},
    ),
    (
        "ess",
        10.0,
        "effective draws",
        {"convergence": convergence(ess_tail=10.0)},
        {"convergence": convergence(ess_tail=9.0)},
    ),
    (
        "bfmi",
        0.2,
        "energy",
        {"convergence": convergence(bfmi=0.2)},
        {"convergence": convergence(bfmi=0.19)},
    ),
    (
        "divergences",
        0.2,
        "divergences",
        {"convergence": convergence(divergences=0.2)},
        {"convergence": convergence(divergences=0.21)},
    ),
    (
        "energy_error",
        2.0,
        "energy error",
        {"convergence": convergence(energy_error=2.0)},
        {"convergence": convergence(energy_error=2.1)},
    ),
    (
        "pareto_k",
        0.6,
        "approximation",
        {"convergence": convergence(pareto_k=0.6)},
        {"convergence": convergence(pareto_k=0.61)},
    ),
    (
        "distance",
        0.2,
        "distance to the reference",
        {"convergence": convergence(distance=0.2)},
        {"convergence": convergence(distance=0.21)},
    ),
    (
        "pareto_k_share",
        0.3,
        "leave-one-out",
        {"convergence": convergence(pareto_k_high=0.3)},
        {"convergence": convergence(pareto_k_high=0.31)},
    ),
    (
        "scatter",
        0.2,
        "other seeds",
        {"refit": over_seeds(tariff=0.2)},
        {"refit": over_seeds(tariff=0.21)},
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize(("threshold", "limit", "check", "at", "beyond"), LIMITS)
def test_every_threshold_is_the_settings_and_reaching_it_is_allowed(threshold, limit, check, at, beyond):
    settings = replace(SETTINGS, **{threshold: limit})
    allowed, refused = verdicts(settings, **at).loc[check], verdicts(settings, **beyond).loc[check]
    assert (allowed["status"], refused["status"]) == ("passed", "failed")
    assert allowed["threshold"] == refused["threshold"]
    assert allowed["value"] != refused["value"]


def test_the_thresholds_tried_here_are_all_there_are():
    tried = {threshold for threshold, *_ in LIMITS} | {"skill_margin"}
    computing = {"bootstrap", "ridge", "rows", "replicas", "reference"}
    assert set(SETTINGS.__dataclass_fields__) == tried | computing


LEADS = [
    ((0.5, 0.1), 0.0, "passed", "higher by 0.50 (95% band +0.30 to +0.70)"),
    ((-0.5, 0.1), 0.0, "failed", "lower by 0.50 (95% band -0.70 to -0.30)"),
    ((0.1, 0.1), 0.0, "undecided", "+0.10 (95% band -0.10 to +0.30)"),
    ((0.0, 0.0), 0.0, "undecided", "+0.00 (95% band +0.00 to +0.00)"),
    ((0.2, 0.1), 0.0, "undecided", "+0.20 (95% band +0.00 to +0.40)"),
    ((-0.1, 0.1), 0.0, "undecided", "-0.10 (95% band -0.30 to +0.10)"),
    ((0.5, 0.1), 0.4, "undecided", "+0.50 (95% band +0.30 to +0.70)"),
    ((0.5, 0.1), 0.25, "passed", "higher by 0.50 (95% band +0.30 to +0.70)"),
    ((0.5, 0.1), 0.75, "failed", "higher by 0.50 (95% band +0.30 to +0.70)"),
]


@pytest.mark.parametrize(("lead", "margin", "status", "words"), LEADS)
def test_a_lead_counts_where_its_band_leaves_out_the_margin(lead, margin, status, words):
    found = verdicts(replace(SETTINGS, skill_margin=margin), simple=simple(ridge=lead)).loc[
        "beats simple models"
    ]
    assert found["status"] == status
    assert words in found["sentence"] and "ridge" in found["sentence"]
    assert (found["value"], found["threshold"]) == (lead[0], margin)


@pytest.mark.parametrize(
    ("lead", "band", "status"),
    [
        ((-5000.0, 4700.0), (-9000.0, -3.0), "failed"),
        ((-5000.0, 4700.0), (-9000.0, 3.0), "undecided"),
        ((5000.0, 4700.0), (3.0, 9000.0), "passed"),
        ((-0.08, 0.05), (-0.17, -0.01), "failed"),
    ],
)
def test_the_resamples_decide_where_a_few_rows_make_the_error_as_large_as_the_lead(lead, band, status):
    """One row of a thousand is missed by far: its period is in two thirds of the resamples."""
    found = verdicts(simple=simple(ridge=lead, band=band)).loc["beats simple models"]
    assert found["status"] == status and (found["low"], found["high"]) == band
    assert found["advice"] == ("Use ridge." if status == "failed" else "")


def test_the_strongest_simple_model_is_the_rival():
    found = verdicts(simple=simple(ridge=(0.5, 0.1), drift=(-0.3, 0.1), last_value=(1.0, 0.1)))
    rival = found.loc["beats simple models"]
    assert rival["status"] == "failed" and rival["value"] == -0.3
    assert rival["detail"] == "drift" and "drift" in rival["sentence"] and rival["advice"] == "Use drift."


def test_coverage_is_judged_by_the_band_that_is_farthest_off():
    found = verdicts(calibration=calibration(fifty=0.2, ninety=0.88)).loc["coverage"]
    assert found["status"] == "failed" and found["value"] == pytest.approx(0.3)
    assert "50%" in found["sentence"] and "20%" in found["sentence"] and "Too confident" in found["advice"]


def test_a_coverage_of_one_has_the_error_of_its_claim():
    """Resampling ten rows that are all inside finds no error; ten rows cannot tell 90 from 100 %."""
    few = calibration(ninety=1.0, error=0.0).assign(rows=10)
    tight = replace(SETTINGS, coverage=0.05)
    assert verdicts(tight, calibration=few).loc["coverage", "status"] == "undecided"
    assert verdicts(tight, calibration=few.assign(rows=1000)).loc["coverage", "status"] == "failed"


def test_coverage_off_by_more_than_the_limit_fails_unless_it_may_be_chance():
    wide = verdicts(calibration=calibration(ninety=0.75, error=0.09)).loc["coverage"]
    assert wide["status"] == "undecided"
    surely = verdicts(calibration=calibration(ninety=0.75, error=0.05)).loc["coverage"]
    assert surely["status"] == "failed"
    cautious = verdicts(calibration=calibration(fifty=0.9)).loc["coverage"]
    assert cautious["status"] == "failed" and cautious["advice"].startswith("Too cautious: take noise with ")


def test_the_acceptance_constraint_is_the_mean_over_the_equations_of_a_tier():
    found = verdicts(scores=scores(price=0.2, volume=0.6))
    assert found.loc["acceptance", "value"] == pytest.approx((0.04 + 0.36) / 2)
    assert found.loc["acceptance", "equation"] == ""


def test_only_the_network_ahead_is_judged():
    """Scores of other models, other questions and other scales change nothing."""
    other = scores(price=99.0)
    decoys = [
        other.assign(model="ridge"),
        other.assign(holdout="inside"),
        other.assign(scale="original"),
        other.assign(metric="crps"),
    ]
    found = verdicts(scores=pd.concat([scores(price=0.5), *decoys]))
    assert found.loc["acceptance", "value"] == pytest.approx(0.25)


def test_chains_that_were_left_out_leave_the_rest_undecided():
    lost = pd.DataFrame(
        [("price", "sampler", "chains_left_out", 2.0, "")], columns=list(convergence().columns)
    )
    found = verdicts(convergence=pd.concat([convergence(), lost])).loc["chains left out"]
    assert found["status"] == "undecided" and found["sentence"].startswith("2 chains strayed")


@pytest.mark.parametrize(
    "facts",
    [
        {"chains": 1.0, "rhat": None},
        {"draws_per_chain": 1.0, "rhat": None, "ess_bulk": None, "ess_tail": None},
    ],
    ids=["one chain", "one draw a chain"],
)
def test_one_chain_or_one_draw_a_chain_cannot_be_compared(facts):
    found = verdicts(convergence=convergence(divergences=None, pareto_k_high=None, **facts))
    assert found.loc["convergence", "status"] == "void"
    assert not {"effective draws", "divergences", "leave-one-out"} & set(found.index)


def test_the_noise_scale_is_judged_as_predictions_are():
    found = verdicts(convergence=convergence(noise_rhat=1.3, noise_tail=20.0))
    for check in ("convergence", "effective draws"):
        assert found.loc[check, "status"] == "failed" and "of the noise scale" in found.loc[check, "sentence"]
    found = verdicts(convergence=convergence(noise_rhat=1.0, rhat=1.3, ess_bulk=20.0, bfmi=0.9))
    for check in ("convergence", "effective draws"):
        assert found.loc[check, "status"] == "failed" and "of predictions" in found.loc[check, "sentence"]


@pytest.mark.parametrize(
    ("algorithm", "advice"),
    [
        ("nuts", "Too few independent draws: raise inference.nuts.draws."),
        ("microcanonical", "Too few independent draws: raise inference.microcanonical.thin."),
        ("ensemble", f"Too few independent draws: {OTHERWISE}."),
    ],
)
def test_the_algorithm_that_made_the_draws_says_what_to_do(algorithm, advice):
    found = verdicts(algorithm=algorithm, convergence=convergence(ess_bulk=20.0))
    assert found.loc["effective draws", "advice"] == advice


@pytest.mark.parametrize(
    ("unsettled", "flat", "status"),
    [(0, 0, "passed"), (2, 0, "failed"), (0, 3, "failed")],
)
def test_normal_distributions_have_to_be_at_modes(unsettled, flat, status):
    assert "mode" not in verdicts().index
    modes = convergence(unsettled=float(unsettled), flat=float(flat))
    found = verdicts(algorithm="laplace", convergence=modes).loc["mode"]
    assert found["status"] == status
    assert ("inference.laplace.newton_steps" in found["advice"]) == (status == "failed")


def test_no_more_rows_than_inputs_is_a_failure_of_its_own():
    assert "rows" not in verdicts(convergence=convergence(rows=8.0, inputs=7.0)).index
    found = verdicts(convergence=convergence(rows=7.0, inputs=7.0)).loc["rows"]
    assert found["status"] == "failed" and found["sentence"].startswith("7 training rows for 7 inputs")


@pytest.mark.parametrize("unknown", ["rows", "inputs"])
@pytest.mark.parametrize("value", [None, np.nan])
def test_rows_or_inputs_that_are_not_known_are_said(unknown, value):
    """The check was not asked, as where there are rows enough."""
    found = verdicts(convergence=convergence(**{unknown: value}))
    assert found.loc["rows", "status"] == "not computed"


def test_far_from_a_reference_that_has_not_converged_is_not_decided():
    found = verdicts(convergence=convergence(distance=0.5, reference_rhat=1.4))
    row = found.loc["distance to the reference"]
    assert row["status"] == "undecided"
    assert "The reference has not converged itself (R̂ 1.400)" in row["advice"]
    found = verdicts(convergence=convergence(distance=0.5))
    row = found.loc["distance to the reference"]
    assert row["status"] == "failed" and "posterior 0.90 times as wide" in row["sentence"]
    assert "distance to the reference" not in verdicts().index


def test_sentences_hold_the_value():
    found = verdicts(
        calibration=calibration(ninety=0.87),
        convergence=convergence(
            rhat=1.234, ess_bulk=123.0, divergences=0.125, pareto_k_high=0.25, non_finite=3.0
        ),
    )["sentence"]
    said = {
        "acceptance": "0.250",
        "coverage": "87%",
        "convergence": "1.234",
        "effective draws": "123",
        "divergences": "0.125",
        "leave-one-out": "0.250",
        "training": "3",
    }
    for check, value in said.items():
        assert value in found[check], found[check]


def test_a_guide_that_misses_parts_of_the_posterior_is_told_what_to_use():
    assert "approximation" not in verdicts().index  # nothing to certify where there is no guide
    assert verdicts(convergence=convergence(pareto_k=0.7)).loc["approximation", "status"] == "passed"
    far = convergence(pareto_k=1.234)
    found = verdicts(algorithm="variational", convergence=far).loc["approximation"]
    assert found["status"] == "failed" and found["sentence"].startswith("Pareto k̂")
    assert "1.23, allowed 0.7" in found["sentence"]
    assert "bands may be too narrow: use inference=microcanonical" in found["advice"]
    assert "inference=full_rank" in found["advice"]
    far = convergence(pareto_k=1.234, parameters=7000.0)
    advice = verdicts(algorithm="variational", convergence=far).loc["approximation", "advice"]
    assert "inference=low_rank" in advice and "full_rank" not in advice


def test_the_fit_that_answers_has_verdicts_of_its_own():
    found = verdicts(refit=convergence())
    assert list(found.index)[8:] == [
        f"{check}, all rows" for check in ("convergence", "effective draws", "divergences", "training")
    ]
    assert (found["status"] == "passed").all() and (found["equation"][1:] == "price").all()


def test_chains_of_the_fit_that_answers_that_disagree_fail_there_alone():
    found = verdicts(refit=convergence(rhat=1.5))
    assert found["status"]["convergence"] == "passed"
    failed = found.loc["convergence, all rows"]
    assert failed["status"] == "failed" and failed["title"] == "Convergence, all rows"
    assert failed["sentence"].startswith("Of the fit to all rows: Largest R̂ over 4 chains")
    assert failed["advice"].endswith(
        "sample longer (inference.nuts.warmup and draws), or look for several modes."
    )


def test_a_metric_of_the_fit_that_answers_that_is_missing_does_not_pass():
    assert verdicts(refit=convergence(non_finite=None))["status"]["training, all rows"] == "not computed"


def test_the_effect_that_scatters_most_over_seeds_is_judged():
    tables = (over_seeds(tariff=0.03, volume=0.09), over_seeds(tariff=0.17, volume=0.09))
    good, bad = (verdicts(algorithm="variational", refit=one).loc["other seeds"] for one in tables)
    assert good["status"] == "passed" and good["value"] == 0.09
    assert bad["status"] == "failed" and "of the effect of tariff, after 12 periods" in bad["sentence"]
    assert bad["advice"].endswith("raise inference.variational.starts.")
    assert bad["sentence"].endswith("Starts that scatter by 0.35 widths would have been found.")


def test_an_acceptance_limit_that_a_constant_meets_is_none():
    """The mean scores .9² = .81, below the limit of 1: within it nothing passes, beyond it all fails."""
    good, met, bad = (
        verdicts(scores=scores(**one)).loc["acceptance"]
        for one in ({"price": 0.5}, {"price": 0.5, "constant": 0.9}, {"price": 1.2, "constant": 0.9})
    )
    assert [one["status"] for one in (good, met, bad)] == ["passed", "void", "failed"]
    said = "0.250, allowed 1, that of the training mean 1.210, that of the best simple model (ridge) 0.810."
    assert said in good["sentence"] and good["sentence"].startswith(
        "Mean squared error of the tier one period ahead"
    )
    assert bad["advice"].startswith("The tier is not accepted") and good["advice"] == ""
    assert met["sentence"].endswith("a limit that a constant meets is no limit.") and "below" in met["advice"]
    unknown = scores(price=0.5).query("metric != 'constant'")
    assert verdicts(scores=unknown)["status"]["acceptance"] == "undecided"


def test_networks_without_a_posterior_have_nothing_for_their_scatter_to_be_held_against():
    for value in (0.01, 5.0, np.inf):
        found = verdicts(algorithm="ensemble", refit=over_seeds(tariff=value)).loc["other seeds"]
        assert found["status"] == "void" and "no width of their own" in found["sentence"]


def test_one_guide_cannot_say_what_another_seed_would_find():
    assert verdicts(refit=over_seeds(tariff=np.nan))["status"]["other seeds"] == "not computed"


def test_guides_that_are_pooled_need_not_agree():
    guides = pd.DataFrame([("price", "approximation", "guides", 12.0, "")], columns=convergence().columns)
    found = verdicts(algorithm="variational", convergence=pd.concat([convergence(rhat=3.0), guides]))
    assert found["status"]["convergence"] == "void" and "effective draws" not in found.index
