"""Does every artifact still follow from its inputs, settings, code and seed?

Snakemake answers this from its own records, which a clone does not have. The audit answers it from the
artifacts alone: what each says of itself is computed again and compared with the plan of this checkout. A
forgery in which every hash was computed again is no contradiction: it is found where the results are made
again.
"""

from tradewinds.audit.auditing import AUDIT_COLUMNS, Audited, audit, audited
from tradewinds.audit.verdict import EXIT_CODES, AuditVerdict, exit_code
