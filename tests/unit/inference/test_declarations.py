"""Every algorithm declares itself, and what it declares is true."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tradewinds.fingerprint import modules_of
from tradewinds.inference.declaration import OTHERWISE
from tradewinds.inference.registry import ALGORITHMS, algorithm_names
from tradewinds.settings.inference import Algorithm, InferenceSettings, VariationalSettings
from tradewinds.settings.sections import plain


def test_there_is_a_declaration_a_module_and_a_choice_of_the_settings_each():
    assert list(Algorithm) == list(ALGORITHMS)
    for name, one in ALGORITHMS.items():
        assert one.name == name and callable(import_module(one.module).run)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_declaration_describes_itself_from_plain_settings(name):
    said = ALGORITHMS[name].describe(plain(InferenceSettings()))
    assert said.startswith("Posterior") and said.endswith(".")


def test_what_is_exact_and_what_lies_at_modes():
    assert algorithm_names(exact=True) == ["microcanonical", "nuts"]
    assert algorithm_names(at_modes=True) == ["dropout", "early_stopping", "ensemble", "laplace"]


def test_the_rows_of_a_step_are_those_of_the_named_setting():
    few = InferenceSettings(Algorithm("variational"), variational=VariationalSettings(minibatch=7))
    assert ALGORITHMS["variational"].rows_per_step(few) == 7
    assert ALGORITHMS["variational"].rows_per_step(InferenceSettings()) is None
    assert ALGORITHMS["nuts"].rows_per_step(few) is None


def test_advice_is_the_algorithms_own_or_to_try_another():
    assert ALGORITHMS["nuts"].advice_for("divergences", {}) == "raise inference.nuts.target_accept"
    assert ALGORITHMS["ensemble"].advice_for("divergences", {}) == OTHERWISE
    for parameters, guide in ((90, "full_rank"), (7000, "low_rank")):
        assert f"inference={guide}" in ALGORITHMS["variational"].advice_for(
            "approximation", {"parameters": parameters}
        )


def test_reading_declarations_imports_no_jax():
    source = Path(sys.modules["tradewinds"].__file__).parents[1]
    code = "import sys, tradewinds.settings.experiment; sys.exit('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=source, check=False).returncode == 0


@pytest.mark.slow
def test_only_what_runs_an_algorithm_depends_on_how_it_computes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from tradewinds.settings.tier import TierSettings\n")
    asks = modules_of(script)
    script.write_text("from tradewinds.inference.fit import fit_tier\n")
    runs = modules_of(script)
    assert {f"tradewinds.inference.algorithms.{name}" for name in ALGORITHMS} <= set(asks) & set(runs)
    modules = {one.module for one in ALGORITHMS.values()}
    assert not modules & set(asks) and modules <= set(runs)
