"""The scenarios an experiment asks for: which come first, and what each one's file says."""

from collections.abc import Callable
from typing import Any

from tradewinds.settings.checks import require
from tradewinds.settings.path import NO_CHANGE, PathSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.schema import meant, validated


def headline(scenarios: list[str], overrides: list[str], known: list[str]) -> str:
    """The first of the scenarios asked for. Raises SettingsError where an override names another."""
    for name in scenarios:
        require(name in known, "scenarios", name, f"one of {', '.join(known)}", meant(name, known))
        require(scenarios.count(name) == 1, "scenarios", scenarios, f"{name} once")
    chosen = [override for override in overrides if override.startswith("scenario=")]
    name = "".join(chosen).removeprefix("scenario=")
    require(
        name in ("", scenarios[0]),
        "scenarios",
        scenarios,
        f"a list that begins with the scenario of “scenario={name}”",
        f"Write the list in its place: --config 'overrides=[\"scenarios=[{name}]\"]'.",
    )
    return scenarios[0]


def refuse_other_name(name: str, scenarios: list[str]) -> None:
    """Raises SettingsError where the first scenario goes by another name than it is asked for by."""
    require(
        name == scenarios[0],
        "scenario.name",
        name,
        f"{scenarios[0]}, the first of scenarios",
        "Leave scenario.name out, or scenarios.",
    )


def paths_beside(
    first: ScenarioSettings,
    scenarios: list[str],
    changes: dict[str, dict[str, Any]],
    known: list[str],
    of_file: Callable[[str], dict[str, Any]],
) -> dict[str, PathSettings]:
    """Name → path of every scenario beside the first, and of every baseline, however far away.

    ``changes``: name → keys an experiment sets anew; ``of_file`` reads what a scenario's file says. Raises
    SettingsError for an unknown name or key, for baselines in a circle, and for changes that nothing uses.
    """
    found: dict[str, PathSettings] = {}
    asked = [(name, "scenarios") for name in scenarios if name != first.name]
    asked.append((first.baseline, "scenario.baseline"))
    while asked:
        name, key = asked.pop(0)
        if name in (NO_CHANGE, first.name, *found):
            continue
        expected = [NO_CHANGE, *known] if key.endswith("baseline") else known
        require(name in known, key, name, f"one of {', '.join(expected)}", meant(name, expected))
        content = of_file(name) | changes.get(name, {}) | {"name": name}
        found[name] = validated(PathSettings, content, f"paths.{name}")
        asked.append((found[name].baseline, f"paths.{name}.baseline"))
    for name in changes:
        require(
            name in found,
            f"paths.{name}",
            changes[name],
            f"a scenario beside the first: {', '.join(found) or 'there is none'}",
            "Ask for it under “scenarios”; the first one's own keys stand under “scenario”.",
        )
    return found


def refuse_circles(paths: dict[str, PathSettings]) -> None:
    """Raise SettingsError where a path is compared with one that is not there, or with itself, by way of
    others or not.
    """
    for name, path in paths.items():
        seen, baseline = [name], path.baseline
        while baseline != NO_CHANGE:
            require(
                baseline not in seen,
                "baseline",
                " → ".join([*seen, baseline]),
                f"baselines that lead back to “{NO_CHANGE}”",
            )
            require(
                baseline in paths,
                "baseline",
                baseline,
                f"one of {', '.join([NO_CHANGE, *paths])}",
                "Declare the path under “paths”.",
            )
            seen.append(baseline)
            baseline = paths[baseline].baseline
