"""Pictures appear where their user looks for them, and nowhere else."""

import builtins
import sys

import matplotlib
import pytest
from matplotlib._pylab_helpers import Gcf
from matplotlib.axes import Axes

from tradewinds.api.axes import own_axes


@pytest.fixture
def no_pyplot(monkeypatch):
    """Nobody has imported pyplot, as in a notebook whose one import is tradewinds."""
    monkeypatch.setenv("MPLBACKEND", "agg")
    Gcf.destroy_all()  # pictures of other tests, which outlive the module
    monkeypatch.delattr(matplotlib, "pyplot", raising=False)
    for name in [name for name in sys.modules if name.startswith("matplotlib.pyplot")]:
        monkeypatch.delitem(sys.modules, name)


def test_a_notebook_shows_the_picture_though_pyplot_was_not_imported(no_pyplot, monkeypatch):
    """It shows the figures that pyplot knows, and no others."""
    monkeypatch.setattr(builtins, "__IPYTHON__", True, raising=False)
    ax = own_axes(None, "Price", "%")
    pyplot = sys.modules["matplotlib.pyplot"]
    assert [pyplot.figure(number) for number in pyplot.get_fignums()] == [ax.figure]
    pyplot.close(ax.figure)


def test_a_script_that_did_not_import_pyplot_gets_axes_without_it(no_pyplot, monkeypatch):
    monkeypatch.delattr(builtins, "__IPYTHON__", raising=False)
    assert isinstance(own_axes(None, "Price", "%"), Axes)
    assert "matplotlib.pyplot" not in sys.modules
