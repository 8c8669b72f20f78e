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
    return loaded(algorithm).run(problem, settings, key, log)


def loaded(algorithm: Declaration) -> Any:
    """The module of an algorithm, with the packages that it computes with.

    Provenance names the packages that are loaded: a job that finds all of its equations finished loads what
    they were computed with, and names them as the one that was not stopped.
    """
    return import_module(algorithm.module)
