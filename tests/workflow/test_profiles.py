"""Where jobs are sent: here by default, to a cluster with one option, unchanged."""

import shutil
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]


def profile(name):
    return yaml.safe_load((ROOT / "profiles" / name / "config.yaml").read_text())


def test_the_default_profile_decides_nothing_that_a_clusters_profile_has_to_decide():
    assert not {"executor", "jobs", "default-resources", "retries"} & set(profile("default"))


def test_only_training_goes_to_the_gpu_partition():
    slurm = profile("slurm")
    assert slurm["default-resources"]["slurm_partition"] == "cpu"
    training = {"slurm_partition": "gpu", "gpu": 1}
    trained = ("fit", "fit_all", "refit", "fit_variant")
    assert slurm["set-resources"] == dict.fromkeys(trained, training)
    assert slurm["slurm-status-command"] == "squeue"
    assert "attempt" in slurm["default-resources"]["mem_mb"]


def test_a_clone_finds_the_profile_under_its_name(new_laboratory, tmp_path):
    assert (ROOT / "slurm").is_symlink() and (ROOT / "slurm").resolve() == ROOT / "profiles" / "slurm"
    laboratory = new_laboratory(tmp_path / "checkout", [])
    laboratory.open()
    shutil.copy(ROOT / "slurm", laboratory.folder, follow_symlinks=False)
    said = laboratory.done("--dry-run", "--profile", "slurm")
    assert "Using profiles slurm and workflow specific profile profiles/default" in said
    assert "Job stats" in said
