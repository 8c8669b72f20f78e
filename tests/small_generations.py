"""The economy of six ages that has a closed form, for tests."""

from typing import Any

from tradewinds.settings.equilibrium import EconomySettings, ShockSettings

HALF = [[0.5, 0.5], [0.5, 0.5]]


def six_ages(**changed: Any) -> EconomySettings:
    """As configs/equilibrium/six_ages.yaml, but for what is changed, and without a tariff."""
    own: dict[str, Any] = {
        "productivity": ShockSettings([0.95, 1.05], HALF),
        "depreciation": ShockSettings([0.5, 0.9], HALF),
        "limited": False,
        "import_share": 0.1,
    }
    return EconomySettings(**{**own, **changed})
