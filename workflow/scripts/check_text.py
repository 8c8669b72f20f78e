"""Say which numbers of a document no longer follow from the results; end with an error where some do not."""

import sys
from pathlib import Path

from job import Job

from tradewinds.api.results import open_results
from tradewinds.errors import few_of
from tradewinds.proof.named_values import NamedValues
from tradewinds.proof.written import check_document, unlisted

with Job(snakemake) as job:
    named = NamedValues(open_results(job.params.results))
    found = check_document(Path(job.params.text), named.of)
    wrong = [one for one in found if not one.agrees]
    for one in wrong:
        print(one, file=sys.stderr)
    told = f"{len(wrong)} of {len(found)} do not follow" if wrong else f"all {len(found)} follow"
    others = unlisted(Path(job.params.text).read_text(encoding="utf-8"), found)
    if others:
        said = few_of(others, lambda place: f"line {place[0]} “{place[1]}”")
        print(
            f"{job.params.text}: on no list, and not looked at, are {len(others)} more: {said}",
            file=sys.stderr,
        )
    print(f"{job.params.text}: of the numbers on its list {told} from {job.params.results}.", file=sys.stderr)
    sys.exit(1 if wrong else 0)
