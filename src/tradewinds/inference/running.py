"""How an algorithm is run: by the module that its declaration names, imported when it is asked for."""

from importlib import import_module
from typing import Any

from tradewinds.inference import *  # noqa: F403  so that all modules there are part of what a fit runs
from tradewinds.inference.declaration import Declaration
from tradewinds.inference.problem import Draws, Problem
from tradewinds.loop import Log


def run_algorithm(algorithm: Declaration, problem: Problem, settings: Any, key: Any, log: Log) -> Draws:
    """Draws of the problem's posterior, by an algorithm's ``run(problem, settings, key, log)``.

    ``settings`` are those of the section ``inference``. Raises FitError where no draws can be trusted.
    """
    return import_module(algorithm.module).run(problem, settings, key, log)
