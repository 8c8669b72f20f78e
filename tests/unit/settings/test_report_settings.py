"""The share of imports of the structural economy is refused where no nation's answer uses it."""

from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.compose import compose_any

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.mark.parametrize(
    ("experiment", "remedy"), [("random_walk", "Leave it out"), ("olg", "Set equilibrium.import_share")]
)
def test_a_share_that_nothing_would_use_is_refused_by_name(experiment, remedy):
    with pytest.raises(SettingsError, match=rf"report\.import_share = 0\.2; expected no such key.*{remedy}"):
        compose_any(CONFIGS, experiment, ["report.import_share=0.2"])
    assert compose_any(CONFIGS, "quickstart", ["report.import_share=0.2"]).report.import_share == 0.2
