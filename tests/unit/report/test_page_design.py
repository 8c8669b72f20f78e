"""What the page says of designs without a network: numbers with their sources, and doubts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from sample import Sample

from tradewinds.effects.slope_study import SLOPE_COLUMNS
from tradewinds.report.experiment.design.figures import (
    draw_event_study,
    draw_groups,
    draw_permutations,
    draw_slopes,
)
from tradewinds.report.experiment.design.parts import DESIGN_PART
from tradewinds.report.experiment.page import REPORT_PAGE
from tradewinds.report.page.layout import Layout
from tradewinds.settings.event_study import EventStudySettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings
from tradewinds.settings.sections import plain

pytestmark = pytest.mark.slow

UNIT = "% per percentage point"
STUDY = EventStudySettings(outcome="volume", horizons=4, leads=3)
SLOPES = PolicySlopesSettings(
    outcome="volume",
    instrument="tariff",
    permutations=40,
    placebos=[24, 36],
    by="sector",
    names={"s1": "Steel"},
)
EFFECT = {"outcome": "volume", "policy": "tariff"}


def study(leads: float = 0.4) -> pd.DataFrame:
    """−2 in the end, +.5 before: net −1.5."""
    at = np.arange(-4, 5)
    value = np.where(at < 0, -0.5 * (at < -1), -2.0)
    one = pd.DataFrame({"horizon": at, "estimate": value, "error": 0.2})
    one = one.assign(
        low=value - 0.4, high=value + 0.4, net=value + 0.5, net_error=0.3, leads=leads, unit=UNIT, zeros=0.0
    )
    other = one.assign(estimate=value - 0.1, low=value - 0.5, high=value + 0.3)
    both = pd.concat([one.assign(design="distributed lag"), other.assign(design="local projection")])
    return both.assign(left_out=0, refused="")


def slopes(placebo: float = 0.3, alike: float = 0.001, f: float = 90.0, p: float = 0.024) -> pd.DataFrame:
    designs = {"contemporaneous": -4.0, "lagged a period": -1.1, "reduced form": -1.5, "instrumented": -1.9}
    rows = [
        {
            "kind": "slope",
            "design": name,
            "estimate": value,
            "error": 0.2,
            "low": value - 0.3,
            "high": value + 0.3,
        }
        | {"detectable": 0.6, "rows": 900, "unit": UNIT}
        for name, value in designs.items()
    ]
    rows[2] |= {"permuted_error": 0.5, "permuted_p": p, "permuted_detectable": 1.4}
    rows.append(rows[0] | {"design": "first stage", "estimate": 0.8, "f": f, "r2": 0.7, "unit": "policy"})
    for moved in (24, 36):
        found = {"moved": moved, "estimate": 0.1, "permuted_p": placebo}
        rows.append(rows[0] | {"kind": "placebo", "design": "placebo"} | found)
    draws = np.random.default_rng(0).normal(0, 0.5, 40)
    rows += [
        {"kind": "permutation", "design": "reduced form", "estimate": one, "unit": UNIT} for one in draws
    ]
    for number in range(20):
        value = -1.5 + 0.1 * number
        rows.append(
            {
                "kind": "group",
                "design": "by group",
                "group": f"s{number}",
                "estimate": 2 * value,
                "error": 0.4,
            }
            | {"pooled": value, "pooled_error": 0.2, "low": value - 0.3, "high": value + 0.3, "unit": UNIT}
        )
    rows.append(rows[0] | {"kind": "groups", "design": "mean of groups", "spread": 0.7, "p": alike})
    return (
        pd.DataFrame(rows).reindex(columns=list(SLOPE_COLUMNS)).fillna({"group": "", "moved": 0, "rows": 0})
    )


def page(made: Sample, network: float | None = None, study_effects: list | None = None, **found):
    asked_study = plain(STUDY) | ({"effects": study_effects} if study_effects else {})
    settings = {"event_study": asked_study, "policy_slopes": plain(SLOPES), "effect": EFFECT}
    layout = Layout("", "", "", lambda given: [DESIGN_PART], given=REPORT_PAGE.given)
    if network is not None:
        row = {"model": "network, over the step", "floor": 0.0, "lag": 0, "rise": 0.1, "value": network}
        found["effect"] = pd.DataFrame([row | {"error": 0.2, "low": network - 0.3, "high": network + 0.3}])
    asked = {"experiment": made.experiment | settings, "report": plain(made.settings)}
    documents = [{"path": f"economics/{name}.parquet", "input": name} for name in found]
    inputs = {"panels": made.panels} | {name: {"economics": table} for name, table in found.items()}
    return layout.render(asked, documents, inputs)


def lines(made: Sample, **found) -> dict[str, str]:
    """Beginning → kind and text of every line."""
    rows = page(made, **found).summary.query("role == 'line'")
    return {row.text.partition(":")[0]: f"{row.kind}: {row.text}" for row in rows.itertuples()}


def test_rows_without_trade_are_counted_and_what_becomes_of_them_is_said(complete):
    both = study().assign(zeros=0.48)
    said = lines(complete, event_study=both, policy_slopes=slopes())
    (line,) = [text for text in said.values() if "is zero in" in text]
    assert line.startswith("doubt") and "distributed lag and local projection take logarithms" in line
    assert "ask for the design" in line
    counted = both.assign(design=both["design"].replace("local projection", "poisson"))
    said = lines(complete, event_study=counted, policy_slopes=slopes())
    (line,) = [text for text in said.values() if "is zero in" in text]
    assert line.startswith("plain") and "the count model keeps them" in line
    assert not any(
        "is zero in" in text for text in lines(complete, event_study=study(), policy_slopes=slopes())
    )


def test_what_a_count_model_leaves_out_and_who_found_nothing_is_said(complete):
    both = study().assign(zeros=0.48, left_out=1200)
    counted = both.assign(design=both["design"].replace("local projection", "poisson"))
    texts = lines(complete, event_study=counted, policy_slopes=slopes()).values()
    assert any("keeps them, but for 1,200 that the effects alone foretell" in text for text in texts)
    assert not any("found nothing" in text for text in texts)
    texts = lines(complete, event_study=study().assign(refused="poisson: no slope"), policy_slopes=slopes())
    assert "doubt: Designs that found nothing in these data: poisson: no slope." in texts.values()


def test_every_number_has_its_source_and_its_place(complete):
    made = page(complete, event_study=study(), policy_slopes=slopes(), network=-1.4)
    numbers = made.summary[made.summary["value"].notna()]
    assert set(numbers["source"]) == {"economics/event_study.parquet", "economics/policy_slopes.parquet"}
    assert made.html.count("<img") == 4 and "The long run is unknown" in made.html
    table = made.summary.query("column_name == 'Distributed lag'")
    assert len(table.query("role == 'cell'")) == 9
    assert set(page(complete).summary["section"]) == {"top"}, "nothing computed, nothing said"
    alone = page(complete, policy_slopes=slopes()).html
    assert "First stage" in alone and "The long run" not in alone


def test_what_is_found_is_said_in_numbers(complete):
    said = lines(complete, event_study=study(), policy_slopes=slopes(), network=-1.4)
    (late,) = [text for text in said.values() if "4 periods after a rise" in text and "against" in text]
    assert "−2.0 (−2.4 to −1.6)" in late and "excludes zero" in late
    assert "−1.5\u00a0±\u00a00.3" in said["Net of that, from 4 periods before to 4 periods after"]
    assert "p = 0.4" in said["In the 3 periods before the rise"] and "moved before" not in "".join(
        said.values()
    )
    assert "0.8\u00a0±\u00a00.2" in said["First stage"] and "70 %" in said["First stage"]
    assert said["Placebos"].startswith("good") and "+0.10" in said["Placebos"]
    assert "scatter by 0.50 (p = 0.024)" in said["Permutation"] and "1.4 % per" in said["Power"]
    assert "from s0 (−1.5) to s19 (+0.40)" in said["By sector, unweighted"]
    network = next(text for name, text in said.items() if name.startswith("The network"))
    assert network.startswith("good") and "−1.4 (−1.7 to −1.1)" in network and "agree" in network


@pytest.mark.parametrize(
    ("found", "begins", "words"),
    [
        ({"event_study": study(leads=0.01)}, "In the 3 periods", "moved before the policy did"),
        ({"policy_slopes": slopes(placebo=0.01)}, "Placebos", "something else moved alike"),
        ({"policy_slopes": slopes(f=4.0)}, "First stage", "a weak instrument"),
        ({"policy_slopes": slopes(p=0.3)}, "Permutation", "may be by chance"),
        ({"policy_slopes": slopes(), "network": 1.0}, "The network", "the design, which assumes less"),
    ],
)
def test_doubts_are_said(complete, found, begins, words):
    (line,) = [text for name, text in lines(complete, **found).items() if name.startswith(begins)]
    assert line.startswith("doubt") and words in line


def test_groups_that_may_be_alike_have_no_order(complete):
    said = lines(complete, policy_slopes=slopes(alike=0.4))["By sector, unweighted"]
    assert "nothing says that they differ" in said and "from s0" not in said


def test_the_report_has_the_part_where_it_was_asked_for(complete):
    settings = complete.experiment | {"event_study": plain(STUDY)}
    made = replace(complete, experiment=settings)
    assert "by a design without a network" not in complete.page().html
    found = {"event_study": {"economics": study()}, "panels": made.panels, "predictions": made.predictions}
    asked = {"experiment": settings, "report": plain(made.settings)}
    names = [name for name in vars(made) if name not in ("experiment", "provenance", "settings")]
    found = {name: getattr(made, name) for name in names} | found
    html = REPORT_PAGE.render(asked, [], found).html
    assert (
        html.index('id="path"') < html.index('id="design"') < html.index('id="verdicts"')
        and 'href="#design"' in html
    )


def test_without_rivals_nothing_is_said_to_be_relative(complete):
    relative = page(complete, event_study=study()).html
    assert "<strong>relative</strong>" in relative and "An effect relative to other " in relative
    series = page(complete, study_effects=["sector"], event_study=study()).html
    assert "<strong>relative</strong>" not in series and "An effect relative" not in series
    assert (
        "whatever moves everything at the same time" in series and "nothing is compared with rivals" in series
    )


def test_what_moves_is_named_where_it_is_not_the_policy(complete):
    assert "What moves here is" not in page(complete, event_study=study()).html
    other = replace(complete, experiment=complete.experiment | {"scenario": {"variable": "import_share"}})
    assert "What moves here is tariff, not import share" in page(other, event_study=study()).html


def test_pictures_show_what_they_say():
    ax = draw_event_study(study(), Figure().subplots())
    assert [list(line.get_xdata()) for line in ax.lines[-2:]] == [[0, 1], [-0.5, -0.5]] and len(
        ax.collections
    ) == 2
    assert list(ax.lines[0].get_ydata()) == list(study()["estimate"][:9])
    forest = draw_slopes(slopes(), Figure().subplots(), [("network", -2.0, -1.4, -1.0)])
    names = [label.get_text() for label in forest.get_yticklabels()]
    assert names == ["contemporaneous", "lagged a period", "reduced form", "instrumented", "network"]
    assert [*forest.lines[-2].get_xdata()] == [-1.4]
    chance = draw_permutations(slopes(), "reduced form", Figure().subplots())
    assert sum(bar.get_height() for bar in chance.patches) == 40 and chance.lines[0].get_xdata()[0] == -1.5
    assert list(chance.lines[-1].get_xdata()) == [0.1, 0.1]
    rows = slopes().query("kind == 'group'").head(3)
    groups = draw_groups(rows, ["a", "b", "c"], -1.0, Figure().subplots())
    hollow = [line for line in groups.lines if line.get_fillstyle() == "none"]
    assert not hollow and groups.get_xlim()[0] < -1.8, "own slopes beyond the bands are not drawn"
