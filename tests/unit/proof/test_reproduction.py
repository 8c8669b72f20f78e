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


def provenance(folder, path, seed=1):
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
    }


def made(folder, draws_from=1):
    """Eight artifacts of a posterior N(1, 0.5²): draws, and what is computed from them."""
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


def test_the_same_made_again_is_identical(original, tmp_path):
    again = made(tmp_path / "again")
    assert set(verdicts(original, again).values()) == {Likeness.identical}
    found = Reproduction(original, again, PATHS)
    assert found.reproduced and "reproduced; 8 identical" in next(found.lines())


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


def test_values_within_rounding_agree_and_others_of_the_same_inputs_do_not(forged, original):
    for share, verdict in ((1e-12, Likeness.within), (1e-5, Likeness.different)):
        scores = read_table(original / SCORES).assign(value=lambda table, by=share: table["value"] * (1 + by))
        write_table(scores, forged / SCORES, provenance(forged, SCORES))
        assert verdicts(forged, original)[SCORES] == verdict


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
