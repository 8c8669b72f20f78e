"""Data as an economist brings them: a frame of sectors and periods, and perhaps one of the nation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from tradewinds.api.arguments import FROM_FRAME, Rewording, in_terms_of, of_call, of_frame, wordings_of
from tradewinds.api.described import aggregate_of, described_table, sector_key
from tradewinds.api.frames import entries, require_frame, require_seed
from tradewinds.api.names import several
from tradewinds.api.shown import as_html, as_text
from tradewinds.data.mapping import map_table, wanted_columns
from tradewinds.settings.checks import require
from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Gaps
from tradewinds.settings.data_variable import VariableScale
from tradewinds.settings.schema import require_valid, validated

if TYPE_CHECKING:
    from tradewinds.api.effect_answer import EffectAnswer
    from tradewinds.api.event_study import EventStudy
    from tradewinds.api.paths import Path as TariffPath
    from tradewinds.api.policy_slopes import PolicySlopes


@dataclass(frozen=True, eq=False, repr=False)
class Panel:
    """Validated tables with what their columns mean.

    ``tables``: ``sectors`` and perhaps ``national`` → one row per sector and period, with the columns
    sector, label, period and one per variable; ``data`` describes them.
    """

    tables: dict[str, pd.DataFrame]
    data: DataSettings
    left_out: dict[str, pd.DataFrame] = field(default_factory=dict)
    """What of the frames is not in the tables, and why: rows, sectors, and their share of each quantity."""

    @classmethod
    @in_terms_of(of_frame)
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        sector: str | Sequence[str],
        period: str = "period",
        frequency: str = "month",
        rates: str | Sequence[str] = ("tariff",),
        logs: str | Sequence[str] = (),
        levels: str | Sequence[str] = (),
        percent: str | Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        smallest: Mapping[str, float] | None = None,
        largest: Mapping[str, float] | None = None,
        identities: Mapping[str, str] | None = None,
        gaps: bool = False,
        name: str = "panel",
    ) -> "Panel":
        """A panel from one row per sector and period.

        ``sector``: the column, or columns, that name a sector; ``frequency``: step, month, quarter or year.
        Variables are columns of the frame under their own names: ``rates`` (tariffs) are fractions,
        ``logs`` positive quantities that enter in logarithms, ``levels`` everything else. Those in
        ``percent`` are divided by 100. ``labels`` and ``units`` are for tables and pictures; ``smallest`` and
        ``largest`` are for rates below 0 or above 1, such as ``{"tariff": 2.0}``; ``identities`` are products
        of variables, such as ``{"revenue": "tariff * price * volume"}``. With ``gaps`` rows without a value
        are left out.

        Raises DataError for rows that cannot be used, naming them and what to do, SettingsError for a
        description that cannot be.
        """
        sectors = several(sector, "sector")
        require(bool(sectors), "sector", sector, "at least one column that names a sector")
        require(isinstance(gaps, bool), "gaps", gaps, "True or False")
        require(isinstance(name, str), "name", name, "a text")
        require(isinstance(period, str), "period", period, "the name of a column")
        settings = replace(
            described_table(
                period, frequency, rates, logs, levels, percent, labels, units, smallest, largest
            ),
            keys={sector_key(column, sectors): column for column in sectors},
            identities=entries(identities, "identities", str),
            gaps=Gaps.keep if gaps else Gaps.refuse,
        )
        data = DataSettings(name=name, description="", tables={"sectors": settings})
        require_valid(data, "data")
        require_frame(frame, wanted_columns(settings))
        table, left_out = map_table(frame, settings, "sectors", FROM_FRAME)
        return cls({"sectors": table}, data, {"sectors": left_out})

    @in_terms_of(of_frame)
    def with_nation(
        self,
        frame: pd.DataFrame,
        *,
        aggregates: Mapping[str, tuple[str, ...]],
        period: str = "period",
        frequency: str = "quarter",
        logs: str | Sequence[str] = (),
        levels: str | Sequence[str] = (),
        rates: str | Sequence[str] = (),
        percent: str | Sequence[str] = (),
        labels: Mapping[str, str] | None = None,
        units: Mapping[str, str] | None = None,
        smallest: Mapping[str, float] | None = None,
        largest: Mapping[str, float] | None = None,
    ) -> "Panel":
        """The same with national series, one row a period.

        ``aggregates``: national variable → (sector variable, ``mean`` or ``sum``, and perhaps the sector
        variable that weighs the mean): how it follows from the sectors along a path. Otherwise as
        ``from_frame``.
        """
        settings = described_table(
            period, frequency, rates, logs, levels, percent, labels, units, smallest, largest
        )
        require(
            isinstance(aggregates, Mapping), "aggregates", aggregates, "{national variable: how it follows}"
        )
        ways = {national: aggregate_of(national, how) for national, how in aggregates.items()}
        tables = {**self.data.tables, "national": settings}
        data = replace(self.data, tables=tables, aggregates={**self.data.aggregates, **ways})
        require_valid(data, "data")
        require_frame(frame, wanted_columns(settings))
        table, left_out = map_table(frame, settings, "national", FROM_FRAME)
        tables, left = {**self.tables, "national": table}, {**self.left_out, "national": left_out}
        return Panel(tables, data, left)

    @property
    def wordings(self) -> tuple[Rewording, ...]:
        """How errors about these tables are told to who made them."""
        return wordings_of(self.data)

    @property
    def sectors(self) -> list[str]:
        """Names of the sectors, as scenarios and checks take them."""
        return sorted(self.tables["sectors"]["sector"].unique())

    def summary(self) -> pd.DataFrame:
        """One row a variable: table, label, unit, rows, first and last period, smallest, median and largest
        value.
        """
        rows = []
        for name, table in self.tables.items():
            settings = self.data.tables[name]
            about = {variable: (one.label, one.unit) for variable, one in settings.variables.items()}
            for identity in settings.identities:
                label = settings.identity_labels.get(identity, identity)
                about[identity] = (label, settings.identity_units.get(identity, ""))
            for variable, (label, unit) in about.items():
                values = table[variable]
                rows.append(
                    {
                        "table": name,
                        "variable": variable,
                        "label": label,
                        "unit": unit,
                        "rows": int(values.notna().sum()),
                        "first": table["period"].min(),
                        "last": table["period"].max(),
                        "smallest": values.min(),
                        "median": values.median(),
                        "largest": values.max(),
                    }
                )
        return pd.DataFrame(rows)

    def plot(self, variable: str | None = None, ax: Axes | None = None) -> Axes:
        """A variable over time: every sector, of very many the range of 80 %; dotted, their median.

        Raises SettingsError for a variable that is not there.
        """
        from tradewinds.api.axes import own_axes
        from tradewinds.api.result import refuse_unknown_name
        from tradewinds.report.experiment.method.figures import draw_series

        places = {
            name: table
            for table, settings in reversed(self.data.tables.items())
            for name in (*settings.variables, *settings.identities)
        }
        variable = next(iter(self.data.tables["sectors"].variables)) if variable is None else variable
        refuse_unknown_name("variable", variable, list(places))
        settings, table = self.data.tables[places[variable]], self.tables[places[variable]]
        described = settings.variables.get(variable)
        label, unit = (described.label, described.unit) if described else (variable, "")
        log = described is None or described.scale == VariableScale.log
        values = table.pivot(index="period", columns="sector", values=variable)
        return draw_series(values, [], settings.frequency, None, log, own_axes(ax, label, unit))

    @in_terms_of(of_call)
    def event_study(
        self,
        outcome: str,
        *,
        policy: str = "tariff",
        horizons: int = 24,
        leads: int = 12,
        before: int = 12,
        designs: str | Sequence[str] = "distributed lag",
        effects: str | Sequence[str] = ("sector", "period"),
        clusters: str | Sequence[str] = "sector",
        weights: str | None = None,
        weights_in: str | None = None,
        trends: bool = False,
        start: str | None = None,
        end: str | None = None,
        level: float = 0.9,
    ) -> "EventStudy":
        """The outcome by periods since a rise of the policy that lasts, with its leads; no network is
        trained.

        ``designs``: ``distributed lag`` of changes, ``distributed lag in levels`` (against the time before
        the earliest lead; where shocks fade), ``poisson`` (that as a count model, which keeps rows without
        trade; others leave them out), ``local projection`` (one regression a horizon, the policy's
        changes in ``before`` periods held fixed) and ``clean controls`` (changes after ``before`` still
        periods, beside sectors whose policy stands still: where effects differ and treatments go on and off;
        leave ``sector`` out of ``effects`` there). ``effects`` and ``clusters`` (one or two): ``sector``,
        ``period``, a key, or several joined by colons such as ``origin:period``; as outcomes are taken in
        changes, sector effects are trends of their levels, and ``trends`` lets those bend. ``weights``: a
        variable, ``weights_in``: the periods (``2017``) whose mean of it rows are weighed by. ``start`` and
        ``end`` bound the outcome's changes. ``level``: of the bands.

        Raises DataError where effects leave nothing of the policy (a tariff common to all sectors) and where
        too few periods are left; SettingsError for names that are not there.
        """
        from tradewinds.api.event_study import studied
        from tradewinds.settings.event_study import EventStudySettings

        asked = {
            "outcome": outcome,
            "policy": policy,
            "designs": several(designs, "designs", "name of a design"),
            "horizons": horizons,
            "leads": leads,
            "before": before,
            "effects": several(effects, "effects", "name of a group"),
            "clusters": several(clusters, "clusters", "name of a group"),
            "weights": weights,
            "weights_in": weights_in,
            "trends": trends,
            "start": start,
            "end": end,
        }
        settings = validated(EventStudySettings, asked, "event_study")
        return studied(self.tables["sectors"], self.data, settings, level)

    @in_terms_of(of_call)
    def effect(
        self,
        outcomes: str | Sequence[str],
        path: "TariffPath",
        *,
        policy: str = "tariff",
        weights: str | None = None,
        seed: int = 0,
        **verdict: Any,
    ) -> "EffectAnswer":
        """What a path such as ``tw.Step(0.05, periods=12)`` does to the outcomes, and whether these data
        answer it; no network is trained.

        The effect is that of a distributed lag in levels on log(1 + rate), on all sectors together: those
        that the path leaves alone count as well, with nothing (``of`` in the summary). It stands where every
        check passes: leads are zero, levels and changes agree, sectors and times answer alike, the policy was
        set and not measured with trade in it, enough sectors were treated, and each test would have
        found what matters. ``weights``: a variable by whose last year sectors are averaged;
        ``verdict``: keys of that section of the settings, such as ``effects=["sector", "period"]`` or
        ``size=0.01``. Raises SettingsError for names and paths that cannot be.
        """
        from tradewinds.api.effect_answer import answered

        return answered(self.tables, self.data, path, outcomes, policy, weights, require_seed(seed), verdict)

    @in_terms_of(of_call)
    def policy_slopes(
        self,
        outcome: str,
        *,
        policy: str = "tariff",
        instrument: str | None = None,
        assigned: str | None = None,
        step: int | None = None,
        effects: str | Sequence[str] = ("sector", "period"),
        clusters: str | Sequence[str] = "sector",
        weights: str | None = None,
        weights_in: str | None = None,
        trends: bool = False,
        start: str | None = None,
        end: str | None = None,
        permutations: int = 0,
        within: str | None = None,
        placebos: Sequence[int] = (),
        by: str | None = None,
        seed: int = 0,
    ) -> "PolicySlopes":
        """Slopes of the outcome's changes over ``step`` periods (a year) on the policy's, side by side:
        contemporaneous, lagged a period, instrumented, and the instrument's own (reduced form).

        ``instrument``: a variable, such as a statutory rate beside a realised one; the policy of the period
        before when left out. ``permutations``: how often its paths go to other sectors, within groups of the
        key ``within``, for errors that owe nothing to clusters. ``placebos``: periods by which it is moved
        back, to where it can have no slope; ``by``: a key whose groups have slopes of their own, partially
        pooled, with the errors of placebos. ``assigned``: the variable that is permuted, moved back and asked
        by groups in the instrument's place. Otherwise, and raises, as ``event_study``.
        """
        from tradewinds.api.policy_slopes import slopes_of_policy
        from tradewinds.settings.policy_slopes import PolicySlopesSettings

        asked = {
            "outcome": outcome,
            "policy": policy,
            "instrument": instrument,
            "assigned": assigned,
            "step": step,
            "effects": several(effects, "effects", "name of a group"),
            "clusters": several(clusters, "clusters", "name of a group"),
            "weights": weights,
            "weights_in": weights_in,
            "trends": trends,
            "start": start,
            "end": end,
            "permutations": permutations,
            "within": within,
            "placebos": placebos if isinstance(placebos, int) else list(placebos),
            "by": by,
        }
        settings = validated(PolicySlopesSettings, asked, "policy_slopes")
        return slopes_of_policy(self.tables["sectors"], self.data, settings, require_seed(seed))

    def _repr_html_(self) -> str:
        return as_html(self._title(), self.summary())

    def __repr__(self) -> str:
        return as_text(self._title(), self.summary())

    def _title(self) -> str:
        counts = [
            f"{table['sector'].nunique()} sectors × {table['period'].nunique()} periods"
            if name == "sectors"
            else f"the nation × {len(table)} periods"
            for name, table in self.tables.items()
        ]
        called = "Panel" if self.data.name == "panel" else f"Panel {self.data.name}"
        return f"{called}: {', '.join(counts)}"
