"""What each stage of the workflow is: one declaration a rule, under the rule's name.

It names the part of the settings that the stage uses, in plain types (what is not in there cannot make the
stage run again), the artifacts and the jobs, whether it takes a seed, and when it is asked for.
"""

from tradewinds.settings.stages import (
    arviz,
    calibration,
    economics,
    economy_rule,
    equilibrium,
    explorer,
    optimum,
    pages,
    pipeline,
    policy,
    publication,
    sensitivity,
    simulators,
    variants,
    verdict,
)
from tradewinds.settings.stages.stage import declared_in

_RESULTS = (pipeline, economics, policy, verdict, simulators, equilibrium, pages)
_STUDIES = (variants, sensitivity, optimum, economy_rule, calibration, arviz, explorer, publication)

STAGES = declared_in([*_RESULTS, *_STUDIES])
"""Every stage by its name, in the order of the pipeline: none uses the artifacts of a later one."""
