"""The equations as they were written, and in words what each of them assumes."""

from dataclasses import dataclass, replace

from tradewinds.equations import Equation, Term
from tradewinds.inference.registry import ALGORITHMS
from tradewinds.report.names import Names, Variable
from tradewinds.report.page.blocks import Statement
from tradewinds.report.words import capital, count, listed, lower_first

_ACTIVATION = {"tanh": "tanh", "relu": "rectified linear", "swish": "swish"}
_READS = {
    "recurrent": "with a tanh",
    "gru": "with gates (GRU)",
    "lstm": "with gates and a memory (LSTM)",
}
_DYNAMICS = {
    "independent": "drawn afresh each period",
    "ar1": "returning to its mean (AR(1))",
    "ar2": "able to swing in cycles around its mean (AR(2))",
    "random_walk": "a random walk, with no mean it returns to",
    "damped_trend": "a trend that changes slowly and dies out",
    "quasi_periodic": "a cycle that slowly loses its form",
    "average": "one of six kinds of movement, each as probable as the data make it",
}
_NOISE = {
    "constant": "of one size",
    "per_sector": "of its own size in each sector",
    "input_dependent": "of a size that may depend on the inputs",
}


@dataclass(frozen=True)
class EquationText:
    """One equation: as written, what it explains and from what."""

    written: str
    explains: str
    inputs: list[str]

    def texts(self) -> dict[str, Statement]:
        """As it stands on the page."""
        texts = {"written": self.written, "explains": self.explains, "inputs": "; ".join(self.inputs)}
        return {name: Statement(text) for name, text in texts.items()}


@dataclass(frozen=True)
class TierText:
    """One tier: its equations and what all of them assume."""

    title: str
    equations: list[EquationText]
    assumptions: list[str]


def tier_text(names: Names, tier: str) -> TierText:
    """Everything the page says about the model of a tier."""
    equations = names.equations[tier]
    texts = [_equation_text(names, table, equation) for table, equation in equations.values()]
    return TierText(names.tier(tier), texts, _assumptions(names, tier))


def _equation_text(names: Names, table: str, equation: Equation) -> EquationText:
    target = _transformed(names, names.variable(table, equation.name), equation.target)
    groups: dict[Term, list[int]] = {}
    for term in equation.inputs:
        groups.setdefault(replace(term, lag=0), []).append(term.lag)
    inputs = [_input(names, table, term, lags) for term, lags in groups.items()]
    if equation.month:
        inputs.append("the season: the usual value of this calendar month")
    if equation.economy:
        inputs.append("an economy-wide movement of the period, shared by all sectors")
    if equation.index:
        inputs.append("the bare index of the period")
    return EquationText(equation.text, capital(target), inputs)


def term_text(names: Names, table: str, term: Term) -> str:
    """One term of an equation in words: “price (logarithm), the month before”."""
    return _input(names, table, term, [term.lag])


def _input(names: Names, table: str, term: Term, lags: list[int]) -> str:
    """The term in words, at every one of its lags."""
    text = _transformed(names, names.variable(table, term.variable), term)
    if term.common:
        text = f"mean over all sectors of the {text}"
    one = names.one(table)
    before = [lag for lag in lags if lag]
    when = [f"in the same {one}"] if 0 in lags else []
    if before == [1]:
        when.append(f"up to the {one} before" if term.window > 1 else f"the {one} before")
    elif before:
        spans = _spans(before)
        when.append(f"{spans} {one + 's' if before[-1] > 1 else one} before")
    return f"{text}, {listed(when)}"


def _spans(lags: list[int]) -> str:
    if len(lags) > 2 and lags == list(range(lags[0], lags[-1] + 1)):
        return f"{lags[0]} to {lags[-1]}"
    return listed(lags)


def _transformed(names: Names, variable: Variable, term: Term) -> str:
    label, one = lower_first(variable.label), names.one(variable.table)
    mean = f"mean over {count(term.window, one)} of the " if term.window > 1 else ""
    if term.transform == "level":
        return mean + label
    if term.transform == "log":
        return f"{mean}{label} (logarithm)"
    span = f"over {count(term.step, one)}" if term.step > 1 else f"over one {one}"
    return f"{'growth' if term.transform == 'dlog' else 'change'} of {label} {span}"


def _assumptions(names: Names, tier: str) -> list[str]:
    settings = names.experiment[tier]
    model, found = settings["model"], []
    noise = model["noise"]
    if model["depth"]:
        kind = _ACTIVATION[str(model["activation"])]
        layers = "one hidden layer" if model["depth"] == 1 else f"{model['depth']} hidden layers"
        network = str(model["network"])
        if network in _READS:
            text = f"A recurrent network of {layers} with {model['width']} units, which reads the inputs of "
            text += f"{model['window']} rows of a sector in order, {_READS[network]}"
        else:
            text = f"A {'residual' if network == 'residual' else 'neural'} network with {layers} of "
            text += f"{model['width']} {kind} units"
            text += f" and the inputs of {model['window']} rows of a sector" if model["window"] > 1 else ""
        text += ", beside a straight-line path from the inputs" if model["linear"] else ""
    else:
        text = "A straight line in the inputs, without hidden layers"
    what = (
        "the change of the target from its own previous value"
        if model["explain"] == "change"
        else "the target's level"
    )
    found.append(f"{text}. It explains {what}.")
    found.append(_prior(model))
    family = "are Normal" if str(noise["family"]) == "normal" else "have heavy tails (Student-t)"
    found.append(f"Disturbances {family}, {_NOISE[str(noise['scale'])]}, learned from the data.")
    if any(equation.economy for _, equation in names.equations[tier].values()):
        how = _DYNAMICS[str(model["dynamics"])]
        found.append(f"The economy-wide movement “t” is {how}; its future is drawn, not extrapolated.")
    if settings.get("effects"):
        which = listed(_effect(names, effect) for effect in settings["effects"])
        found.append(f"Each {which} may differ from the others by an effect of its own, shrunk towards none.")
    if settings.get("slopes"):
        which = listed(names.called(name) for name in settings["slopes"])
        found.append(
            f"Sectors may answer to {which} more or less than usual, each by a factor shrunk towards one."
        )
    if (ahead := settings.get("horizons", [1])) != [1]:
        units = {names.one(table) for table, _ in names.equations[tier].values()}
        one = units.pop() if len(units) == 1 else "period"
        found.append(
            f"Equations are learned from forecasts {listed(map(str, sorted(ahead)))} {one}s ahead at once, "
            "their own past forecast too and all else as observed."
        )
    inference = settings["inference"]
    found.append(ALGORITHMS[str(inference["algorithm"])].describe(inference))
    return found


def _effect(names: Names, effect: str) -> str:
    one = names.one("sectors")
    parts = [one if part == "period" else part.replace("_", " ") for part in effect.split(":")]
    return " in each ".join(parts)


def _prior(model: dict) -> str:
    prior = model["prior"]
    scales = {"into hidden units": "hidden", "out of them": "output"} if model["depth"] else {}
    scales |= {"of the straight line": "linear"} if model["linear"] else {}
    widths = {where: f"{prior[key]:g}" for where, key in scales.items()}
    text = f"Before any data every weight is taken to be {prior['location']:g} ± "
    if len(set(widths.values())) == 1:
        text += next(iter(widths.values()))
    else:
        text += listed(f"{width} {where}" for where, width in widths.items())
    bends = model["depth"] and model["linear"] and prior["bend"] is not None
    if not prior["flat"]:
        text += ", divided by the square root of the number of its inputs"
    if prior["location"]:
        rises = "rises" if prior["location"] > 0 else "falls"
        return f"{text}: every output {rises} with every input by assumption, whatever the data say."
    drawn = "; what the hidden layers add is drawn towards nothing unless the data bend" if bends else ""
    return f"{text}{drawn}: no sign of any effect is assumed."
