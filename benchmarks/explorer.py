"""How quickly the explorer answers to a moved path, and how large it is.

    python benchmarks/explorer.py results/quickstart …

For the explorer of every results folder: milliseconds from a path to its first look and to the whole answer,
as the page counts them in a headless Chromium, all periods moved and the second half of them, median and
quickest (on a machine that others use too, the quickest is what the page takes); megabytes of the page.
"""

import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from chromium_page import Tab

MOVES = 30
_READY = """
new Promise((go) => { const wait = setInterval(() => {
  if (document.body.dataset.busy === "true") return;
  clearInterval(wait);
  go(document.body.dataset.busy);
}, 20); })
"""
_MOVE = """
new Promise((go) => {
  const { spec } = explorer, first = %d, began = performance.now(), told = explorer.told.bind(explorer);
  let look = null;
  explorer.told = (data) => {
    told(data);
    if (data.kind !== "answer" || data.id !== explorer.id) return;
    if (look === null) look = performance.now() - began;
    if (!data.whole) return;
    explorer.told = told;
    setTimeout(() => go([look, performance.now() - began, data.took]));
  };
  explorer.worker.onmessage = ({ data }) => explorer.told(data);
  const values = Array.from({ length: spec.horizon }, (_, h) => (h < first ? 0.02 : 0.02 + %f));
  explorer.setMove(values, false);
  explorer.change(true);
})
"""


def measure(folder: Path) -> None:
    page = (folder / "report" / "explorer.html").resolve()
    if not page.exists():
        sys.exit(f"no file {page}; expected an explorer there. Make it: tradewinds explore {folder.name}")
    with Tab(page) as tab:
        assert tab.value(_READY) == "false", "the page could not compute"
        horizon, carried = tab.value("explorer.spec.horizon"), tab.value("explorer.spec.futures")
        sectors = tab.value("explorer.spec.rates.length")
        size = f"{page.stat().st_size / 1e6:.2f} MB, {carried} futures"
        print(f"{folder.name[:40]}: {size}, {sectors} sectors, {horizon} periods")
        for what, first in (("all periods", 0), ("second half", horizon // 2)):
            took = [tab.value(_MOVE % (first, 0.001 * (number + 1))) for number in range(MOVES)][MOVES // 3 :]
            look, whole, _ = (f"{median(of):.0f} ms ({min(of):.0f})" for of in zip(*took, strict=True))
            said = f"first look {look}, whole answer {whole}"
            print(f"  {what} moved: {said}; median (quickest) of {len(took)}")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["results/quickstart"]:
        measure(Path(name))
