import base64

import numpy as np
import pytest
from sample import Sample

from tradewinds.report.drawing import panel, picture, style
from tradewinds.report.experiment.method.figures import data_plate
from tradewinds.report.experiment.path.figures import rollout_plate, variables_of
from tradewinds.report.names import Names


def drawn() -> str:
    with style():
        figure, (ax,) = panel("Price $ of x_1", "index")
        ax.plot(np.arange(5.0), np.arange(5.0) * 1e5)
        return base64.b64decode(picture(figure, "a line").source.partition(",")[2]).decode()


def test_the_same_drawing_gives_the_same_bytes_without_a_date() -> None:
    assert drawn() == drawn()
    assert "<dc:date" not in drawn() and "Matplotlib" not in drawn()


def test_labels_are_text_and_are_not_read_as_formulas() -> None:
    assert "Price $ of x_1" in drawn()


def test_long_tick_labels_have_room() -> None:
    with style():
        figure, (ax,) = panel("Price", "index")
        ax.plot([0, 1], [1_000_000_123, 1_000_000_456])
        before = ax.get_position().x0
        picture(figure, "")
        assert ax.get_position().x0 > before


def test_every_variable_has_a_picture_and_the_boundary_is_said(complete: Sample) -> None:
    names = Names(complete.experiment, complete.panels)
    with style():
        plate = data_plate(names, "sectors", 65)
    assert len(plate.pictures) == len(names.variables("sectors"))
    assert "the last 16 periods from period 65, was kept back" in plate.caption
    assert all(
        p.alt.startswith(v.label) for p, v in zip(plate.pictures, names.variables("sectors"), strict=True)
    )


@pytest.mark.parametrize("table", ["sectors", "national"])
def test_the_path_shows_what_answers_to_the_policy(complete: Sample, table: str) -> None:
    names = Names(complete.experiment, complete.panels)
    rollout = complete.rollouts["rising"][table].to_dataset()
    shown = [variable.name for variable in variables_of(names, table, rollout)]
    assert (
        shown
        == {
            "sectors": ["price", "volume", "customs_revenue"],
            "national": ["gdp", "income", "unemployment", "wages", "employment"],
        }[table]
    )


@pytest.mark.slow
def test_extrapolation_and_truth_are_in_the_legend(complete: Sample) -> None:
    names = Names(complete.experiment, complete.panels)
    with style():
        plate = rollout_plate(
            names, "national", complete.rollouts["rising"]["national"].to_dataset(), "#1f5a8a"
        )
    legend = " ".join(key.text for key in plate.keys)
    assert "the truth" in legend and "training ranges outside what was seen" in legend
    assert "probability that it is above zero" in plate.pictures[0].alt


def test_a_roll_out_is_called_by_what_it_is_of(complete: Sample) -> None:
    names = Names(complete.experiment, complete.panels)
    rollout = complete.rollouts["rising"]["national"].to_dataset()
    with style():
        plate = rollout_plate(names, "national", rollout, "#1f5a8a", called="optimum")
    assert "optimum" in [key.text for key in plate.keys] and "Below: optimum minus" in plate.caption
    assert not any("scenario" in text for text in (plate.caption, *(key.text for key in plate.keys)))
