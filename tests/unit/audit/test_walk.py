"""From the report down to raw bytes: what is wrong further down is said of all that rests on it alone."""

import pytest
from tampering import ANSWERS, FRAME, LIST, OTHER, PAGE, SERIES, TABLE, cell, forged, inner, raw, remove, says

REPLICAS, TEMPERATURES = "calibrate/replicas.parquet", "calibrate/temperatures.parquet"
FROM_SERIES = {ANSWERS, TABLE, OTHER, REPLICAS, TEMPERATURES}
ABOVE = {PAGE, FRAME, LIST}


def verdicts(found):
    """Verdict → artifacts."""
    return {
        verdict: {name for name, one in found.items() if one[0] == verdict} for verdict, _ in found.values()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "verdict"), [(says(SERIES, python=""), "tampered"), (remove(SERIES), "untraceable")]
)
def test_nothing_follows_from_what_is_not_believed(simulated, copied, change, verdict):
    changed = copied(simulated)
    change(changed)
    found = changed.verdicts()
    assert verdicts(found) == {verdict: {SERIES}, "not checked": FROM_SERIES | ABOVE}
    assert found[PAGE][1] == f"input: it rests on {SERIES}, which is {verdict}"


def test_what_rests_on_something_stale_is_stale(simulated, copied):
    changed = copied(simulated)
    raw(lambda path: path.write_text("x = 1\n"))(changed)
    found = changed.verdicts()
    assert verdicts(found) == {"stale": {SERIES} | FROM_SERIES | ABOVE}
    assert found[SERIES][1] == "data: raw/walk.py has other contents than it was made from"
    assert found[LIST][1] == f"input: it rests on {SERIES}, which is stale"


def test_a_raw_file_that_is_not_here_is_said_where_it_was_read_alone(simulated, copied):
    changed = copied(simulated)
    raw(lambda path: path.unlink())(changed)
    assert verdicts(changed.verdicts()) == {"not checked": {SERIES, *FROM_SERIES}}


def test_a_changed_cell_is_one_finding_and_not_one_of_all_that_read_it(simulated, copied):
    """What was made from it before is no worse for that; whoever was made from other values is stale."""
    changed = copied(simulated)
    cell("price", 0, 7.0)(changed)
    assert verdicts(changed.verdicts()) == {"tampered": {TABLE}, "not checked": ABOVE}
    changed = copied(simulated, changed.data.parent / "again")
    forged(TABLE)(changed)
    found = changed.verdicts()
    assert verdicts(found) == {"stale": ABOVE}
    assert f"{TABLE} has other values than it was made from" in found[FRAME][1]


@pytest.mark.parametrize("name", ["raw//{outside}", "raw/../outside.csv"])
def test_nothing_outside_the_data_folder_is_read(simulated, copied, name):
    """Whatever a provenance names: whether a file elsewhere has a hash is nobody's to ask."""
    changed = copied(simulated)
    outside = changed.data.parent / "outside.csv"
    outside.write_text("secret")
    named = name.format(outside=str(outside).lstrip("/"))
    inner("inputs", lambda inputs: inputs | {named: "0" * 64}, SERIES)(changed)
    verdict, reason = changed.verdicts()[SERIES]
    assert f"{named} is not in the data folder" in reason and "other contents" not in reason
