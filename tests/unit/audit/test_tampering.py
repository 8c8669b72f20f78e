"""Every way to change finished results is found and named, and none ends in an error."""

import pytest
from invented_results import not_verified
from tampering import INVENTED, OF_THE_LABORATORY, UNTRACEABLE, Tampering

from tradewinds.audit import exit_code

ALL = [("simulated", one) for one in INVENTED] + [("laboratory", one) for one in OF_THE_LABORATORY]
BAD = ("tampered", UNTRACEABLE)


@pytest.mark.parametrize(("results", "tampering"), ALL, ids=[one.name for _, one in ALL])
def test_it_is_found_and_named(results, tampering: Tampering, copied, request):
    changed = copied(request.getfixturevalue(results))
    tampering.change(changed)
    table = changed.audited().table
    found = not_verified(table)
    verdict, reason = found.get(tampering.artifact, ("verified", ""))
    assert verdict in (BAD if tampering.verdict == "any" else (tampering.verdict,)), found
    assert reason and exit_code(table["verdict"]) != 0


def test_there_are_enough_kinds():
    names = [one.name for _, one in ALL]
    assert len(names) >= 123 and len(set(names)) == len(names)
