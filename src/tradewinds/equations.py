"""Equations as they are written in the configuration.

    dlog(price[t]) ~ dlog(price[t-1]) + d(tariff[t]) + common(dlog(price[t-1])) + month + t

Left of ``~`` stands the target, right of it the inputs. A *term* is a variable at a lag, under a
transform:

========================  ===================================================================
``price[t-1]``            the variable on the scale it is declared with (``log`` or ``level``)
``log(price[t-1])``       its logarithm
``level(price[t-1])``     its value as it stands
``d(tariff[t])``          change over one period; ``d(tariff[t], 12)`` over twelve
``dlog(price[t], 3)``     change of the logarithm over three periods
``mean(tariff[t], 12)``   mean of the variable, on its own scale, over twelve periods, the last at t
``common(…)``             mean of a term over all sectors of the period
``month``                 mean of the target in this calendar month (shrunken, from other years)
``t``                     the economy-wide effect of the period
``index``                 the bare time index, inside the network (the source's model)
========================  ===================================================================
"""

import ast
import difflib
from dataclasses import dataclass, replace

from tradewinds.errors import EquationError

TRANSFORMS = ("level", "log", "d", "dlog")
SPECIAL = ("month", "t", "index")
_REMEDY = "See configs/README.md, “Equations”."


@dataclass(frozen=True)
class Term:
    """One variable at one lag under one transform; ``step`` periods for a change.

    ``window``: the periods, ``lag`` the last of them, over which what is transformed is averaged.
    """

    variable: str
    lag: int
    transform: str
    step: int = 0
    common: bool = False
    window: int = 1

    @property
    def lags(self) -> tuple[int, ...]:
        """Periods back at which the variable is looked up, a change's earlier value aside."""
        return tuple(range(self.lag, self.lag + self.window))

    @property
    def reach(self) -> int:
        """How many periods back the term looks."""
        return self.lag + self.step + self.window - 1

    @property
    def weights(self) -> dict[int, float]:
        """Periods back → the weight that the variable has there, in logs where the logarithm is taken."""
        if self.step:
            return {self.lag: 1.0, self.lag + self.step: -1.0}
        return dict.fromkeys(self.lags, 1 / self.window)

    @property
    def in_logs(self) -> bool:
        """Whether the logarithm of the variable is taken."""
        return self.transform in ("log", "dlog")

    def __str__(self) -> str:
        at = "t" if self.lag == 0 else f"t-{self.lag}"
        inside = f"{self.variable}[{at}]"
        if self.step > 1:
            inside += f", {self.step}"
        text = f"{self.transform}({inside})"
        if self.window > 1:
            text = f"mean({text}, {self.window})"
        return f"common({text})" if self.common else text


@dataclass(frozen=True)
class Equation:
    """A target, its inputs in the order written, and which special terms it has."""

    text: str
    target: Term
    inputs: tuple[Term, ...]
    month: bool = False
    economy: bool = False
    index: bool = False
    own: int | None = None
    """How many of the inputs, the first ones, are those written; None: all (``with_window``)."""
    window: int = 1
    """Rows of a sector, the row itself the last, whose inputs are among ``inputs``."""

    @property
    def name(self) -> str:
        return self.target.variable

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the network's input columns, in order."""
        names = tuple(str(term) for term in self.inputs)
        return names + (("month",) if self.month else ()) + (("index",) if self.index else ())

    @property
    def columns_by_row(self) -> tuple[tuple[int, ...], ...]:
        """Columns of every row of the window, the oldest row first: where its inputs, in the order in which
        they are written, stand among ``columns``. Those of the calendar are the row's own for all of them.
        """
        written, columns = self.inputs[: self.own], self.columns
        place = {term: column for column, term in enumerate(self.inputs)}
        calendar = tuple(range(len(self.inputs), len(columns)))
        return tuple(
            tuple(place[_earlier(term, back)] for term in written) + calendar
            for back in reversed(range(self.window))
        )

    @property
    def reach(self) -> int:
        """Periods of history one row needs, its own previous value included."""
        return max(term.reach for term in (self.target, *self.inputs, own_previous(self.target)))


def with_window(equation: Equation, window: int) -> Equation:
    """The equation with the inputs of its ``window − 1`` earlier rows among its inputs, after those written,
    each of them once. As it is with a window of one row."""
    if window == 1:
        return equation
    earlier = (_earlier(term, back) for back in range(1, window) for term in equation.inputs)
    inputs = tuple(dict.fromkeys((*equation.inputs, *earlier)))
    return replace(equation, inputs=inputs, own=len(equation.inputs), window=window)


def _earlier(term: Term, back: int) -> Term:
    return replace(term, lag=term.lag + back)


def own_previous(target: Term) -> Term:
    """The target one period (or one change) earlier, in the same base scale."""
    base = "log" if target.in_logs else "level"
    return Term(target.variable, max(1, target.step), base)


def parse(text: str, scales: dict[str, str]) -> Equation:
    """Read one equation; ``scales`` maps each known variable to ``log`` or ``level``.

    Raises EquationError naming the piece that cannot be read, or the unknown variable.
    """
    left, tilde, right = text.partition("~")
    if not tilde or "~" in right:
        raise EquationError(f"equation “{text}”", "one “~” between target and inputs", _REMEDY)
    target = _term(_expression(left, text), text, scales)
    if target.lag != 0 or target.common or target.window > 1:
        raise EquationError(f"target “{left.strip()}” of “{text}”", "a variable at [t]", _REMEDY)
    terms, special = [], set()
    for node in _summands(_expression(right, text)):
        if isinstance(node, ast.Name) and node.id in SPECIAL:
            special.add(node.id)
            continue
        term = _term(node, text, scales)
        if term.variable == target.variable and term.lag == 0:
            raise EquationError(f"“{text}” explains {target.variable}[t] by itself", "", _REMEDY)
        if term in terms:
            raise EquationError(f"“{text}” has {term} twice", "each input once", _REMEDY)
        terms.append(term)
    return Equation(text, target, tuple(terms), "month" in special, "t" in special, "index" in special)


def parse_term(text: str, scales: dict[str, str]) -> Term:
    """Read one term; ``scales`` as of ``parse``. Raises EquationError for what is none."""
    return _term(_expression(text, text), text, scales)


def solve_order(equations: list[Equation]) -> list[Equation]:
    """Equations in an order in which each needs only same-period values already computed.

    Raises EquationError naming the circle when there is none.
    """
    by_name = {}
    for equation in equations:
        if equation.name in by_name:
            raise EquationError(f"two equations for {equation.name}", "one", "Remove one of them.")
        by_name[equation.name] = equation
    ordered: list[Equation] = []
    visiting: list[str] = []

    def visit(equation: Equation) -> None:
        if equation in ordered:
            return
        if equation.name in visiting:
            circle = " → ".join([*visiting[visiting.index(equation.name) :], equation.name])
            raise EquationError(
                f"equations of one period need each other in a circle: {circle}",
                "an order in which each uses values already known",
                "Lag one of these inputs, e.g. [t-1].",
            )
        visiting.append(equation.name)
        for term in equation.inputs:
            if term.lag == 0 and term.variable in by_name and term.variable != equation.name:
                visit(by_name[term.variable])
        visiting.pop()
        ordered.append(equation)

    for equation in equations:
        visit(equation)
    return ordered


def unknown_variable(variable: str, text: str, known: list[str]) -> EquationError:
    """The error for a variable that the table of an equation does not have."""
    close = difflib.get_close_matches(variable, known, n=1)
    meant = f"Did you mean {close[0]}? " if close else ""
    return EquationError(
        f"unknown variable {variable} in “{text}”", f"one of {', '.join(sorted(set(known)))}", meant + _REMEDY
    )


def _expression(source: str, text: str) -> ast.expr:
    try:
        return ast.parse(source.strip(), mode="eval").body
    except SyntaxError:
        found = f"cannot read “{source.strip()}” in “{text}”"
        raise EquationError(found, "terms joined by “+”", _REMEDY) from None
    except (RecursionError, MemoryError):  # the parser's, of what is nested too deeply
        found = f"“{text[:60]}…” has {text.count('+') + 1} terms"
        raise EquationError(found, "an equation of at most some hundred terms") from None


def _summands(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _summands(node.left) + _summands(node.right)
    return [node]


def _term(node: ast.expr, text: str, scales: dict[str, str]) -> Term:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        name, arguments = node.func.id, node.args
        if name == "common" and len(arguments) == 1:
            inner = _term(arguments[0], text, scales)
            return replace(inner, common=True)
        if name == "mean" and arguments:
            inner = _term(arguments[0], text, scales)
            if inner.step or inner.common or inner.window > 1:
                found = f"“{ast.unparse(node)}” in “{text}”"
                raise EquationError(found, "the mean of a variable or of its logarithm", _REMEDY)
            return replace(inner, window=_periods(arguments[1:], text))
        if name in TRANSFORMS and arguments:
            variable, lag = _lagged(arguments[0], text, scales)
            step = _step(name, arguments[1:], text)
            return Term(variable, lag, name, step)
        raise EquationError(
            f"“{ast.unparse(node)}” in “{text}”", f"one of {', '.join(TRANSFORMS)}, mean, common", _REMEDY
        )
    variable, lag = _lagged(node, text, scales)
    return Term(variable, lag, scales[variable])


def _step(transform: str, arguments: list[ast.expr], text: str) -> int:
    if transform not in ("d", "dlog"):
        if arguments:
            raise EquationError(f"{transform}(…, …) in “{text}”", f"{transform}(variable[t])", _REMEDY)
        return 0
    if not arguments:
        return 1
    step = arguments[0].value if isinstance(arguments[0], ast.Constant) else None
    if len(arguments) == 1 and type(step) is int and step >= 1:
        return step
    raise EquationError(f"step of {transform} in “{text}”", "one whole number of periods, 1 or more", _REMEDY)


def _periods(arguments: list[ast.expr], text: str) -> int:
    """The periods of a mean."""
    window = arguments[0].value if arguments and isinstance(arguments[0], ast.Constant) else None
    if len(arguments) == 1 and type(window) is int and window >= 2:
        return window
    expected = "one whole number of periods, 2 or more, as in mean(tariff[t-1], 12)"
    raise EquationError(f"periods of a mean in “{text}”", expected, _REMEDY)


def _lagged(node: ast.expr, text: str, scales: dict[str, str]) -> tuple[str, int]:
    if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)):
        raise EquationError(f"“{ast.unparse(node)}” in “{text}”", "variable[t] or variable[t-1]", _REMEDY)
    variable, index = node.value.id, node.slice
    if variable not in scales:
        raise unknown_variable(variable, text, list(scales))
    if isinstance(index, ast.Name) and index.id == "t":
        return variable, 0
    if (
        isinstance(index, ast.BinOp)
        and isinstance(index.op, ast.Sub)
        and isinstance(index.left, ast.Name)
        and index.left.id == "t"
        and isinstance(index.right, ast.Constant)
        and isinstance(index.right.value, int)
        and index.right.value >= 0
    ):
        return variable, index.right.value
    raise EquationError(f"“{ast.unparse(node)}” in “{text}”", "[t] or [t-1], [t-2] …", _REMEDY)
