"""Settings of made-up experiments."""

from tradewinds.settings.data import DataSettings
from tradewinds.settings.data_table import Frequency, TableSettings
from tradewinds.settings.data_variable import VariableScale, VariableSettings
from tradewinds.settings.diagnostics import DiagnosticsSettings
from tradewinds.settings.experiment import ExperimentSettings
from tradewinds.settings.report import ReportSettings
from tradewinds.settings.scenario import ScenarioSettings
from tradewinds.settings.synthetic import EconomyName, SyntheticSettings
from tradewinds.settings.tier import TierSettings


def made_settings(
    frequency: str, national: bool, synthetic: bool, sectors: int, periods: int
) -> ExperimentSettings:
    def variable(label: str, unit: str, scale: str = "log", rate: bool = False) -> VariableSettings:
        return VariableSettings(label=label, unit=unit, scale=VariableScale(scale), rate=rate)

    tables = {
        "sectors": TableSettings(
            frequency=Frequency(frequency),
            keys={"industry": "naics3"},
            variables={
                "tariff": variable("Tariff", "fraction", "level", True),
                "price": variable("Producer price", "index, 2017 = 100"),
                "volume": variable("Import volume", "US dollars of 2017"),
            },
            identities={"customs_revenue": "tariff * price / 100 * volume"},
            identity_units={"customs_revenue": "US dollars"},
        )
    }
    if national:
        tables["national"] = TableSettings(
            frequency=Frequency("quarter" if frequency == "month" else frequency),
            variables={
                "wages": variable("Real hourly wages", "index, 2017 = 100"),
                "employment": variable("Employment", "thousand persons"),
                "gdp": variable("Real GDP per adult", "US dollars of 2017"),
                "income": variable("Real disposable income per adult", "US dollars of 2017"),
                "unemployment": variable("Unemployment rate", "fraction", "level", True),
            },
        )
    lags = "dlog(price[t-1]) + dlog(price[t-2]) + dlog(price[t-3])"
    first = [
        f"dlog(price[t]) ~ {lags} + d(tariff[t]) + d(tariff[t-1]) + common(dlog(price[t-1])) + t",
        "volume[t] ~ tariff[t] + tariff[t-1] + price[t-1] + volume[t-1] + t",
    ]
    if national:
        first += ["wages[t] ~ wages[t-1]", "employment[t] ~ employment[t-1] + wages[t-1]"]
    second = [
        "dlog(gdp[t]) ~ dlog(gdp[t-1]) + dlog(wages[t-1]) + dlog(employment[t-1])",
        "dlog(income[t]) ~ dlog(income[t-1]) + dlog(wages[t-1])",
        "d(unemployment[t]) ~ d(unemployment[t-1]) + dlog(employment[t-1])",
    ]
    return ExperimentSettings(
        seed=7,
        data=DataSettings(
            name="two-tier synthetic economy" if synthetic else "US imports by industry",
            description="A made-up economy for trying the page: nothing in it is a finding.",
            tables=tables,
            synthetic=SyntheticSettings(EconomyName.two_tier, sectors, periods) if synthetic else None,
            caveats=[
                "One trade war, on sectors that move together: twenty sectors are worth about three.",
                "These data cannot tell the effect of tariffs on volumes from zero or from earlier trends.",
            ],
        ),
        tier1=TierSettings("policy → indicators", first, ["sector", "period"]),
        tier2=TierSettings("indicators → prosperity", second if national else []),
        diagnostics=DiagnosticsSettings(),
        scenario=ScenarioSettings(name="rising", flag_distance=0.12),
        scenarios=["rising"],
        report=ReportSettings(
            title="Rising tariffs and prosperity",
            question="What would tariffs ten points higher do to prices and incomes?",
        ),
    )
