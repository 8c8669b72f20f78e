"""Stages run again on artifacts as they are make the same, and others where an artifact was changed."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from replay import Named, held, holding, replayable, replayed

from tradewinds.artifacts import read_table, read_tree, write_table, write_tree
from tradewinds.carried_provenance import read_provenance, value_hash
from tradewinds.errors import ProofError
from tradewinds.proof.likeness import Likeness
from tradewinds.proof.reproduction import Reproduction
from tradewinds.settings.compose import compose
from tradewinds.settings.stages import STAGES

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"
CODE = {stage.code: "c" for stage in STAGES.values()}
PANEL, TRAIN = "prepare/sectors/panel.parquet", "prepare/sectors/train.parquet"
NATIONAL = "prepare/national/panel.parquet"
DRAWS, SCALER, CONVERGENCE = (
    f"answer/tier2/{name}" for name in ("posterior.nc", "scaler.nc", "convergence.parquet")
)
FEW = [
    "data.synthetic.sectors=3",
    "data.synthetic.periods=50",
    "tier2.inference.microcanonical={chains: 4, warmup: 3000, draws: 60, thin: 40, chunk: 1000}",
]
SMALL = ["data.synthetic.sectors=3", "data.synthetic.periods=50"]


@pytest.fixture(scope="module", autouse=True)
def begun_warm(python):
    """Stages are run by the command that stands for ``python``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", python)
        yield


@pytest.fixture(scope="module")
def jobs():
    return [*replayable(compose(CONFIGS, "quickstart", SMALL), CODE, ("quickstart", SMALL))]


@pytest.fixture(scope="module")
def results(jobs, tmp_path_factory):
    """Two stages' results, made by their own scripts."""
    folder = tmp_path_factory.mktemp("results") / "small"
    folder.mkdir()
    for path in (PANEL, TRAIN):
        made, failed = replayed(jobs, [path], folder, folder.parent / "apart", 1)
        assert not failed
        for name, at in made.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(at / name, folder / name)
    return folder


def test_jobs_are_those_that_train_nothing(jobs):
    stages = {job.rule for job in jobs}
    assert {"read", "predict", "roll_out", "report", "manifest"} <= stages
    assert not {"fit", "fit_reference"} & stages
    trained = {path for job in jobs for path in job.outputs.values() if path.endswith("posterior.nc")}
    assert not trained and {"answer/tier2/scaler.nc", "answer/tier2/convergence.parquet"} <= {
        path for job in jobs for path in job.outputs.values()
    }
    (manifest,) = [job for job in jobs if job.rule == "manifest"]
    assert (
        "fit/tier1/posterior.nc" in list(manifest.sources) and manifest.params["request"][0] == "quickstart"
    )


def test_a_stage_on_the_same_inputs_makes_the_same(jobs, results, tmp_path):
    made, failed = replayed(jobs, [TRAIN], results, tmp_path / "apart", 1)
    assert not failed and set(made) == {TRAIN, TRAIN.replace("train", "test")}
    again = made[TRAIN] / TRAIN
    assert again.read_bytes() == (results / TRAIN).read_bytes()
    assert read_provenance(again)["inputs"] == {PANEL: value_hash(results / PANEL)}


def test_an_artifact_that_does_not_follow_is_different(jobs, results, tmp_path):
    """Every hash of the forgery is as it should be."""
    forged = shutil.copytree(results, tmp_path / "small")
    table = read_table(forged / TRAIN)
    number = next(name for name in table if pd.api.types.is_float_dtype(table[name]))
    told = {key: one for key, one in read_provenance(forged / TRAIN).items() if key != "values"}
    write_table(table.assign(**{number: table[number] * (1 + 1e-6)}), forged / TRAIN, told)
    made, failed = replayed(jobs, [TRAIN], forged, tmp_path / "apart", 1)
    found = Reproduction(forged, tmp_path / "none", [TRAIN], made, failed)
    assert found.table["verdict"].tolist() == [Likeness.different] and not found.reproduced


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """The fit to all rows of a tier, trained shortly, and the job that makes the rest of it."""
    jobs = [*replayable(compose(CONFIGS, "quickstart", FEW), CODE, ("quickstart", FEW))]
    (job,) = [one for one in jobs if one.rule == "fit_all" and one.wildcards["tier"] == "tier2"]
    own = {"posterior": job.inputs["posterior"]}
    read = {name: paths for name, paths in job.inputs.items() if name not in own}
    training = replace(job, inputs=read, outputs=job.outputs | own)
    folder = tmp_path_factory.mktemp("answers") / "small"
    for one, path in ((jobs, NATIONAL), ([training], CONVERGENCE)):
        made, failed = replayed(one, [path], folder, folder.parent / "apart", 1)
        assert not failed
        for name, at in made.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(at / name, folder / name)
    return job, folder


def test_scaler_and_convergence_of_the_answer_are_what_panel_and_draws_give(answer, tmp_path):
    """To the last bit on the same processor; a forgery is found on others too."""
    job, folder = answer
    assert job.outputs == {"scaler": SCALER, "convergence": CONVERGENCE}
    made, failed = replayed([job], [*job.outputs.values()], folder, tmp_path / "apart", 1)
    honest = Reproduction(folder, tmp_path / "none", [DRAWS, SCALER, CONVERGENCE], made, failed)
    assert not failed and honest.table["verdict"].tolist() == [
        Likeness.not_made,
        Likeness.identical,
        Likeness.identical,
    ]
    assert honest.not_looked_at == [DRAWS]
    forged = shutil.copytree(folder, tmp_path / "small")
    table, scaler = read_table(forged / CONVERGENCE), read_tree(forged / SCALER)
    close = table["value"].where(table["metric"] != "rhat", table["value"] - 0.001)
    told = {"processor": "x86-64-v3/AuthenticAMD-25-1/33bb44"}
    write_table(table.assign(value=close), forged / CONVERGENCE, read_provenance(forged / CONVERGENCE) | told)
    for group in scaler.children.values():
        for name, array in group.data_vars.items():
            if array.dtype.kind == "f":
                group[name] = array * (1 + 1e-6)
    write_tree(scaler, forged / SCALER, read_provenance(forged / SCALER) | told)
    found = Reproduction(forged, tmp_path / "none", [DRAWS, SCALER, CONVERGENCE], made, failed)
    assert found.table["verdict"].tolist()[1:] == [Likeness.different] * 2 and not found.reproduced


def test_forged_draws_are_not_those_of_the_posterior(answer, tmp_path):
    """Every hash of the forgery is as it should be; the panel and the model say that it is none of theirs."""
    _, folder = answer
    jobs = [*holding(compose(CONFIGS, "quickstart", FEW), CODE, ("quickstart", FEW))]
    assert {job.inputs["posterior"] for job in jobs} == {
        f"{of}/{tier}/posterior.nc" for of in ("fit", "answer") for tier in ("tier1", "tier2")
    }

    def verdict(review):
        tables, failed = held(jobs, [DRAWS], review, tmp_path / "apart" / review.parent.name, 1)
        found = Reproduction(review, tmp_path / "none", [DRAWS], held=tables, not_held=failed)
        return found, found.table.iloc[0]

    honest, row = verdict(folder)
    assert row["verdict"] == Likeness.within and "the draws are those of this posterior" in row["reason"]
    assert honest.reproduced and not honest.not_looked_at and row["told_otherwise"] == ""
    forged = shutil.copytree(folder, tmp_path / "forged" / "small")
    told = {key: one for key, one in read_provenance(forged / DRAWS).items() if key != "values"}
    draws = read_tree(forged / DRAWS)
    for name in ("gdp", "income", "unemployment"):
        posterior = draws[f"{name}/posterior"].to_dataset()
        moved = posterior["intercept"] + 2 * posterior["intercept"].std()
        draws[f"{name}/posterior"].dataset = posterior.assign(intercept=moved)
    write_tree(draws, forged / DRAWS, told | {"seed": 5})
    forgery, row = verdict(forged)
    assert row["verdict"] == Likeness.different and not forgery.reproduced
    assert "the draws are not those of this posterior" in row["reason"] and row["told_otherwise"] == "seed"
    other = draws.copy()
    other["gdp/posterior"].dataset = draws["gdp/posterior"].to_dataset().drop_vars("sigma")
    write_tree(other, forged / DRAWS, told)
    _, row = verdict(forged)
    assert row["verdict"] == Likeness.different and "gdp: the draws have nothing of sigma" in row["reason"]


def test_what_cannot_be_run_says_why(jobs, results, tmp_path):
    assert replayed(jobs, ["report/index.html"], results, tmp_path / "apart", 1)[1].keys() == {
        "report/index.html",
        "report/index.parquet",
    }
    damaged = shutil.copytree(results, tmp_path / "small")
    (damaged / PANEL).write_bytes(b"nothing")
    failed = replayed(jobs, [TRAIN], damaged, tmp_path / "apart", 1)[1]
    assert "split | ERROR" in failed[TRAIN] and "panel.parquet" in failed[TRAIN]


def test_results_are_not_swept_away(jobs, results):
    with pytest.raises(ProofError, match="lies where stages are run again"):
        replayed(jobs, [TRAIN], results, results.parent, 1)
    assert (results / PANEL).is_file()


def test_values_are_had_in_a_row_and_by_name():
    named = Named({"train": ["a", "b"], "scaler": "c", "none": []})
    assert list(named) == ["a", "b", "c"] and named.train == ["a", "b"] and named["scaler"] == named[2] == "c"
    assert named.get("posterior") is None and dict(named.items())["none"] == []
    assert not hasattr(named, "posterior")
