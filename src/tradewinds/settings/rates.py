"""Changes and bounds of rates, held against what the policy's rates may be (``largest``, ``smallest``)."""

from tradewinds.settings.checks import require
from tradewinds.settings.data_table import bounds_of
from tradewinds.settings.experiment import ExperimentSettings


def validate_rates(experiment: ExperimentSettings) -> None:
    """Every change of a rate that the settings name; raises SettingsError for one that cannot be."""
    table = experiment.data.tables["sectors"]
    policy = table.variables[experiment.scenario.variable]
    for key, path in {"scenario": experiment.scenario, **_beside(experiment)}.items():
        if not path.relative:
            require_rate_change(f"{key}.size", path.size, policy.largest)
    require_rate_change("sensitivity.rise", experiment.sensitivity.rise, policy.largest)
    highest = bounds_of(table)[1]
    for name, check in experiment.checks.items():
        for part in ("rise", "against"):
            value = getattr(check, part)
            if value is not None:
                require_rate_change(f"checks.{name}.{part}", value, highest)
    if experiment.effect is not None:
        for position, rise in enumerate(experiment.effect.rises):
            require_rate_change(
                f"effect.rises[{position}]", rise, table.variables[experiment.effect.policy].largest
            )
    asked, low, high = experiment.optimise, min(0.0, policy.smallest), max(1.0, policy.largest)
    require(
        low <= asked.lowest < asked.highest <= high,
        "optimise.lowest, highest",
        [asked.lowest, asked.highest],
        f"two fractions from {low:g} to {high:g}, the first the smaller",
        "Write 0.4 for 40 %; for rates beyond these set “smallest” or “largest” for their variable.",
    )


def require_rate_change(key: str, value: float, largest: float = 1.0) -> None:
    """A change of a rate that can be as high as ``largest``: a fraction, though it may be meant in points."""
    most = max(1.0, largest)
    inside = -1 < value < 1 or (most > 1 and -most <= value <= most)
    more = "" if inside else " If more is meant, set “largest” for its variable."
    expected = f"a fraction between {-most:g} and {most:g}"
    require(inside, key, value, expected, f"Write 0.1 for 10 points.{more}")


def _beside(experiment: ExperimentSettings) -> dict:
    return {f"paths.{name}": path for name, path in experiment.paths.items()}
