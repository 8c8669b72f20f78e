"""Results beside the same made again: identical, within a tolerance, different; forged ones are different."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from tradewinds.artifacts import (
    read_page,
    read_table,
    read_tree,
    write_json,
    write_page,
    write_table,
    write_tree,
)
from tradewinds.carried_provenance import read_provenance, value_hash
from tradewinds.errors import ProofError
from tradewinds.proof.likeness import Likeness
from tradewinds.proof.reproduction import Reproduction

PANEL, DRAWS = "prepare/panel.parquet", "fit/tier1/posterior.nc"
CONVERGENCE, SCORES = "diagnose/tier1/convergence.parquet", "diagnose/tier1/scores.parquet"
ROLLED, TABLE, PAGE = "policy/a/rollout.nc", "report/index.parquet", "report/index.html"
MANIFEST = "manifest.json"
PATHS = [PANEL, DRAWS, CONVERGENCE, SCORES, ROLLED, TABLE, PAGE, MANIFEST]
INPUTS = {
    PANEL: [],
    DRAWS: [PANEL],
    CONVERGENCE: [DRAWS],
    SCORES: [DRAWS, PANEL],
    ROLLED: [DRAWS],
    TABLE: [SCORES, ROLLED],
    PAGE: [SCORES, ROLLED],
    MANIFEST: [PANEL, DRAWS, CONVERGENCE, SCORES, ROLLED, TABLE, PAGE],
}
LEVELS = [0.05, 0.5, 0.95]


HERE, THERE = "x86-64-v4/GenuineIntel-6-167/11aa22", "x86-64-v3/AuthenticAMD-25-1/33bb44"


def of_folder(folder, path, seed=1, processor=HERE):
    return {
        "experiment": "small",
        "stage": path.split("/")[0],
        "settings": {"width": 4},
        "inputs": {name: value_hash(folder / name) for name in INPUTS[path]},
        "code": "c",
        "seed": seed,
        "packages": {"numpy": "2"},
        "python": "3.11",
        "device": "cpu",
        "precision": "float64",
        "processor": processor,
    }


provenance = of_folder


def made(folder, draws_from=1):
    """Eight artifacts of a posterior N(1, 0.5²): draws, and what is computed from them."""

    def provenance(folder, path):
        return of_folder(folder, path, processor=HERE if draws_from == 1 else THERE)

    rng = np.random.default_rng(7)
    panel = pd.DataFrame({"period": np.arange(20), "price": rng.standard_normal(20)})
    write_table(panel, folder / PANEL, provenance(folder, PANEL))
    w = 1 + 0.5 * np.random.default_rng(draws_from).standard_normal((4, 250, 3))
    posterior = xr.Dataset({"w": (("chain", "draw", "input"), w)})
    fitted = xr.DataTree.from_dict({"/price/posterior": posterior})
    write_tree(fitted, folder / DRAWS, provenance(folder, DRAWS))
    ess = {"quantity": ["prediction"], "metric": ["ess_bulk"], "value": [900.0 + draws_from]}
    write_table(pd.DataFrame(ess), folder / CONVERGENCE, provenance(folder, CONVERGENCE))
    effect = w.reshape(-1, 3)
    log_score = float(-0.5 * np.mean((panel["price"].to_numpy() - effect[:, 0].mean()) ** 2))
    scores = pd.DataFrame({"metric": ["lppd"], "scale": ["original"], "value": [log_score], "error": [0.1]})
    write_table(scores, folder / SCORES, provenance(folder, SCORES))
    rolled = xr.Dataset(
        {"price_effect_quantile": (("quantile", "period"), np.quantile(effect, LEVELS, axis=0))},
        coords={"quantile": LEVELS, "period": [1, 2, 3]},
    )
    write_tree(xr.DataTree.from_dict({"/national": rolled}), folder / ROLLED, provenance(folder, ROLLED))
    low, middle, high = np.quantile(effect[:, 2], LEVELS)
    answer = f"Prices would be {middle:.3f} % higher"
    text = pd.DataFrame({"text": [answer], "value": [middle], "low": [low], "high": [high], "level": [0.9]})
    write_table(text.assign(source="policy/a/rollout.nc"), folder / TABLE, provenance(folder, TABLE))
    page = f"<html><body><svg>{draws_from}</svg><p>{answer}.</p><p>Good.</p></body></html>"
    write_page(page, folder / PAGE, provenance(folder, PAGE))
    listed(folder)
    return folder


def listed(folder):
    entries = [{"path": path, "values": value_hash(folder / path)} for path in INPUTS[MANIFEST]]
    write_json({"artifacts": entries}, folder / MANIFEST, provenance(folder, MANIFEST))


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    return made(tmp_path_factory.mktemp("original"))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The same on a machine whose chains took another way."""
    return made(tmp_path_factory.mktemp("elsewhere"), draws_from=2)


@pytest.fixture
def forged(original, tmp_path):
    return shutil.copytree(original, tmp_path / "forged")


def verdicts(review, again):
    table = Reproduction(review, again, PATHS).table.set_index("artifact")
    return table["verdict"].to_dict()


def sealed(folder, *paths):
    """Every hash of a forgery recomputed: its values', what others say of it, the list's."""
    for path in paths:
        then = {key: value for key, value in read_provenance(folder / path).items() if key != "values"}
        then["inputs"] = {name: value_hash(folder / name) for name in then["inputs"]}
        if path.endswith(".parquet"):
            write_table(read_table(folder / path), folder / path, then)
        elif path.endswith(".nc"):
            write_tree(read_tree(folder / path), folder / path, then)
    listed(folder)


@pytest.mark.slow
def test_the_same_made_again_is_identical(original, tmp_path):
    again = made(tmp_path / "again")
    assert set(verdicts(original, again).values()) == {Likeness.identical}
    found = Reproduction(original, again, PATHS)
    assert found.reproduced and "reproduced; 8 identical" in next(found.lines())


@pytest.mark.slow
def test_other_draws_of_the_same_posterior_are_within_the_tolerance(original, elsewhere):
    found = Reproduction(original, elsewhere, PATHS)
    table = found.table.set_index("artifact")
    assert table.loc[PANEL, "verdict"] == Likeness.identical
    assert set(table["verdict"].drop(PANEL)) == {Likeness.within} and found.reproduced
    band = table.loc[ROLLED]
    assert band["unit"] == "band widths" and 0 < band["size"] < band["allowed"] < 0.25
    draws = table.loc[DRAWS]
    assert draws["unit"] == "posterior deviations" and 0 < draws["size"] < draws["allowed"] < 0.5


def test_a_forged_score_with_every_hash_recomputed_is_different(forged, original):
    scores = read_table(forged / SCORES).assign(value=lambda table: table["value"] + 0.01)
    write_table(scores, forged / SCORES, provenance(forged, SCORES))
    sealed(forged, TABLE)
    found = verdicts(forged, original)
    assert found[SCORES] == Likeness.different
    assert {found[path] for path in (PANEL, DRAWS, ROLLED)} == {Likeness.identical}
    assert not Reproduction(forged, original, PATHS).reproduced


@pytest.mark.slow
@pytest.mark.parametrize("here", ["original", "elsewhere"])
def test_a_forged_effect_is_different_wherever_it_is_made_again(here, forged, request):
    """A third of a band, on the machine it was made on and on another."""
    tree = read_tree(forged / ROLLED)
    tree["national"]["price_effect_quantile"] += 0.6
    write_tree(tree, forged / ROLLED, provenance(forged, ROLLED))
    sealed(forged, TABLE)
    found = Reproduction(forged, request.getfixturevalue(here), PATHS)
    row = found.table.set_index("artifact").loc[ROLLED]
    assert row["verdict"] == Likeness.different and row["size"] == pytest.approx(0.6 / 1.645, rel=0.3)
    assert "price_effect_quantile" in row["reason"] and not found.reproduced


def test_a_forged_posterior_is_different_elsewhere_too(forged, elsewhere):
    tree = read_tree(forged / DRAWS)
    tree["price/posterior"]["w"][..., 1] += 0.25
    write_tree(tree, forged / DRAWS, provenance(forged, DRAWS))
    sealed(forged, CONVERGENCE, SCORES, ROLLED, TABLE)
    assert verdicts(forged, elsewhere)[DRAWS] == Likeness.different


def test_draws_that_were_narrowed_are_different(forged, elsewhere):
    tree = read_tree(forged / DRAWS)
    w = tree["price/posterior"]["w"]
    tree["price/posterior"]["w"] = w.mean() + 0.6 * (w - w.mean())
    write_tree(tree, forged / DRAWS, provenance(forged, DRAWS))
    assert verdicts(forged, elsewhere)[DRAWS] == Likeness.different


@pytest.mark.slow
@pytest.mark.parametrize("here", ["original", "elsewhere"])
@pytest.mark.parametrize(("old", "new"), [("Good", "Excellent"), (r"be \d", "be 7")], ids=["word", "number"])
def test_a_page_that_says_otherwise_is_different(old, new, here, forged, request):
    text = (forged / PAGE).read_text().split("\n<script")[0]
    assert re.search(old, text)
    write_page(re.sub(old, new, text), forged / PAGE, provenance(forged, PAGE))
    listed(forged)
    assert verdicts(forged, request.getfixturevalue(here))[PAGE] == Likeness.different


def test_a_statement_that_was_left_out_is_named(forged, elsewhere):
    table = read_table(forged / TABLE)
    doubt = table.assign(text="One check fails", value=np.nan, low=np.nan, high=np.nan)
    write_table(pd.concat([table, doubt]), forged / TABLE, provenance(forged, TABLE))
    row = Reproduction(forged, elsewhere, PATHS).table.set_index("artifact").loc[TABLE]
    assert row["verdict"] == Likeness.different and row["words"] == 1 and not row["beyond"]
    assert row["reason"] == "2 statements, 1 made again; it alone says “One check fails”"


def test_a_list_that_lies_is_different(forged, elsewhere):
    entries = [{"path": path, "values": "0" * 64} for path in INPUTS[MANIFEST]]
    write_json({"artifacts": entries}, forged / MANIFEST, provenance(forged, MANIFEST))
    assert verdicts(forged, elsewhere)[MANIFEST] == Likeness.different


@pytest.mark.slow
@pytest.mark.parametrize(
    ("processor", "share", "verdict"),
    [
        (THERE, 1e-12, Likeness.within),
        (THERE, 1e-5, Likeness.different),
        (HERE, 1e-12, Likeness.different),
        ("x86-64-v4", 1e-12, Likeness.within),
    ],
    ids=["elsewhere", "more than rounding", "same processor", "of a kind alone"],
)
def test_of_the_same_inputs_rounding_may_differ_on_another_processor(
    processor, share, verdict, forged, original
):
    scores = read_table(original / SCORES).assign(value=lambda table: table["value"] * (1 + share))
    write_table(scores, forged / SCORES, provenance(forged, SCORES, processor=processor))
    assert verdicts(forged, original)[SCORES] == verdict


@pytest.mark.slow
def test_a_number_that_became_none_or_a_row_less_is_different(forged, elsewhere):
    scores = read_table(forged / SCORES)
    for changed in (scores.assign(value=np.nan), scores.iloc[:0], scores.drop(columns="error")):
        write_table(changed, forged / SCORES, provenance(forged, SCORES))
        assert verdicts(forged, elsewhere)[SCORES] == Likeness.different


def test_other_settings_are_said_although_the_values_are_the_same(forged, original):
    write_table(read_table(forged / SCORES), forged / SCORES, provenance(forged, SCORES, seed=2))
    row = Reproduction(forged, original, PATHS).table.set_index("artifact").loc[SCORES]
    assert row["verdict"] == Likeness.identical and row["told_otherwise"] == "seed"
    assert "made with other seed than here" in list(Reproduction(forged, original, PATHS).lines())[-1]
    told = provenance(forged, ROLLED, seed=2, processor=THERE)
    write_tree(read_tree(forged / ROLLED), forged / ROLLED, told)
    said = list(Reproduction(forged, original, PATHS).lines())[-1]
    assert said == "  2 files say that they were made with other seed, processor than here."


def test_what_is_gone_damaged_or_not_made_again_is_told(forged, tmp_path, original):
    (forged / SCORES).unlink()
    (forged / ROLLED).write_bytes(b"nothing")
    again = shutil.copytree(original, tmp_path / "again")
    (again / PAGE).unlink()
    found = Reproduction(forged, again, PATHS)
    assert found.table.set_index("artifact")["verdict"].to_dict() | {PANEL: 0} == {
        **dict.fromkeys(PATHS, Likeness.identical),
        PANEL: 0,
        SCORES: Likeness.missing,
        ROLLED: Likeness.different,
        PAGE: Likeness.not_made,
    }
    assert not found.reproduced


def test_results_that_are_not_there_are_said_before_anything_is_made(original, tmp_path):
    """Hours of training would have nothing to be compared with."""
    with pytest.raises(ProofError, match=r"none is not there; expected results to compare with\. tradewinds"):
        Reproduction(tmp_path / "none", original, PATHS)
    with pytest.raises(ProofError, match=r"tradewinds run quickstart with the same --set makes them"):
        Reproduction(tmp_path / "quickstart+seed-3-1b22c0", original, PATHS)


def test_results_are_not_compared_with_themselves(original, tmp_path):
    (tmp_path / "link").symlink_to(original)
    with pytest.raises(ProofError, match="compared with itself"):
        Reproduction(original, tmp_path / "link", PATHS)


def test_nothing_made_again_is_no_reproduction(original, tmp_path):
    assert not Reproduction(original, tmp_path, PATHS).reproduced


def test_nothing_that_could_be_made_again_is_refused(original, tmp_path):
    with pytest.raises(ProofError, match="nothing of .* would be made again"):
        Reproduction(original, tmp_path, [])


@pytest.mark.parametrize("content", [b"[]", b"1", b'{"tradewinds": []}', b'{"tradewinds": {}}'])
def test_a_list_that_is_none_does_not_end_the_comparison(content, forged, original):
    (forged / MANIFEST).write_bytes(content)
    found = Reproduction(forged, original, PATHS)
    assert found.table.set_index("artifact").loc[MANIFEST, "verdict"] == Likeness.different
    assert list(found.lines())


def test_the_precision_is_that_in_which_it_was_computed(forged, original, tmp_path):
    """Settings may name another one: of the network, where its scores are computed in double precision."""
    for folder in (forged, shutil.copytree(original, tmp_path / "again")):
        said = provenance(folder, SCORES) | {"settings": {"precision": "float32"}}
        step = 1e-5 if folder == forged else 0.0
        scores = read_table(folder / SCORES).assign(value=lambda table, by=step: table["value"] * (1 + by))
        write_table(scores, folder / SCORES, said)
    assert verdicts(forged, tmp_path / "again")[SCORES] == Likeness.different


@pytest.mark.slow
@pytest.mark.parametrize("here", ["original", "elsewhere"])
def test_markup_that_was_added_to_a_page_is_different(here, forged, request):
    text = read_page(forged / PAGE).replace("</body>", "<script>go()</script></body>")
    write_page(text, forged / PAGE, provenance(forged, PAGE))
    listed(forged)
    assert verdicts(forged, request.getfixturevalue(here))[PAGE] == Likeness.different


def test_a_number_inside_a_sentence_is_held_to_its_row(forged, elsewhere):
    """Table, page and every hash say so; value and band beside it do not."""
    table = read_table(forged / TABLE)
    written = f"{table['value'][0]:.3f}"
    for path in (TABLE, PAGE):
        if path == PAGE:
            text = read_page(forged / PAGE).replace(written, "25.000")
            write_page(text, forged / PAGE, provenance(forged, PAGE))
        else:
            said = table.assign(text=table["text"].str.replace(written, "25.000", regex=False))
            write_table(said, forged / TABLE, provenance(forged, TABLE))
    listed(forged)
    row = Reproduction(forged, elsewhere, PATHS).table.set_index("artifact").loc[TABLE]
    assert row["verdict"] == Likeness.different and "25.000" in row["reason"] and row["words"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("theirs", "told"), [({}, ""), ({"h5py": "3", "h5netcdf": "1"}, ""), ({"h5py": "2"}, "packages")]
)
def test_packages_of_arrays_may_be_named_here_alone(theirs, told, forged, original, tmp_path):
    """A stage that is run again on draws has read an array before it writes its tables."""
    here = tmp_path / "replayed"
    shutil.copytree(original, here)
    for folder, packages in ((forged, theirs), (here, {"h5py": "3", "h5netcdf": "1"})):
        said = provenance(folder, SCORES) | {"packages": {"numpy": "2"} | packages}
        write_table(read_table(original / SCORES), folder / SCORES, said)
    listed(forged)
    found = Reproduction(forged, tmp_path / "nothing", PATHS, replayed=dict.fromkeys(BELOW, here))
    assert found.table.set_index("artifact").loc[SCORES, "told_otherwise"] == told


@pytest.mark.slow
@pytest.mark.parametrize("packages", [{"numpy": "2"}, {"numpy": "2.1"}, {}], ids=["same", "other", "none"])
def test_a_picture_that_was_exchanged_is_different_or_said(packages, forged, original, tmp_path):
    """Another version of a library may draw another: what a file says of itself is named, and no secret."""
    text = read_page(forged / PAGE).replace("<svg>1</svg>", "<svg>forged</svg>")
    write_page(text, forged / PAGE, provenance(forged, PAGE) | {"packages": packages})
    listed(forged)
    found = Reproduction(forged, tmp_path / "nothing", PATHS, replayed=dict.fromkeys(BELOW, original))
    row, said = found.table.set_index("artifact").loc[PAGE], [*found.lines()]
    if packages == {"numpy": "2"}:
        assert row["verdict"] == Likeness.different and not found.reproduced
        return
    assert row["verdict"] == Likeness.within and row["pictures"] == 1 and row["told_otherwise"] == "packages"
    assert said[0].endswith("; pictures not compared: 1.")
    assert said[-1] == "  1 file says that it was made with other packages than here."
    full = Reproduction(forged, original, PATHS, replayed=dict.fromkeys(BELOW, original))
    assert next(full.lines()).endswith("; pictures not compared: 1.")


@pytest.mark.slow
def test_pictures_of_other_draws_are_held_to_what_follows(original, elsewhere):
    alone = Reproduction(original, elsewhere, PATHS)
    assert "pictures not compared: 1" in next(alone.lines())
    held = Reproduction(original, elsewhere, PATHS, replayed=dict.fromkeys(BELOW, original))
    assert "pictures" not in next(held.lines()) and not held.table["pictures"].any()
    assert held.table.set_index("artifact").loc[PAGE, "told_otherwise"] == "processor"


def test_numbers_of_a_page_without_a_table_are_not_judged(original, elsewhere, tmp_path):
    review, again = (shutil.copytree(one, tmp_path / one.name) for one in (original, elsewhere))
    for folder in (review, again):
        (folder / TABLE).unlink()
    row = Reproduction(review, again, PATHS).table.set_index("artifact").loc[PAGE]
    assert row["verdict"] == Likeness.within and row["unjudged"] == 1 and "not judged" in row["reason"]


def test_rounding_is_that_of_numbers_of_the_same_kind(original, tmp_path):
    """A score beside a count of millions: moved by a millionth it is another, whatever the count."""
    kinds = {"equation": ["price", "price"], "metric": ["lppd", "rows"], "value": [-0.5, 5e6]}
    for folder, by in (("review", 1e-6), ("close", 1e-12), ("again", 0.0)):
        table = pd.DataFrame(kinds).assign(value=lambda one, by=by: one["value"] * [1 + by, 1])
        told = of_folder(original, SCORES, processor=HERE if folder == "again" else THERE)
        write_table(table, tmp_path / folder / SCORES, told)
    given = {"replayed": {SCORES: tmp_path / "again"}}
    found = [
        Reproduction(tmp_path / one, tmp_path / "none", [SCORES], **given).table.iloc[0]
        for one in ("review", "close")
    ]
    assert [one["verdict"] for one in found] == [Likeness.different, Likeness.within]
    assert found[0]["size"] == pytest.approx(1e-6, rel=1e-3)


BELOW = [CONVERGENCE, SCORES, ROLLED, TABLE, PAGE, MANIFEST]
"""What follows from draws."""


def test_only_what_was_made_of_other_inputs_is_replayed(original, elsewhere, tmp_path):
    assert Reproduction(original, elsewhere, PATHS).to_replay() == BELOW
    assert Reproduction(original, made(tmp_path / "again"), PATHS).to_replay() == []
    assert Reproduction(original, tmp_path / "nothing", PATHS).to_replay() == PATHS


@pytest.mark.slow
def test_a_small_forgery_is_found_elsewhere_by_what_follows_from_the_draws(forged, original, elsewhere):
    """Less than Monte Carlo error of the score: what was made again alone would not tell."""
    scores = read_table(forged / SCORES).assign(value=lambda table: table["value"] + 0.02)
    write_table(scores, forged / SCORES, provenance(forged, SCORES))
    sealed(forged, TABLE)
    told = Reproduction(forged, elsewhere, PATHS)
    assert told.table.set_index("artifact").loc[SCORES, "verdict"] == Likeness.within
    told = Reproduction(forged, elsewhere, PATHS, replayed={SCORES: original})
    row = told.table.set_index("artifact").loc[SCORES]
    assert row["verdict"] == row["replayed"] == Likeness.different and not told.reproduced
    assert row["reason"].startswith("not what follows from the results above it")


@pytest.mark.slow
def test_what_follows_and_has_no_uncertainty_of_its_own_is_judged(forged, elsewhere):
    alone = Reproduction(forged, elsewhere, PATHS).table.set_index("artifact").loc[CONVERGENCE]
    found = Reproduction(forged, elsewhere, PATHS, replayed=dict.fromkeys(BELOW, forged.parent / "same"))
    shutil.copytree(forged, forged.parent / "same")
    row = found.table.set_index("artifact").loc[CONVERGENCE]
    assert (alone["unjudged"], row["unjudged"], row["replayed"]) == (1, 0, Likeness.identical)
    assert row["verdict"] == Likeness.within and "not judged" not in row["reason"] and found.reproduced


def test_results_are_held_to_what_follows_from_them_without_any_training(forged, original, tmp_path):
    found = Reproduction(forged, tmp_path / "nothing", PATHS, replayed=dict.fromkeys(BELOW, original))
    assert found.reproduced and "6 identical, 2 not made again" in next(found.lines())
    (forged / ROLLED).unlink()
    why = {SCORES: "predict | ERROR: no such thing"}
    found = Reproduction(forged, tmp_path / "nothing", PATHS, dict.fromkeys([ROLLED], original), why)
    table = found.table.set_index("artifact")
    assert table.loc[[SCORES, ROLLED], "verdict"].tolist() == [Likeness.different, Likeness.missing]
    assert "ends: predict | ERROR: no such thing" in table.loc[SCORES, "reason"] and not found.reproduced


@pytest.mark.slow
def test_words_that_follow_may_be_others_of_other_draws(original, elsewhere, tmp_path):
    """A check that lies next to its threshold ends otherwise elsewhere: no forgery, and it is said."""
    again = shutil.copytree(elsewhere, tmp_path / "again")
    table = read_table(again / TABLE)
    doubt = table.assign(text="One check fails", value=np.nan, low=np.nan, high=np.nan)
    write_table(pd.concat([table, doubt]), again / TABLE, provenance(again, TABLE, processor=THERE))
    text = read_page(again / PAGE).replace("Good.", "One check fails.")
    write_page(text, again / PAGE, provenance(again, PAGE, processor=THERE))
    alone = Reproduction(original, again, PATHS).table.set_index("artifact")
    assert set(alone.loc[[TABLE, PAGE], "verdict"]) == {Likeness.different}
    found = Reproduction(original, again, PATHS, replayed=dict.fromkeys(BELOW, original))
    rows = found.table.set_index("artifact").loc[[TABLE, PAGE]]
    assert set(rows["verdict"]) == {Likeness.within} and (rows["words"] > 0).all() and found.reproduced
    assert "2 files follow from the draws they are made of" in list(found.lines())[-1]
    assert rows["reason"].str.startswith("of other draws: ").all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("apart", "verdict"),
    [(1e-12, Likeness.within), (1e-3, Likeness.different), ("none", Likeness.different)],
    ids=["rounding", "more", "no number"],
)
def test_numbers_among_the_attributes_of_arrays_are_numbers(apart, verdict, original, tmp_path):
    for folder, number in ((tmp_path / "review", 0.5), (tmp_path / "again", apart)):
        shutil.copytree(original, folder)
        tree = read_tree(folder / ROLLED)
        told = number if isinstance(number, str) or number == 0.5 else 0.5 * (1 + number)
        tree["national"]["price_effect_quantile"].attrs |= {"apart": told, "units": "%"}
        about = provenance(folder, ROLLED, processor=THERE if number == 0.5 else HERE)
        write_tree(tree, folder / ROLLED, about)
    assert verdicts(tmp_path / "review", tmp_path / "again")[ROLLED] == verdict


@pytest.mark.parametrize(
    ("path", "verdict"),
    [("answer/tier1/scaler.nc", Likeness.different), ("answer/tier1/posterior.nc", Likeness.within)],
)
def test_what_training_measures_before_it_trains_is_the_same_everywhere(path, verdict, tmp_path):
    for folder, mean, processor in (("review", 1.0, THERE), ("again", 1.001, HERE)):
        told = of_folder(tmp_path, PANEL, processor=processor) | {"stage": "fit_all"}
        write_tree(
            xr.DataTree.from_dict({"/price": xr.Dataset({"mean": mean})}), tmp_path / folder / path, told
        )
    found = Reproduction(tmp_path / "review", tmp_path / "again", [path])
    assert found.table["verdict"].tolist() == [verdict]


def test_a_list_that_lies_is_found_without_any_training(forged, original, tmp_path):
    """Its hashes are not compared with those of other artifacts, but with what these hold."""
    entries = [{"path": path, "values": "0" * 64} for path in INPUTS[MANIFEST]]
    write_json({"artifacts": entries}, forged / MANIFEST, provenance(forged, MANIFEST))
    found = Reproduction(forged, tmp_path / "nothing", PATHS, replayed=dict.fromkeys(BELOW, original))
    row = found.table.set_index("artifact").loc[MANIFEST]
    assert row["verdict"] == Likeness.different and "other values than its list says" in row["reason"]


def test_a_word_that_does_not_follow_is_not_excused(forged, original, tmp_path):
    text = read_page(forged / PAGE).replace("Good.", "Excellent.")
    write_page(text, forged / PAGE, provenance(forged, PAGE))
    listed(forged)
    found = Reproduction(forged, tmp_path / "nothing", PATHS, replayed=dict.fromkeys(BELOW[:-1], original))
    assert not found.reproduced and "thresholds" not in "".join(found.lines())
