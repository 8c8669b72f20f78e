"""Say which numbers of a document no longer follow from the results; end with an error where some do not."""

import sys
from pathlib import Path

from job import Job

from tradewinds.api.results import open_results
from tradewinds.proof.named_values import NamedValues
from tradewinds.proof.written import check_document

with Job(snakemake) as job:
    named = NamedValues(open_results(job.params.results))
    found = check_document(Path(job.params.text), named.of)
    wrong = [one for one in found if not one.follows]
    for one in wrong:
        print(one, file=sys.stderr)
    told = f"{len(wrong)} of {len(found)} do not follow" if wrong else f"all {len(found)} follow"
    print(f"{job.params.text}: of its numbers {told} from {job.params.results}.", file=sys.stderr)
    sys.exit(1 if wrong else 0)
