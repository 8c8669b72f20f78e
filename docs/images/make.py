"""Pictures for the README: python docs/images/make.py results/quickstart/report

The first screens of the report and of the explorer, as a reader sees them (needs Chromium), with few colours
so that the files stay small.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

FOLDER = Path(__file__).parent
WIDTH, HEIGHT = 1280, 720
SCREENS = {"first_screen": "index.html", "explorer": "explorer.html"}


def photograph(page: Path, picture: Path) -> Image.Image:
    """What a laptop shows of a page when it opens, cut where it ends."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
    waits = ["--virtual-time-budget=8000", f"--screenshot={picture}", page.resolve().as_uri()]
    subprocess.run([browser, *options, *waits], check=True, capture_output=True)
    image = Image.open(picture).convert("RGB")
    *_, bottom = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    return image.crop((0, 0, WIDTH, min(bottom + 20, HEIGHT)))


def save(image: Image.Image, name: str) -> None:
    """Write it with few colours, and say how large it is."""
    file = FOLDER / f"{name}.png"
    image.quantize(256, method=Image.Quantize.FASTOCTREE).save(file, optimize=True)
    print(f"{name}.png: {file.stat().st_size / 1000:.0f} kB, {image.size}")


def main(report: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, page in SCREENS.items():
            save(photograph(Path(report) / page, Path(folder) / "screen.png"), name)


if __name__ == "__main__":
    main(sys.argv[1])
