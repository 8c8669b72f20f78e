"""eu_imports from an empty data folder: trade of a publisher on this machine and the law, as a panel."""

import pandas as pd
import yaml
from comext_world import Comext
from loopback import Publisher

from tradewinds.artifacts import read_table
from tradewinds.carried_provenance import read_provenance

SPAN = [str(month) for month in pd.period_range("2016-01", "2021-12", freq="M")]


def test_one_fetch_a_dry_run_and_the_panel(tmp_path, new_laboratory):
    made = new_laboratory(tmp_path / "checkout", [])
    made.experiment = "eu_imports"
    made.open()
    places = {name: made.folder / "configs" / "source" / f"{name}.yaml" for name in
              ("eurostat_comext", "eu_additional_duties")}  # fmt: skip
    sources = {name: yaml.safe_load(file.read_text()) for name, file in places.items()}
    trade = sources["eurostat_comext"]["options"]
    comext = Comext(list(trade["products"]), [*trade["partners"].values(), trade["total"]], SPAN)
    with Publisher(comext.answer).serving() as publisher:
        sources["eurostat_comext"] |= {"url": publisher.url, "per_minute": 60000}
        for name, file in places.items():
            file.write_text(yaml.safe_dump(sources[name] | {"first": SPAN[0], "last": SPAN[-1]}))
        said = made.done("fetch")
    assert "eu_imports: vintage " in said
    assert any("read" in job for job in made.would_run())
    made.done("--until", "read")
    panel = made.results / "prepare" / "sectors" / "panel.parquet"
    table = read_table(panel)
    treated = table[table["tariff"] > 0]
    assert set(treated["partner"]) == {"United States"} and treated["period"].min() == pd.Timestamp(
        "2018-06-01"
    )
    assert any(name.startswith("raw/eu_imports/") for name in read_provenance(panel)["inputs"])
