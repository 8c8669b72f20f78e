"""Pictures of the report for the README: python docs/images/make.py results/quickstart/report/index.html

Needs Chromium. Two cuts of the page, as a reader sees them, with few colours so that the files stay small.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageChops

FOLDER = Path(__file__).parent
WIDTH, HEIGHT = 900, 3000
KEEP_SHORT = "main > :not(#short) { display: none }"
KEEP_NATION = (
    "header, main > :not(#path), #path > :not(:nth-last-child(1 of figure)) { display: none }"
    " #path { border: 0 } .pictures img:nth-of-type(n + 7) { display: none }"
)
CUTS = {"in_short": KEEP_SHORT, "roll_out": KEEP_NATION}


def photograph(page: str, style: str, folder: Path) -> Image.Image:
    """The page with an extra style, cut where it ends."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    file, picture = folder / "page.html", folder / "page.png"
    file.write_text(page.replace("</head>", f"<style>{style}</style></head>"), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]
    command = [browser, *options, f"--screenshot={picture}", file.as_uri()]
    subprocess.run(command, check=True, capture_output=True)
    image = Image.open(picture).convert("RGB")
    *_, bottom = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    return image.crop((0, 0, WIDTH, min(bottom + 20, HEIGHT)))


def main(report: str) -> None:
    page = Path(report).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name, style in CUTS.items():
            image = photograph(page, style, Path(folder)).quantize(256, method=Image.Quantize.FASTOCTREE)
            image.save(FOLDER / f"{name}.png", optimize=True)
            print(f"{name}.png: {(FOLDER / f'{name}.png').stat().st_size / 1000:.0f} kB, {image.size}")


if __name__ == "__main__":
    main(sys.argv[1])
