"""What an algorithm says of itself, so that nothing else has to list algorithms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

Advice = str | Callable[[Mapping[str, Any]], str]
"""A clause, “raise inference.nuts.draws”, or a function of what the check found that gives one."""
OTHERWISE = "try another algorithm (inference=NAME)"


@dataclass(frozen=True)
class Declaration:
    """One algorithm. Reading it imports no JAX: its module is imported when it is run (``running``)."""

    name: str
    """As ``inference.algorithm`` has it."""
    module: str
    """Where its ``run`` is, which may be the declaration's own module."""
    describe: Callable[[Mapping[str, Any]], str]
    """One sentence for the report, from the section ``inference`` as plain values."""
    exact: bool = False
    """Whether its draws are the posterior's, so that they can be reweighed: power-scaling, leave-one-out."""
    at_modes: bool = False
    """Whether its draws are modes or lie about modes, where one process of δ[t] is the only one."""
    posterior: bool = True
    """Whether its draws stand for a posterior, well or badly, so that shares of them are probabilities."""
    hidden: bool = False
    """Whether it has nothing to do without hidden layers."""
    minibatch: str = ""
    """The setting, below ``inference``, that says how many rows a step sees; empty: always all of them."""
    advice: Mapping[str, Advice] = field(default_factory=dict)
    """Check, by its id → what to do where it fails."""

    def rows_per_step(self, inference: Any) -> int | None:
        """Rows a step sees by the settings ``inference``, None for all."""
        return reduce(getattr, self.minibatch.split("."), inference) if self.minibatch else None

    def advice_for(self, check: str, words: Mapping[str, Any]) -> str:
        """What to do where a check fails, by what it found."""
        advice = self.advice.get(check, OTHERWISE)
        return advice if isinstance(advice, str) else advice(words)
