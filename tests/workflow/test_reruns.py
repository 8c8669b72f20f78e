"""A change reruns what depends on it and nothing else."""

import os
import shutil

from changes import ask, edit, jobs

PAGE = {"write the page of the economic checks of"}
CHECKS = {"check what economics expects"} | PAGE
REPORT = {"write the report of", "list the artifacts of"}
JUDGED = {"judge the effect of the policy"}
"""What is held against the roll-out of the first scenario."""
TIER_2 = {
    "fit the networks of tier2",
    "fit the networks of tier2 to all rows",
    "predict held-out rows with tier2",
    "review tier2",
    "roll the scenario rising_tariffs out",
}
ANSWERS = {
    *(f"fit the networks of {tier} to all rows" for tier in ("tier1", "tier2")),
    *(f"{what} the scenario rising_tariffs{out}" for what, out in (("plan", ""), ("roll", " out"))),
}
FROM_FILE = {"plan the scenario from_file", "roll the scenario from_file out"}


def write_path(laboratory, rate):
    rows = [f"{period},{rate}" for period in range(51, 54)]
    (laboratory.folder / "data" / "tariff_path.csv").write_text("\n".join(["period,tariff", *rows, ""]))


def test_nothing_changed_nothing_runs(laboratory):
    assert laboratory.would_run() == set()


def test_touched_files_comments_and_the_order_of_keys_rerun_nothing(laboratory):
    for folder in ("data", "results", "configs", "src", "workflow"):
        for path in (laboratory.folder / folder).rglob("*"):
            os.utime(path)
    edit(laboratory, "configs/diagnostics/default.yaml", "\n", "\n# a comment\n")
    edit(laboratory, "configs/experiment/quickstart.yaml", "  effects: [sector]\n", "")
    edit(laboratory, "configs/experiment/quickstart.yaml", "tier1:\n", "tier1:\n  effects: [sector]\n")
    edit(laboratory, "src/tradewinds/inference/ensemble.py", '"""', '"""Reworded. ')
    edit(laboratory, "workflow/scripts/fit.py", "with Job", "# why\nwith Job")
    assert laboratory.would_run() == set()


def test_the_colour_of_a_plot_reruns_the_report_alone(laboratory):
    path = laboratory.folder / "configs" / "report" / "default.yaml"
    path.write_text(f"{path.read_text()}accent: '#000000'\n")
    assert jobs(laboratory) == REPORT | PAGE


def test_a_prior_of_tier_2_leaves_tier_1_alone(laboratory):
    edit(
        laboratory,
        "configs/experiment/quickstart.yaml",
        "tier2:\n",
        "tier2:\n  model:\n    prior:\n      output: 0.7\n",
    )
    assert jobs(laboratory) == REPORT | CHECKS | TIER_2 | JUDGED


def test_another_share_held_out_leaves_the_answer_alone(laboratory):
    """Scores are made again; the fit to all rows, its paths and its checks stand."""
    ask(laboratory, "split: {test_share: 0.3}")
    announced = jobs(laboratory)
    assert {
        "fit the networks of tier1",
        "predict held-out rows with tier1",
        "review tier1",
    } | REPORT <= announced
    assert not announced & (CHECKS | ANSWERS)
    answers = [
        laboratory.results / "answer/tier1/posterior.nc",
        *laboratory.results.glob("policy/*/rollout.nc"),
    ]
    before = [path.read_bytes() for path in answers]
    laboratory.done()
    assert [path.read_bytes() for path in answers] == before and len(before) == 2


def test_without_a_refit_the_scored_fit_answers(laboratory):
    ask(laboratory, "split: {refit: false}")
    announced = jobs(laboratory)
    assert {
        "check what economics expects",
        "roll the scenario rising_tariffs out",
        "review tier1",
    } <= announced
    assert not any(job.startswith("fit the networks") for job in announced)


def test_one_cell_of_the_data_reruns_all_that_follows(laboratory):
    path = laboratory.folder / "data" / "sectors.csv"
    lines = path.read_text().splitlines()
    cells = lines[5].split(",")
    cells[-1] = str(float(cells[-1]) * 1.001)
    lines[5] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    everything = {
        "read the table of sectors",
        "fit the networks of tier1",
        "roll the scenario rising_tariffs out",
    } | REPORT
    assert everything <= jobs(laboratory)
    assert "read the table of national" not in jobs(laboratory)


def test_a_line_of_code_reruns_the_stages_that_run_it(laboratory):
    edit(laboratory, "src/tradewinds/inference/ensemble.py", "\nimport jax\n", "\nimport jax\n\nADDED = 1\n")
    announced = jobs(laboratory)
    assert {"fit the networks of tier1", "fit the networks of tier2"} <= announced
    assert "scale the inputs of tier1" not in announced


def test_a_line_that_scripts_share_reruns_the_stages_that_run_it(laboratory):
    edit(laboratory, "workflow/checkpoints.py", "WORTH_KEEPING = 60.0", "WORTH_KEEPING = 61.0")
    edit(laboratory, "workflow/job.py", '"""The terminal', '"""Reworded. The terminal')
    announced = jobs(laboratory)
    assert {"fit the networks of tier1", "fit the networks of tier2"} <= announced
    assert "scale the inputs of tier1" not in announced
    edit(laboratory, "workflow/job.py", "ignore_index=True", "ignore_index=False")
    assert "read the table of sectors" in jobs(laboratory)


def test_a_line_of_a_page_reruns_the_pages_alone(laboratory):
    """Pages share templates, so that a line of one counts for all."""
    (template,) = (laboratory.folder / "src/tradewinds/report/templates").glob("page.html*")
    template.write_text(template.read_text() + "\n<!-- end -->\n")
    assert jobs(laboratory) == REPORT | PAGE


def test_another_scenario_leaves_the_first_alone(laboratory):
    ask(laboratory, "scenarios: [rising_tariffs, removal]")
    assert jobs(laboratory) == REPORT | {"plan the scenario removal", "roll the scenario removal out"}


def test_another_size_plans_and_rolls_that_scenario_alone(laboratory):
    ask(laboratory, "scenario:\n  size: 0.05")
    found = {"plan the scenario rising_tariffs", "roll the scenario rising_tariffs out"}
    assert jobs(laboratory) == REPORT | found | JUDGED


def test_results_from_elsewhere_are_held_to_what_they_carry(laboratory):
    """Without Snakemake's records and with the times of a copy, what is current runs nothing, and what is
    not is made again.
    """
    shutil.rmtree(laboratory.folder / ".snakemake")
    for number, path in enumerate(sorted(laboratory.results.rglob("*"), reverse=True)):
        os.utime(path, (1000 + number, 1000 + number))
    assert jobs(laboratory) == set()
    path = laboratory.folder / "configs" / "report" / "default.yaml"
    before = path.read_text()
    path.write_text(f"{before}accent: '#000000'\n")
    assert jobs(laboratory) == REPORT | PAGE
    path.write_text(before)
    ask(laboratory, "seed: 11")
    announced = jobs(laboratory)
    assert {"fit the networks of tier1", "split the table of sectors forward in time"} | REPORT <= announced
    assert "read the table of sectors" not in announced


def test_flags_that_change_numbers_make_all_again(laboratory):
    flags = laboratory.environment.get("XLA_FLAGS", "")
    usual = laboratory.environment
    laboratory.environment = usual | {"XLA_FLAGS": f"{flags} --xla_dump_to=/tmp"}
    assert jobs(laboratory) == set()
    laboratory.environment = usual | {"XLA_FLAGS": f"{flags} --xla_cpu_enable_fast_math=true"}
    assert {"fit the networks of tier1"} | REPORT <= jobs(laboratory)


def test_a_changed_path_of_a_user_reruns_what_follows_from_it(laboratory):
    ask(laboratory, "scenarios: [rising_tariffs, from_file]")
    write_path(laboratory, 0.2)
    laboratory.done("--until", "roll_out")
    assert jobs(laboratory) == REPORT
    write_path(laboratory, 0.21)
    assert jobs(laboratory) == REPORT | FROM_FILE
