"""Changes of what artifacts say of themselves."""

import pytest
from tampering import (
    ANSWERS,
    BAD,
    FRAME,
    LIST,
    PAGE,
    SERIES,
    STALE,
    TABLE,
    UNTRACEABLE,
    Tampering,
    forged_input,
    inner,
    other_settings,
    restamp,
    says,
    schema,
    text,
    without,
)

pytestmark = pytest.mark.slow

TAMPERINGS = [
    Tampering("the hash of the values", says(values="0" * 64), TABLE),
    Tampering("no hash of the values", without("values"), TABLE),
    Tampering("a null for the hash", says(values=None), TABLE),
    Tampering("settings alone", inner("settings", lambda s: s | {"calibration": 1}), TABLE),
    Tampering("settings and their hash", restamp(TABLE, other_settings), TABLE),
    Tampering("settings and their hash of a lone artifact", restamp(SERIES, other_settings), SERIES, STALE),
    Tampering("the hash of the settings", says(settings_hash="0" * 64), TABLE),
    Tampering("settings of another type", says(settings="none"), TABLE),
    Tampering("another experiment", says(experiment="walk_2"), TABLE),
    Tampering("another stage", says(stage="simulate"), TABLE),
    Tampering("a stage of numbers", says(stage=[1]), TABLE),
    Tampering("another code", says(code="0" * 64), TABLE),
    Tampering("another code of a lone artifact", says(SERIES, code="0" * 64), SERIES, STALE),
    Tampering("a code that is none", says(code="latest"), TABLE),
    Tampering("another seed", says(seed=99), TABLE),
    Tampering("no seed", says(seed=None), TABLE),
    Tampering("a seed of text", says(seed="1"), TABLE),
    Tampering(
        "a seed of every output of a job",
        lambda of: [says(one.path, seed=99)(of) for one in of.planned if one.stage == "calibrate"],
        TABLE,
        STALE,
    ),
    Tampering("inputs emptied", says(inputs={}), TABLE),
    Tampering(
        "inputs emptied everywhere",
        lambda of: [says(one.path, inputs={})(of) for one in of.planned if one.inputs],
        TABLE,
    ),
    Tampering("the hash of an input", inner("inputs", forged_input, SERIES), SERIES, STALE),
    Tampering("the hash of an artifact that it reads", inner("inputs", forged_input, FRAME), FRAME),
    Tampering(
        "an input renamed", inner("inputs", lambda i: {f"{name}2": of for name, of in i.items()}), TABLE
    ),
    Tampering("an input left out", inner("inputs", lambda i: dict([*i.items()][1:])), TABLE),
    Tampering("an input added", inner("inputs", lambda i: i | {"prepare/panel.parquet": "0" * 64}), TABLE),
    Tampering("an input outside", inner("inputs", lambda i: i | {"raw//etc/passwd": "0" * 64}), TABLE),
    Tampering("an input further up", inner("inputs", lambda i: i | {"../../x": "0" * 64}), TABLE),
    Tampering("inputs as a list", says(inputs=["walk.py"]), TABLE),
    Tampering("inputs without hashes", says(inputs={SERIES: None}), TABLE),
    Tampering("packages emptied", says(packages={}), TABLE),
    Tampering(
        "a package left out", inner("packages", lambda p: {k: v for k, v in p.items() if k != "jax"}), TABLE
    ),
    Tampering(
        "an optional package left out",
        inner("packages", lambda p: {k: v for k, v in p.items() if k != "scipy"}),
        TABLE,
    ),
    Tampering("another version", inner("packages", lambda p: p | {"numpy": "0.1"}), TABLE),
    Tampering(
        "another version everywhere",
        lambda of: [inner("packages", lambda p: p | {"numpy": "0.1"}, one.path)(of) for one in of.planned],
        SERIES,
        STALE,
    ),
    Tampering("a package that is none", inner("packages", lambda p: p | {"oracle": "1.0"}), TABLE),
    Tampering("packages as a list", says(packages=["numpy"]), TABLE),
    Tampering("a version that is none", inner("packages", lambda p: p | {"numpy": "new"}), TABLE),
    Tampering("another Python", says(python="3.99.1"), TABLE),
    Tampering("another Python of a lone artifact", says(SERIES, python="3.99.1"), SERIES, STALE),
    Tampering("no Python", says(python=""), TABLE),
    Tampering("another device", says(device="NVIDIA H200"), TABLE),
    Tampering("no device", says(device=""), TABLE),
    Tampering("another precision", says(precision="float16"), TABLE),
    Tampering(
        "another precision everywhere",
        lambda of: [says(one.path, precision="float16")(of) for one in of.planned],
        TABLE,
    ),
    Tampering("a field left out", without("device"), TABLE),
    Tampering("a field added", says(approved_by="nobody"), TABLE),
    Tampering("no provenance", restamp(TABLE, lambda d: {}), TABLE, UNTRACEABLE),
    Tampering("a provenance that is a list", restamp(TABLE, lambda d: [d]), TABLE),
    Tampering("a provenance that is broken", restamp(TABLE, lambda d: "{"), TABLE, UNTRACEABLE),
    Tampering("a provenance that is a number", restamp(ANSWERS, lambda d: "1"), ANSWERS),
    Tampering("a page's provenance that is broken", restamp(PAGE, lambda d: "{"), PAGE),
    Tampering("the list's provenance that is a text", restamp(LIST, lambda d: "me"), LIST, BAD),
    Tampering(
        "the list's provenance removed",
        text(lambda c: c[: c.index(b',\n  "tradewinds"')] + b"\n}\n", LIST),
        LIST,
        UNTRACEABLE,
    ),
    Tampering(
        "the metadata of a table removed", schema(lambda t: t.replace_schema_metadata({})), TABLE, UNTRACEABLE
    ),
]


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=[one.name for one in TAMPERINGS])
def test_it_is_found_and_named(tampering, simulated, copied):
    tampering.require_found(copied(simulated))
