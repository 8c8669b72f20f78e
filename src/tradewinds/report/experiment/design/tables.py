"""What designs without a network found, in tables."""

from collections.abc import Callable

import pandas as pd

from tradewinds.effects.instrumented import AS_IT_IS, FIRST_STAGE, INSTRUMENTED, LATER, REDUCED
from tradewinds.report.experiment.design.lines import group_name
from tradewinds.report.names import Names
from tradewinds.report.page.blocks import Statement, Table
from tradewinds.report.page.columns import TableColumn, TableRow, known, tabulated
from tradewinds.report.quantities import amount, banded, counted, p_cell, ranged, with_its_error
from tradewinds.report.words import capital, count
from tradewinds.settings.policy_slopes import PolicySlopesSettings


def slopes_table(names: Names, table: pd.DataFrame) -> Table:
    """One row a design or placebo."""
    one = names.one("sectors")
    what = {
        AS_IT_IS: "As it is",
        LATER: f"A {one} later",
        REDUCED: "Reduced form: on the instrument",
        INSTRUMENTED: "Instrumented",
        FIRST_STAGE: "First stage: policy on the instrument",
    }

    def called(row: TableRow) -> str:
        if row.kind == "placebo":
            return f"Placebo: moved back {count(int(row.moved), one)}"
        return what.get(row.design, capital(row.design))

    columns: list[TableColumn] = [
        ("Design", called),
        ("Slope", lambda row: with_its_error(row.estimate, row.error, sign=True, unit=row.unit)),
        ("90 % band", lambda row: ranged(row.low, row.high, unit=row.unit)),
        ("Scatter under permutation", known(amount, "permuted_error", digits=2)),
        ("p by permutation", known(p_cell, "permuted_p")),
        ("Smallest effect found", known(amount, "detectable", digits=2)),
        ("Rows", lambda row: counted(row.rows)),
    ]
    note = (
        "Slope ± clustered error; of the first stage points per point. Smallest effect found: in four of "
        "five samples at 5 %, by clustered errors."
    )
    rows = table[table["kind"].isin(["slope", "placebo"])]
    unit = rows["unit"].iloc[0]
    return tabulated(f"Slopes side by side, {unit}", rows, columns, note)


def horizons_table(names: Names, table: pd.DataFrame) -> Table:
    """One row a horizon, the designs beside each other."""
    unit = table["unit"].iloc[0]

    def told(rows: pd.DataFrame) -> Callable[[int], Statement | str]:
        known = {row.horizon: (row.estimate, row.low, row.high) for row in rows.itertuples()}
        return lambda horizon: banded(*known[horizon], 1.0, unit) if horizon in known else "–"

    columns: list[TableColumn] = [
        (f"{capital(names.one('sectors'))}s since the rise", lambda horizon: f"{horizon}".replace("-", "−")),
        *((capital(str(name)), told(rows)) for name, rows in table.groupby("design", sort=False)),
    ]
    return tabulated(f"Every horizon, {unit}", sorted(set(table["horizon"])), columns)


def groups_table(asked: PolicySlopesSettings, table: pd.DataFrame) -> Table:
    """One row a group, the most negative first."""
    rows = table[table["kind"] == "group"].sort_values("pooled")
    unit = rows["unit"].iloc[0]
    columns: list[TableColumn] = [
        (capital(str(asked.by)), lambda row: group_name(asked, row.group)),
        ("Pooled (90 % band)", lambda row: banded(row.pooled, row.low, row.high, unit=unit)),
        ("Its own slope", lambda row: with_its_error(row.estimate, row.error, sign=True, unit=unit)),
    ]
    return tabulated(f"Every {asked.by}, {unit}", rows, columns)
