"""The page says until when the rows go that its scores, and its answer, come from."""

import pandas as pd
import pytest
from sample import sample

from tradewinds.report.experiment.inputs import ReportInputs
from tradewinds.report.experiment.method.rows_used import rows_used
from tradewinds.report.experiment.page import REPORT_PAGE
from tradewinds.settings.sections import plain

NONE = pd.DataFrame()


def given(frequency: str, ahead: dict[str, int], **found) -> ReportInputs:
    made = sample(frequency=frequency)
    train = {
        table: rows[rows["period"] < rows["period"].drop_duplicates().sort_values().iloc[-ahead[table]]]
        for table, rows in made.panels.items()
    }
    asked = {"experiment": made.experiment, "report": plain(made.settings)}
    return ReportInputs(asked, [], {"panels": made.panels, "train": train, **found})


def test_both_dates_are_said():
    both = {"sectors": 16, "national": 16}
    assert rows_used(given("step", both, answers={"tier1": NONE})) == (
        "Scores: trained to period 64, held against the rows after it. "
        "Answer: fitted again to all rows, to period 80."
    )


def test_tables_that_end_elsewhere_are_said_one_by_one():
    text = rows_used(given("month", {"sectors": 12, "national": 4}, answers={"tier1": NONE}))
    assert "(sectors) and " in text and "(nation), held against" in text


def test_without_a_refit_nothing_after_the_training_is_in_the_answer():
    text = rows_used(given("step", {"sectors": 16, "national": 16}))
    assert text.endswith("Answer: the same fit, so that nothing after it is in the answer.")


@pytest.mark.slow
def test_it_stands_at_the_head_of_the_page():
    made = sample()
    asked = {"experiment": made.experiment, "report": plain(made.settings)}
    found = {"panels": made.panels, "train": made.panels, "rollouts": made.rollouts}
    assert "Scores: trained to period 80" in REPORT_PAGE.render(asked, made.provenance, found).html


@pytest.mark.slow
def test_the_sampler_of_the_fit_that_answers_has_a_table_of_its_own():
    made = sample()
    titles = [f"Sampler and training{of}" for of in ("", " of the fit to all rows, which answers")]
    page = made.page().html
    assert all(page.count(f">{title}<") == 2 for title in titles)  # one a tier
    made.answers = {}
    assert titles[1] not in made.page().html
