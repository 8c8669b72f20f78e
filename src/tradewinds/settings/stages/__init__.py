"""Which part of the settings each stage uses: one function per rule, with the rule's name.

What is not returned here cannot make the stage run again. All return plain types.
"""

from tradewinds.settings.stages.calibration import judge_ranks, parts, rank, report_ranks
from tradewinds.settings.stages.optimum import find_policy, judge_policies, report_optimum
from tradewinds.settings.stages.pages import manifest, report
from tradewinds.settings.stages.pipeline import (
    compare,
    estimate,
    fit,
    fit_reference,
    judge,
    measure,
    predict,
    read,
    recover,
    scale,
    split,
)
from tradewinds.settings.stages.policy import check, plan, report_checks, roll_out
from tradewinds.settings.stages.sensitivity import (
    apportion,
    check_graph,
    confound,
    judge_shifts,
    refit,
    refit_of,
    report_sensitivity,
    scale_powers,
    table_of_refit,
)
from tradewinds.settings.stages.shared import tables_of
from tradewinds.settings.stages.variants import advise, swept_tiers, vary, weigh
