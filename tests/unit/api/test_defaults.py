"""What a call leaves out is what a file of settings leaves out."""

import inspect
from dataclasses import MISSING, fields

import pytest

import tradewinds as tw
from tradewinds.effects.evidence import gather
from tradewinds.settings.event_study import EventStudySettings
from tradewinds.settings.policy_slopes import PolicySlopesSettings
from tradewinds.settings.verdict import VerdictSettings


@pytest.mark.parametrize(
    "call, section",
    [
        (tw.Panel.event_study, EventStudySettings),
        (tw.Panel.policy_slopes, PolicySlopesSettings),
        (gather, VerdictSettings),
    ],
)
def test_arguments_have_the_defaults_of_their_settings(call, section):
    known = {
        one.name: one.default if one.default is not MISSING else one.default_factory()
        for one in fields(section)
        if one.default is not MISSING or one.default_factory is not MISSING
    }
    given = {
        name: one.default
        for name, one in inspect.signature(call).parameters.items()
        if one.default is not inspect.Parameter.empty and name in known
    }
    assert len(given) > 2
    for name, default in given.items():
        expected = known[name]
        if isinstance(expected, list):
            default = [default] if isinstance(default, str) else list(default)
        assert default == expected, name
