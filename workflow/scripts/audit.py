"""Say of each experiment whether everything that is there still follows; end with an error if not."""

import sys
from pathlib import Path

from tradewinds.audit import Audit, Planned
from tradewinds.folders import data_folder

lines, sound = [], True
for name, planned in snakemake.params.planned.items():
    folder = Path(snakemake.params.results) / name
    audit = Audit(folder, data_folder(), [Planned(**artifact) for artifact in planned])
    if audit.finding is None:
        what = "follow from their inputs, settings, code and seed."
        lines.append(f"audit of {name}: all {len(planned)} artifacts {what}")
    else:
        lines.append(f"audit of {name}: {folder}/{audit.finding}")
        sound = False
    lines += [f"  note: {note}" for note in audit.notes]
text = "\n".join(lines) + "\n"
Path(snakemake.log[0]).write_text(text, encoding="utf-8")
sys.stderr.write(text)
sys.exit(0 if sound else 1)
