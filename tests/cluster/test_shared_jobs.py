"""Of experiments that share a job of Slurm one fails at work: the others are made, then that one alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shrunk import SHIPPED, SMALL_WALK

ROOT = Path(__file__).parents[2]

WALK = """
import jax
import jax.numpy as jnp

from tradewinds.simulators.parameter import Parameter

PARAMETERS = (Parameter("probability", "of a step up", "", "logit", 0.0, 1.0),)
OBSERVABLES = ("place",)


def step(state, parameters, period):
    up = jax.nn.sigmoid((parameters["probability"] - jax.random.uniform(period.key)) / 0.1)
    return state + jnp.float32(2.0) * up - 1.0


def observe(state, parameters):
    return state
"""
OPTION = "name: own_walk\ndescription: A walk.\nfile: own_walk.py\nparameters: {probability: 0.6}\n"
EXPERIMENT = """# @package _global_
kind: calibration
defaults: [override /simulator: own_walk, override /calibration: random_walk, _self_]
"""
ASKED = ["random_walk seed=1", "own_walk", "random_walk seed=2"]


@pytest.fixture
def walks(tmp_path):
    """A checkout in which one of three experiments has a simulator without ``observe``."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in SHIPPED:
        source, copy = ROOT / name, checkout / name
        shutil.copytree(source, copy) if source.is_dir() else shutil.copy2(source, copy)
    configs = checkout / "configs"
    (configs / "simulator" / "own_walk.yaml").write_text(OPTION)
    (configs / "experiment" / "own_walk.yaml").write_text(EXPERIMENT)
    (checkout / "data").mkdir()
    (checkout / "data" / "own_walk.py").write_text(WALK.replace("def observe", "def watch"))
    return checkout


def given(checkout, *options):
    """The command as a user gives it, to its end."""
    config = [f"experiment={json.dumps(ASKED)}", f"overrides={json.dumps(SMALL_WALK)}", "together=3"]
    command = [sys.executable, "-m", "snakemake", "--profile", "profiles/slurm_small", *options]
    command += ["--slurm-init-seconds-before-status-checks", "3", "--config", *config]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, text=True, timeout=900)


def manifests(checkout):
    """Time of change of every finished experiment's list, by the name of its folder."""
    found = checkout.glob("results/*/manifest.json")
    return {path.parent.name: path.stat().st_mtime_ns for path in found}


def test_one_that_fails_at_work_keeps_none_of_its_job_and_is_made_alone(cluster, walks):
    first = given(walks, "--retries", "0")
    said = first.stdout + first.stderr
    assert first.returncode != 0 and len(re.findall("submitted with SLURM jobid", said)) == 1, said
    assert "\ntradewinds: of 3 experiments 2 made, 1 failed, 0 not begun\n" in first.stderr, said
    assert re.search(r"\ntradewinds: failed: own_walk\+\S+\n", first.stderr), said
    assert "own_walk.py has no function observe" in said
    made = manifests(walks)
    assert len(made) == 2 and all(name.startswith("random_walk") for name in made)

    (walks / "data" / "own_walk.py").write_text(WALK)
    again = given(walks)
    said = again.stdout + again.stderr
    assert again.returncode == 0 and len(re.findall("submitted with SLURM jobid", said)) == 1, said
    assert "\ntradewinds: of 3 experiments 3 made, 0 failed, 0 not begun\n" in again.stderr, said
    assert {name: at for name, at in manifests(walks).items() if name in made} == made
    assert len(manifests(walks)) == 3
