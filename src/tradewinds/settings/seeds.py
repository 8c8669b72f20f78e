"""Experiments that differ in their seed alone: composed twice, however many they are."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from tradewinds.settings.compose import compose_any
from tradewinds.settings.kinds import AnyExperiment

_SEED = re.compile(r"seed=(0|[1-9][0-9]*)")
ExperimentWithOverrides = tuple[str, list[str]]
"""An experiment and its overrides."""


def compose_each(configs: Path, asked: Mapping[str, ExperimentWithOverrides]) -> dict[str, AnyExperiment]:
    """Settings of every experiment in ``asked``, by its name there, as ``compose_any`` composes each.

    Of three or more that differ in their seed alone those with the lowest and the highest are composed. Where
    these are the same but for it, it enters nothing else, and the others are their copies with seeds of their
    own, which share their sections. Raises SettingsError.
    """
    alike: dict[tuple[str, ...], dict[int, str]] = {}
    for run, (name, overrides) in asked.items():
        seeds = [int(found[1]) for found in map(_SEED.fullmatch, overrides) if found]
        if len(seeds) == 1:
            alike.setdefault((name, *_others(overrides)), {})[seeds[0]] = run
    made: dict[str, AnyExperiment] = {}
    for runs in alike.values():
        if len(runs) > 2:
            low, high = (compose_any(configs, *asked[runs[seed]]) for seed in (min(runs), max(runs)))
            if (low.seed, high.seed) == (min(runs), max(runs)) and replace(low, seed=high.seed) == high:
                made |= {run: replace(low, seed=seed) for seed, run in runs.items()}
    return {run: made[run] if run in made else compose_any(configs, *of) for run, of in asked.items()}


def _others(overrides: Iterable[str]) -> list[str]:
    return [override for override in overrides if not _SEED.fullmatch(override)]
