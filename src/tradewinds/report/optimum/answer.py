"""What the page of the best policy answers first: which path or rule, and what it gains, in one sentence."""

from tradewinds.report.optimum.inputs import OptimumInputs
from tradewinds.report.optimum.policies import WELFARE_UNIT
from tradewinds.report.page.blocks import Statement
from tradewinds.report.words import capital, finite, number


def first_sentence_of(given: OptimumInputs, good: bool) -> Statement:
    """The answer. ``good``: whether it is told from the baseline as surely as was asked."""
    best, draws = given.best, given.draws
    value = draws.effect(best["welfare"], best["welfare_low"], best["welfare_high"], WELFARE_UNIT)
    kind = "plain" if good and draws.posterior else "doubt"
    text = _of_rule(given) if given.rule else _of_path(given)
    return value.in_words(text, kind if finite(best["welfare"]) else "bad")


def _of_path(given: OptimumInputs) -> str:
    """“A tariff of 6.5 % at first and 30 % at last … raises welfare by 1.02 (90 % band …) …”."""
    best, mean = given.best, given.mean_rates
    first, last = (number(mean["optimum"].iloc[at], 2) for at in (0, -1))
    before = number(mean["baseline"].iloc[-1], 2)
    moves = f"{first} % throughout" if first == last else f"{first} % at first and {last} % at last"
    gain = "could not be evaluated"
    if finite(best["welfare"]):
        better = f"better {given.draws.share(best['gains'])}"
        gain = f"{_higher(best['welfare'])} ({_ends(given)}; {better})"
    return (
        f"{given.names.policy_variable.label} of {moves}, mean over sectors, against {before} % with "
        f"{given.baseline}: welfare {gain}."
    )


def _of_rule(given: OptimumInputs) -> str:
    """The rule, what it gains over holding rates and over the best path; marks say what was seen."""
    assert given.rule is not None  # asked where there is one
    best, path, said = given.best, given.rows["optimum"], capital(given.rule.sentence(named=1))
    if not finite(best["welfare"]):
        return f"{said}: it could not be evaluated."
    low, high = (number(path[end], 2, sign=True) for end in ("ahead_low", "ahead_high"))
    return (
        f"{said}. Welfare is {_higher(best['welfare'])} than with {given.baseline} ({_ends(given)}) and "
        f"{_higher(path['ahead'])} than on the best path ({low} to {high})."
    )


def _ends(given: OptimumInputs) -> str:
    return given.draws.ends(given.best["welfare_low"], given.best["welfare_high"])


def _higher(by: float) -> str:
    return f"{number(abs(by), 2)} {'higher' if by >= 0 else 'lower'}"


def inside_told(given: OptimumInputs) -> tuple[bool, str]:
    """Whether the answer stays within what was seen as far as the baseline does, and that in a sentence."""
    excess = given.best["excess"]
    if not finite(excess):
        return False, "How far it leaves what was seen is not known."
    if leaves_seen(given):
        far = f"{number(excess, 2)} training ranges"
        allowed = f"{given.optimise.inside:g} allowed"
        return False, f"It leaves what was seen, by {far} on average beyond the {allowed}."
    return True, "It stays within what was seen."


def leaves_seen(given: OptimumInputs) -> bool:
    """Whether the answer leaves what was seen by more than the baseline does."""
    return bool(given.best["excess"] > max(0.05, 2 * given.rows["baseline"]["excess"]))
