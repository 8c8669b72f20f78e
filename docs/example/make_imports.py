"""Make imports.csv, a stand-in for a user's own file: PYTHONPATH=src python docs/example/make_imports.py"""

from pathlib import Path

import pandas as pd

from tradewinds.data.synthetic import simulate_economy
from tradewinds.settings.synthetic import SyntheticSettings

PRODUCTS = ("Bicycles", "Ceramic tiles", "Coffee", "Furniture", "Steel pipes", "Toys")
MONTHS = pd.period_range("2015-01", "2021-12", freq="M")

table = simulate_economy(SyntheticSettings("two_tier", sectors=len(PRODUCTS), periods=len(MONTHS)), seed=7)[
    "sectors"
]
pd.DataFrame(
    {
        "month": table["period"].map(lambda number: str(MONTHS[number - 1])),
        "product": table["sector"].map(dict(zip(table["sector"].unique(), PRODUCTS, strict=True))),
        "price_index": (100 * table["price"]).round(2),
        "duty_percent": (100 * table["tariff"]).round(2),
        "tonnes": (1000 * table["volume"]).round(1),
    }
).to_csv(Path(__file__).with_name("imports.csv"), index=False)
