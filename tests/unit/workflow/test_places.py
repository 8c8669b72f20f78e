"""A file in the place of a results folder is named before the first job."""

from pathlib import Path

import pytest
from places import require_folder

from tradewinds.errors import SettingsError


@pytest.mark.parametrize("file", ["results", "results/small"])
def test_a_file_in_the_place_of_results_is_named(file, tmp_path: Path):
    require_folder(tmp_path / "results" / "small")
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).touch()
    with pytest.raises(SettingsError, match=f"{file} is a file; expected the folder"):
        require_folder(tmp_path / "results" / "small")


def test_a_folder_that_is_there_is_well(tmp_path: Path):
    require_folder(tmp_path)
