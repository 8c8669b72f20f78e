"""A bundle is packed at every request: Snakemake does not know all that goes into it."""

from pathlib import Path
from types import SimpleNamespace

from tradewinds.settings.requests import asked_of_config

RULES = Path(__file__).parents[3] / "workflow" / "rules"


def test_no_two_requests_for_a_bundle_have_the_same_parameters():
    """The second has a study that was added beside the results, or a file that was edited once more."""
    request = SimpleNamespace(told={}, allows=lambda key: False)
    known = {"ASKED": {}, "REQUEST": request, "ROOT": RULES, "or_stop": lambda call, *of: call(*of)}
    exec(compile((RULES / "inputs.smk").read_text(encoding="utf-8"), "inputs.smk", "exec"), known)
    first, second = (known["bundle_params"]() for _ in range(2))
    assert first["anew"](None) != second["anew"](None)
    quickstart = SimpleNamespace(experiment="quickstart")
    assert first["asked"](quickstart) == asked_of_config({})
