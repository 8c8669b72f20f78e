"""Values of a result by the names that a document gives them: ``value("gdp", horizon=20, quantile=0.05)``.

What is written is read, never executed: one of the three calls with constants, a sign, and the four
operations.
"""

import ast
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tradewinds.errors import ProofError, TradewindsError, few_of

_OPERATIONS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SIGNS: dict[type, Callable[[float], float]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}
_PARTS = ("value", "low", "high")


@dataclass(frozen=True)
class NamedValues:
    """The values of one finished run: ``results`` are what ``tradewinds.open_results`` gives."""

    results: Any

    def of(self, expression: str) -> float:
        """What an expression says. Raises ProofError for one that names no value."""
        try:
            tree = ast.parse(expression.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise _unreadable(expression) from None
        try:
            found = self._of(tree.body, expression)
        except (RecursionError, OverflowError):
            raise _unreadable(expression) from None
        if not np.isfinite(found):
            raise ProofError(f"“{expression}” has no value in the results", "a number")
        return found

    def _of(self, node: ast.expr, expression: str) -> float:
        match node:
            case ast.Constant(float() | int() as number) if not isinstance(number, bool):
                return float(number)
            case ast.UnaryOp(sign, inner) if type(sign) in _SIGNS:
                return _SIGNS[type(sign)](self._of(inner, expression))
            case ast.BinOp(left, operation, right) if type(operation) in _OPERATIONS:
                sides = self._of(left, expression), self._of(right, expression)
                if isinstance(operation, ast.Div) and sides[1] == 0:
                    raise ProofError(f"“{expression}” divides by zero", "a number")
                return _OPERATIONS[type(operation)](*sides)
            case ast.Call(ast.Name(name), arguments, keywords) if name in _CALLS:
                return self._call(name, arguments, keywords, expression)
        raise _unreadable(expression)

    def _call(self, name: str, arguments: list, keywords: list, expression: str) -> float:
        try:
            given = [ast.literal_eval(one) for one in arguments]
            named = {str(one.arg): ast.literal_eval(one.value) for one in keywords}
            found = float(_CALLS[name](self, *given, **named))
        except TradewindsError as error:
            raise ProofError(f"“{expression}”: {error.found}", error.expected, error.remedy) from None
        except (ValueError, TypeError, OverflowError) as error:
            raise ProofError(f"“{expression}” cannot be read ({error})", _FORMS) from None
        return found

    def value(
        self,
        variable: str,
        horizon: int | None = None,
        quantile: float = 0.5,
        sector: str | None = None,
        scenario: str | None = None,
    ) -> float:
        """A scenario's effect on a variable, in the unit of the report (per cent for quantities in logs).

        ``horizon``: periods after the last one observed, the path's end when left out; ``sector``: one of
        them, or all together (or the nation); ``scenario``: the headline's when left out.
        """
        known = self.results.counterfactuals
        name = scenario or next(iter(known))
        if name not in known:
            raise ProofError(f"no scenario {name!r}", f"one of {', '.join(known)}")
        found = known[name].effect(variable, sector).squeeze()
        if "horizon" not in found.coords:
            raise ProofError(f"{variable} has no horizon", "an effect by periods")
        horizons = found["horizon"].values.astype(int)
        wanted = int(horizons[-1]) if horizon is None else int(horizon)
        at = np.flatnonzero(horizons == wanted)
        levels = found["quantile"].values
        level = np.flatnonzero(np.isclose(levels, quantile))
        if not at.size:
            raise ProofError(f"no horizon {wanted}", f"one from {horizons[0]} to {horizons[-1]}")
        if not level.size:
            raise ProofError(f"no quantile {quantile}", f"one of {', '.join(f'{one:g}' for one in levels)}")
        return float(found.isel(quantile=level[0]).values[at[0]])

    def score(
        self,
        equation: str,
        metric: str = "lppd",
        holdout: str = "ahead",
        model: str = "network",
        scale: str = "original",
        part: str = "value",
    ) -> float:
        """A score of an equation, of the network or a simple model, or its standard ``error``."""
        own = self.results.assessment
        asked = {"equation": equation, "metric": metric, "holdout": holdout, "model": model, "scale": scale}
        for table in (own.scores, own.baselines):
            left = table
            for column, wanted in asked.items():
                left = left[left[column] == wanted]
            if len(left) == 1 and part in ("value", "error"):
                return float(left[part].iloc[0])
        equations = sorted(set(own.scores["equation"]))
        raise ProofError(f"no score of {asked}", f"an equation of {', '.join(equations)}")

    def reported(self, text: str, part: str = "value", page: str = "index") -> float:
        """The number beside the one sentence or cell of a page's table that begins with ``text``."""
        pages = self.results.pages
        if page not in pages or part not in _PARTS:
            raise ProofError(f"no {part} of a page {page!r}", f"{', '.join(_PARTS)} of {', '.join(pages)}")
        table = pages[page]
        rows = table[table["text"].astype(str).str.startswith(text) & table[part].notna()]
        values = rows[part].unique()
        if len(values) != 1:
            found = f"{len(values)} numbers of {page} stand beside a text that begins with “{text}”"
            raise ProofError(found, "one", few_of([str(one) for one in rows["text"].head(3)]))
        return float(values[0])


_CALLS: dict[str, Callable[..., Any]] = {
    name: getattr(NamedValues, name) for name in ("value", "score", "reported")
}
_FORMS = 'value("gdp", horizon=20, quantile=0.5), score("gdp", metric="crps") or reported("After 20", "low")'


def _unreadable(expression: str) -> ProofError:
    return ProofError(f"“{expression[:80]}” names no value", _FORMS)
