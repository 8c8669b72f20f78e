"""Say of each experiment whether everything that is there still follows; end with an error if not."""

import sys
from pathlib import Path

from tradewinds.audit.auditing import audited
from tradewinds.audit.told import told
from tradewinds.errors import TradewindsError

lines, sound = [], True
for name, (experiment, overrides) in snakemake.params.asked.items():
    try:
        folder = Path(snakemake.params.results) / name
        found = audited(folder, experiment=experiment, overrides=overrides, uncommitted=True)
        lines.append(told(found, every=False))
        sound = sound and found.exit_code in (0, 4)
    except TradewindsError as error:
        lines.append(f"audit of {name}: {error}")
        sound = False
text = "\n".join(lines) + "\n"
Path(snakemake.log[0]).write_text(text, encoding="utf-8")
sys.stderr.write(text)
sys.exit(0 if sound else 1)
