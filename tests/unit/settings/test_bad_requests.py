"""What can be wrong on a command line or in a file of settings ends in one line, whatever it is."""

import shutil
from pathlib import Path

import pytest

from tradewinds.errors import SettingsError
from tradewinds.settings.requests import asked_of_config, numbered_runs, read_request

pytestmark = pytest.mark.slow

CONFIGS = Path(__file__).parents[3] / "configs"
TOO_LONG = "tier1.equations=['price[t] ~ " + " + ".join(["price[t-1]"] * 3000) + "']"


@pytest.fixture(scope="module")
def configs(tmp_path_factory) -> Path:
    copy = tmp_path_factory.mktemp("files") / "configs"
    shutil.copytree(CONFIGS, copy)
    written = {
        "experiment/selfish": "# @package _global_\ndefaults: [selfish, _self_]\n",
        "experiment/this": "# @package _global_\ndefaults: [that, _self_]\n",
        "experiment/that": "# @package _global_\ndefaults: [this, _self_]\n",
        "experiment/clock": "# @package _global_\nreport: {title: '${now:%Y}'}\n",
        "experiment/listed": "# @package _global_\n- a\n",
        "experiment/numbered": "# @package _global_\n5: 3\n",
        "experiment/unnamed": "# @package _global_\n~: 3\n",
        "experiment/mapped": "# @package _global_\ndefaults: {data: two_tier}\n",
        "experiment/kinds": "# @package _global_\nkind: [a]\n",
        "experiment/open": "# @package _global_\nreport: {title: '${'}\n",
        "experiment/nested": f"# @package _global_\nreport: {{title: {'[' * 500}{']' * 500}}}\n",
        "experiment/marked": "\ufeff# @package _global_\nseed: 1\n",
        "experiment/above": "# @package _global_\ndefaults: [../../etc/passwd, _self_]\n",
        "experiment/accénts": "# @package _global_\nseed: 1\n",
        "scenario/again": "defaults: [again, _self_]\n",
    }
    for name, text in written.items():
        (copy / f"{name}.yaml").write_text(text)
    latin = "# @package _global_\nreport: {title: Zölle}\n"
    (copy / "experiment" / "latin.yaml").write_bytes(latin.encode("latin-1"))
    return copy


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"experiment": 2024}, ["experiment = '2024'; expected one of"]),
        ({"experiment": None}, ["--config experiment= without a name"]),
        ({"experiment": True}, ["--config experiment=True; expected a list", "or a text"]),
        ({"experiment": {"a": 1}}, ["--config experiment={'a': 1}; expected a list"]),
        ({"experiment": "quick'start"}, ["experiment=quick'start has a quotation mark without its other"]),
        ({"experiment": "a" * 300}, ["aaa…aaa"]),
        ({"experiment": "selfish"}, ["“defaults” lead back to itself"]),
        ({"experiment": "this"}, ["“defaults” lead back to itself"]),
        ({"experiment": "listed"}, ["experiment/listed"]),
        ({"experiment": "latin"}, ["experiment/latin.yaml has a byte that is no UTF-8 (0xf6)"]),
        ({"experiment": "clock"}, ["report.title = '${now:%Y}' is computed by ${now:…}"]),
        ({"experiment": "numbered"}, ["unknown key [5]; expected one of seed"]),
        ({"experiment": "unnamed"}, ["key type 'NoneType'"]),
        ({"experiment": "mapped"}, ["experiment/mapped', defaults must be a list"]),
        ({"experiment": "kinds"}, ["kind = ['a'] in experiment/kinds.yaml; expected one of laboratory"]),
        ({"experiment": "open"}, ["input '${'"]),
        ({"experiment": "nested"}, ["values lie in each other without end"]),
        ({"experiment": "marked"}, ["experiment/marked.yaml begins with a byte order mark"]),
        ({"experiment": "above"}, ["“defaults” name 'experiment/../../etc/passwd'; expected an option"]),
        ({"experiment": "accénts"}, ["expected letters without accents", "Rename the file"]),
        ({"overrides": ["data=null"]}, ["override must be a string or a list"]),
        ({"overrides": ["report.title=a=b\n"]}, ["the override “report.title=a=b\\n”"]),
        ({"overrides": ["inference.nuts.chains=1000000"]}, ["nuts.chains = 1000000", "from 2 to 1000"]),
        ({"overrides": ["inference.ensemble.members=5000"]}, ["members = 5000", "from 2 to 1000"]),
        ({"overrides": ["model.depth=1000000"]}, ["tier1.model.depth = 1000000", "from 0 to 100"]),
        ({"results": "a\nb"}, ["--config results=a\\nb; expected a folder"]),
        ({"overrides": 5}, ["cannot read the override “5”"]),
        ({"overrides": True}, ["--config overrides=True; expected a list"]),
        ({"overrides": "a'b"}, ["a quotation mark without its other"]),
        ({"overrides": ["scenario=again"]}, ["“defaults” lead back to itself"]),
        ({"overrides": ["report.title=${oc.env:HOME}"]}, ["is computed by ${oc.env:…}"]),
        ({"overrides": ["hydra.verbose=true"]}, ["“hydra.verbose=true”; expected a key of the experiment"]),
        ({"overrides": ["experiment=us_trade"]}, ["expected --config experiment=NAME"]),
        ({"overrides": ["seed=12345678901234567890123"]}, ["a whole number from 0 to 4,294,967,295"]),
        ({"overrides": ["scenario.futures=100000000000"]}, ["at most 10,000,000"]),
        (
            {"overrides": ["scenario.futures=5000000"]},
            ["= 5000000", "at most 1,000,000 paths"],
        ),
        ({"overrides": ["scenario.futures_per_draw=5000"]}, ["scenario.futures_per_draw", "1,000,000 paths"]),
        ({"overrides": ["data.synthetic.sectors=100000000000"]}, ["at most 10,000,000"]),
        ({"overrides": ["checks=[nope]"]}, ["checks = 'nope'; expected one of", "coffee"]),
        ({"overrides": [TOO_LONG]}, ["has 3000 terms"]),
        ({"results": ""}, ["--config results=; expected a folder", "Leave it out for results/"]),
        ({"results": "/"}, ["--config results=/; expected a folder"]),
        ({"results": "/tmp/.."}, ["--config results=/tmp/..; expected a folder"]),
        ({"results": None}, ["--config results=; expected a folder"]),
        ({"results": True}, ["--config results=True"]),
        ({"results": "~/x"}, ["--config results=~/x", "without blanks"]),
        ({"results": "a{b}"}, ["--config results=a{b}"]),
        ({"experiments": 5}, ["--config experiments=5; expected a list"]),
        ({"experiments": None}, ["expected two experiments"]),
        (
            {"experiments": ["effects 'x", "quickstart"]},
            ["effects 'x has a quotation mark without"],
        ),
        ({"experiments": ["", "quickstart"]}, ["one of two without a name"]),
        ({"experiments": [" ", "quickstart"]}, ["one of two without a name"]),
        ({"old": "a 'b", "new": "c/d"}, ["a 'b has a quotation mark without its other"]),
        ({"overrides": ["seed=range(1,5,0)"]}, ["seed=range(1,5,0)", "cannot be counted"]),
    ],
    ids=str,
)
def test_it_is_one_line_that_says_what_is_expected(configs, config, words):
    with pytest.raises(SettingsError) as error:
        read_request(config, configs)
    said = str(error.value)
    assert "\n" not in said and all(word in said for word in words), said


def test_what_may_be_written_otherwise_is_understood():
    assert list(read_request({"experiment": ["quickstart"], "overrides": None}, CONFIGS).experiments) == [
        "quickstart"
    ]
    assert list(read_request({"experiment": "quickstart,quickstart"}, CONFIGS).experiments) == ["quickstart"]
    assert read_request({"results": 2024}, CONFIGS).results == "2024"


@pytest.mark.parametrize("asks", [numbered_runs, asked_of_config])
@pytest.mark.parametrize("config", [{"experiments": ["a", "b"]}, {"old": "a/b", "new": "c/d"}], ids=str)
def test_two_to_compare_are_no_experiments_to_make(asks, config):
    """Else the default was made in their place."""
    with pytest.raises(SettingsError, match=f"--config {next(iter(config))}=.*; expected experiment=…"):
        asks(config)
