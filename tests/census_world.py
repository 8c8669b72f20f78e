"""An invented Census Bureau: imports of a few groups, as its API and its monthly files have them."""

import io
import json
import zipfile
from collections.abc import Mapping

import numpy as np
import pandas as pd
from loopback import KEY, Asked, Reply, as_json

OTHER = {"1010": "GREENLAND", "7910": "SOUTH AFRICA"}
"""Countries that nobody asks for, within the totals all the same."""
GROUPS_OF_COUNTRIES = {"0003": "EUROPEAN UNION", "-": "TOTAL FOR ALL COUNTRIES"}


class Census:
    """Values of ``groups`` × countries × ``months``; ``revised`` adds to a month's values."""

    def __init__(
        self, groups: list[str], origins: Mapping[str, str], months: list[str], seed: int = 7
    ) -> None:
        self.countries = {code: name.upper() for name, code in origins.items()} | OTHER
        index = pd.MultiIndex.from_product(
            [months, groups, self.countries], names=["time", "group", "country"]
        )
        rng = np.random.default_rng(seed)
        value = rng.integers(1_000, 9_000_000, len(index))
        self.cells = pd.DataFrame(
            {"value": value, "duties": (value * rng.uniform(0.01, 0.2, len(index))).astype(int)}, index
        )
        self.flags: dict[tuple[str, str, str], str] = {}
        self.key_wanted = True

    def rows(self, month: str) -> pd.DataFrame:
        return self.cells.loc[month].reset_index()

    def answer(self, asked: Asked) -> Reply:
        if asked.path.endswith(".ZIP"):
            return Reply(content=self.file(asked.path), kind="application/zip")
        if self.key_wanted and asked.one("key") != KEY:
            where = "invalid_key" if asked.one("key") else "missing_key"
            return Reply(302, headers={"Location": f"/data/{where}.html", "X-DataWebAPI-KeyError": "1"})
        columns = asked.one("get").split(",")
        times = asked.one("time").removeprefix("from ").split(" to ")
        months = [str(one) for one in pd.period_range(times[0], times[-1], freq="M")]
        head = [*columns, "time", "COMM_LVL"]
        head += ["CTY_CODE"] if "CTY_CODE" in asked.query else []
        rows = [
            self._line(row, month, columns, asked) for month in months for row in self._asked(month, asked)
        ]
        return as_json([head, *rows]) if rows else Reply(204)

    def _asked(self, month: str, asked: Asked) -> list[dict]:
        if month not in self.cells.index.levels[0]:
            return []
        rows = self.rows(month)
        if "CTY_CODE" not in asked.query:
            return rows.to_dict("records")
        total = rows.groupby("group", as_index=False)[["value", "duties"]].sum()
        return total.assign(country="-").to_dict("records")

    def _line(self, row: dict, month: str, columns: list[str], asked: Asked) -> list[str]:
        names = self.countries | GROUPS_OF_COUNTRIES
        flag = self.flags.get((month, row["group"], row["country"]), "")
        said = {
            "NAICS": row["group"],
            "I_COMMODITY": row["group"],
            "CTY_CODE": row["country"],
            "CTY_NAME": names[row["country"]],
            "CON_VAL_MO": "0" if flag else str(row["value"]),
            "CAL_DUT_MO": str(row["duties"]),
            "CON_VAL_MO_FLAG": flag,
            "CAL_DUT_MO_FLAG": "",
        }
        ends = [row["country"]] if "CTY_CODE" in asked.query else []
        return [*(said[name] for name in columns), month, asked.one("COMM_LVL"), *ends]

    def file(self, path: str) -> bytes:
        """A month's ZIP: each cell as two entries in two districts, and industries of the products."""
        digits = path.removesuffix(".ZIP")[-4:]
        month = f"20{digits[:2]}-{digits[2:]}"
        lines, products = [], {}
        for row in self.rows(month).to_dict("records"):
            product = f"{row['group']:0<10}"[:10]
            products[product] = row["group"]
            for share in (row["value"] // 3, row["value"] - row["value"] // 3):
                duty = row["duties"] if share != row["value"] // 3 or row["value"] == 0 else 0
                lines.append(detail_line(product, row["country"], month, share, duty))
        concordance = [
            f"{product:<10}{'A product':<150}{'PRODUCT':<50}{'':<17}{group:<6}{'00':<2}"
            for product, group in products.items()
        ]
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, texts in (("IMP_DETL.TXT", lines), ("CONCORD.TXT", concordance)):
                archive.writestr(name, "".join(f"{text}\r\n" for text in texts).encode("latin-1"))
        return packed.getvalue()


def detail_line(product: str, country: str, month: str, value: int, duty: int) -> str:
    year, number = month.split("-")
    head = f"{product}{country}{'00'}{'10'}{'10'}{'61'}{year}{number}{1:015d}"
    return f"{head}{0:015d}{0:015d}{value:015d}{value:015d}{duty:015d}{0:015d}{0:015d}"


def changed_json(reply: Reply, change) -> Reply:
    """The publisher's own answer with something changed in its rows."""
    return as_json(change(json.loads(reply.content)))
