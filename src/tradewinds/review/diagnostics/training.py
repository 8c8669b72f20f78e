"""Whether there was enough to learn from, and nothing was skipped while learning."""

from collections.abc import Iterator

from tradewinds.review.cases import EQUATION, EquationCase
from tradewinds.review.check import Check
from tradewinds.review.finding import Finding
from tradewinds.review.rules import at_most
from tradewinds.review.status import Status


def _rows(case: EquationCase) -> Iterator[Finding]:
    """Said of an equation that is not known to have more rows than inputs."""
    rows, inputs = case.values("training", ("rows", "inputs"))
    if not rows > inputs:  # NaN too: what was not computed is said
        yield Finding(rows, words={"inputs": inputs})


ROWS = EQUATION.register(
    Check(
        id="rows",
        title="Rows to learn from",
        question="Are there more rows than inputs?",
        threshold=lambda case: case.value("training", "inputs"),
        computation=_rows,
        rule=lambda found, inputs: Status.passed if found.value > inputs else Status.failed,
        sentence="{value:.0f} training rows for {inputs:.0f} inputs: what they do is the prior's word.",
        advice="Drop inputs, shorten lags, or give it more periods.",
    )
)


def _skipped(case: EquationCase) -> Iterator[Finding]:
    yield Finding(case.value("training", "non_finite"))


TRAINING = EQUATION.register(
    Check(
        id="training",
        title="Training",
        question="Were all losses and gradients finite?",
        threshold=lambda case: 0.0,
        computation=_skipped,
        rule=at_most,
        sentence="Updates skipped because a loss or gradient was not finite: {value:.0f}.",
        advice="Some updates were skipped: lower inference.optimiser.learning_rate.",
    )
)
