"""The rate that was paid: duties over value, in one unit."""

from tradewinds.errors import DataError
from tradewinds.intake.column_words import Role, size_of_unit, unit_without_size
from tradewinds.intake.doubtful_values import without_sentinels
from tradewinds.intake.measured import Measured
from tradewinds.intake.record import IntakeRecord


def with_paid_rate(roles: dict[Role, Measured], record: IntakeRecord) -> bool:
    """Where duties and value are there and no rate is, add it to ``roles``; whether it was added.

    Sizes in the units (thousand USD) are multiplied out; two currencies are a fault, a unit of one alone a
    doubt.
    """
    if Role.tariff in roles or not {Role.duties, Role.value} <= set(roles):
        return False
    duties, value = roles[Role.duties], roles[Role.value]
    for one in (duties, value):
        without_sentinels(one, False, record)
    factor = _factor(duties, value, record)
    rate = (factor * duties.values / value.values).where(value.values > 0)
    roles[Role.tariff] = Measured(f"{duties.column} ÷ {value.column}", rate, duties.notes, "fraction")
    record.steps.append(f"the tariff was computed: {duties.column} ÷ {value.column}")
    record.doubts.append(
        "This rate has the value under it, so that errors in the value move both in opposite directions, and "
        "it moves with the mix of goods. A statutory rate is the better policy where there is one."
    )
    return True


def _factor(duties: Measured, value: Measured, record: IntakeRecord) -> float:
    currencies = [unit_without_size(one.unit) for one in (duties, value)]
    sizes = [size_of_unit(one.unit) for one in (duties, value)]
    if all(currencies) and currencies[0] != currencies[1]:
        record.faults.append(
            DataError(
                f"{duties.column} is in {duties.unit}, {value.column} in {value.unit}",
                "duties and value in one currency, of which the rate is computed",
                "Write both in one currency, or give the rate: --tariff COLUMN.",
            )
        )
    if sizes[0] != sizes[1]:
        if not (duties.unit and value.unit):
            record.doubts.append(
                f"Of {duties.column} and {value.column} one alone says its unit: the other is taken for one "
                "without thousands or millions, and the rate follows from that."
            )
        record.steps.append(
            f"{duties.column} and {value.column} were brought to one unit ({sizes[0]:g} : {sizes[1]:g})"
        )
    return sizes[0] / sizes[1]
