"""Where jobs are sent: here by default, to a cluster with one option, unchanged."""

import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tradewinds.settings.run_names import run_name

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
    text = (ROOT / "profiles" / "slurm" / "config.yaml").read_text()
    assert text.count("slurm_partition: gpu") == text.count("gpu: 1") == 1  # set in one place
    assert slurm["slurm-status-command"] == "squeue"
    assert all("attempt" in slurm["default-resources"][name] for name in ("mem_mb", "runtime"))


def test_many_small_experiments_are_sent_as_other_jobs_are():
    slurm, small = profile("slurm"), profile("slurm_small")
    shared = small.keys() & slurm.keys() - {"default-resources"}
    assert {name: small[name] for name in shared} == {name: slurm[name] for name in shared}
    assert small.keys() - slurm.keys() == {"snakefile", "keep-going", "set-threads"}
    assert "slurm-array-jobs" not in slurm  # of a hundred jobs in an array all would be the first
    assert small["default-resources"]["slurm_partition"] == slurm["default-resources"]["slurm_partition"]
    assert (ROOT / "slurm_small").resolve() == ROOT / "profiles" / "slurm_small"


def test_a_clone_finds_the_profile_under_its_name(new_laboratory, tmp_path):
    assert (ROOT / "slurm").is_symlink() and (ROOT / "slurm").resolve() == ROOT / "profiles" / "slurm"
    laboratory = new_laboratory(tmp_path / "checkout", [])
    laboratory.open()
    shutil.copy(ROOT / "slurm", laboratory.folder, follow_symlinks=False)
    # as long tables have it; the steps of a group may have none between them that is outside of it
    some = ["data.tables.sectors.most_series=3"]
    said = laboratory.done("--dry-run", "--profile", "slurm", overrides=some)
    assert "Using profiles slurm and workflow specific profile profiles/default" in said
    assert "Job stats" in said


@pytest.fixture(scope="module")
def unstarted(new_laboratory, small, tmp_path_factory):
    """A checkout in which training is what comes next."""
    laboratory = new_laboratory(tmp_path_factory.mktemp("cluster") / "checkout", small)
    laboratory.open()
    laboratory.done("--until", "scale")
    return laboratory


class Calls(dict):
    """Rule → calls for its jobs, and what the command ``said``."""

    said = ""


SBATCH = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
cat .snakemake/locks/*.output.lock > "$CALLS.locked"
ls .snakemake/processes > "$CALLS.noted"
echo "no cluster here" >&2
exit 1
"""


@pytest.fixture
def refused(unstarted, tmp_path):
    """Give a command with a cluster's profile; what `sbatch` was called with, which refuses every job."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in {"sbatch": SBATCH, "squeue": "#!/bin/sh\n", "scontrol": "#!/bin/sh\n"}.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    calls = tmp_path / "calls"
    unstarted.environment |= {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "CALLS": str(calls)}

    def lines(*arguments):
        ended = unstarted.run(*arguments)
        assert ended.returncode != 0 and "no cluster here" in ended.stderr + ended.stdout
        found = Calls()
        found.said = ended.stderr
        for line in calls.read_text().splitlines():
            rule = re.search(r"--comment rule_([a-z_]+?)(?:_wildcards\S*)?  ?", line)
            call, _, command = line.partition("--wrap=")
            assert len(re.findall(r"passed_on=[\w-]+", command)) == 1 and "overrides=" not in command
            found.setdefault(rule[1], []).append(re.sub(r"\s+", " ", call))
        return found

    return lines


def options(line):
    """The part of a call that says what a job needs: partition, time, memory, GPU, tasks."""
    (needed, device) = re.search(r"(-p .*) -D \S+ ?(.*)", line).groups()
    return f"{needed} {device}".strip()


def test_the_call_for_a_job_with_gpu_with_gres_and_with_neither_at_each_attempt(unstarted, refused):
    """`gpu` as it stands in the profile, `gres` as it is offered there in its place."""
    file = unstarted.folder / "profiles" / "slurm" / "config.yaml"
    text = file.read_text()
    (gres,) = re.findall(r"# (gres: .*?)  # in place of gpu", text)
    gpu = "  fit_all: *training\n"
    assert gpu in text
    file.write_text(text.replace(gpu, f"  fit_all:\n    slurm_partition: gpu\n    {gres}\n"))
    made = ("fit/tier1/posterior.nc", "answer/tier1/posterior.nc", "diagnose/tier1/baselines.parquet")
    targets = [f"results/{unstarted.results.name}/{one}" for one in made]
    calls = refused("--profile", "profiles/slurm", "--keep-going", *targets)
    # 19.2 kB of data take 1.15 MB of memory more than the 2500 of a job that trains
    sizes = [(60, 2501, 2000), (120, 5002, 4000), (180, 7503, 6000)]
    common = "--requeue --cpus-per-task=1"
    assert {rule: [options(line) for line in lines] for rule, lines in calls.items()} == {
        "fit": [f"-p gpu -t {time} --mem {mb} {common} --gpus=1" for time, mb, _ in sizes],
        "fit_all": [f"-p gpu -t {time} --mem {mb} {common} --gres=gpu:1" for time, mb, _ in sizes],
        "score_simple": [
            f"-p cpu -t {time} --mem {mb} --requeue --ntasks=1 --cpus-per-task=1" for time, _, mb in sizes
        ],
    }


def test_many_small_experiments_are_sent_a_few_together_and_what_each_became_is_said(
    unstarted, refused, tmp_path
):
    """What they make is locked meanwhile; a mark of a job of which nothing is there says nothing."""
    own = unstarted.overrides
    names = [run_name("quickstart", [*own, f"seed={seed}"]) for seed in range(5)]
    unstarted.overrides = [*own, "seed=range(0,5)"]
    for file in (f".cache/many/{names[0]}", f"results/{names[0]}/manifest.json"):
        (unstarted.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (unstarted.folder / file).touch()
    common = "--requeue --ntasks=1 --cpus-per-task=1"
    profile = ("--profile", "profiles/slurm_small", "--retries", "0")
    try:
        calls = refused(*profile)
        assert set(calls) == {"experiment"}
        # two and three of five, as four are the most; 19.2 kB of data each
        assert sorted(options(line) for line in calls["experiment"]) == [
            f"-p cpu -t {time} --mem {mb} {common}" for time, mb in ((240, 2521), (360, 2541))
        ]
        assert "\ntradewinds: of 5 experiments 0 made, 0 failed, 5 not begun\n" in calls.said
        (line,) = re.findall(r"^tradewinds: not begun: (.*)$", calls.said, flags=re.MULTILINE)
        assert line.split(", ") == names
        locked = (tmp_path / "calls.locked").read_text().splitlines()
        assert {f"results/{name}/manifest.json" for name in names} < set(locked)
        assert len((tmp_path / "calls.noted").read_text().split("\n")) == 2
        (tmp_path / "calls").unlink()
        unstarted.told = ("together=1",)
        calls = refused(*profile)
        assert [options(line) for line in calls["experiment"]] == [f"-p cpu -t 120 --mem 2501 {common}"] * 5
    finally:
        unstarted.overrides, unstarted.told = own, ()
