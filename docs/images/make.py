"""Pictures for the README: python docs/images/make.py results/quickstart/report

The first screens of the report and of the explorer, as a reader sees them (needs Chromium), in all their
colours: with few of them the bands are no longer told apart.
"""

import io
import sys
import time
from pathlib import Path

from PIL import Image, ImageChops

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from chromium_page import Tab  # noqa: E402

FOLDER = Path(__file__).parent
WIDTH, HEIGHT = 1280, 790
REST = 4.0
"""Seconds in which nothing moves on a page that has come to rest."""
SCREENS = {"first_screen": "index.html", "explorer": "explorer.html"}


def photograph(page: Path) -> Image.Image:
    """What a laptop shows of a page once it has come to rest, cut where it ends."""
    with Tab(page.resolve(), width=WIDTH, height=HEIGHT) as tab:
        before = b""
        while (now := tab.photographed()) != before:
            before = now
            time.sleep(REST)
    image = Image.open(io.BytesIO(now)).convert("RGB")
    *_, bottom = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    return image.crop((0, 0, image.width, min(bottom + 20, image.height)))


def save(image: Image.Image, name: str) -> None:
    """Write it, and say how large it is."""
    file = FOLDER / f"{name}.png"
    image.save(file, optimize=True)
    print(f"{name}.png: {file.stat().st_size / 1000:.0f} kB, {image.size}")


def main(report: str) -> None:
    for name, page in SCREENS.items():
        save(photograph(Path(report) / page), name)


if __name__ == "__main__":
    main(sys.argv[1])
