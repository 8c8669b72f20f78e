"""Pictures for the README: python docs/images/make.py results/quickstart/report/index.html

Two cuts of the report, as a reader sees them (needs Chromium), and the last picture that the notebook holds,
with few colours so that the files stay small.
"""

import base64
import io
import json
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
NOTEBOOK = FOLDER.parent / "notebooks" / "effect_in_ten_lines.ipynb"


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


def last_picture(notebook: Path) -> Image.Image:
    """The last picture among the outputs stored in a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
    png = [data["image/png"] for data in outputs if "image/png" in data][-1]
    return Image.open(io.BytesIO(base64.b64decode("".join(png)))).convert("RGB")


def save(image: Image.Image, name: str) -> None:
    """Write it with few colours, and say how large it is."""
    file = FOLDER / f"{name}.png"
    image.quantize(256, method=Image.Quantize.FASTOCTREE).save(file, optimize=True)
    print(f"{name}.png: {file.stat().st_size / 1000:.0f} kB, {image.size}")


def main(report: str) -> None:
    page = Path(report).read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name, style in CUTS.items():
            save(photograph(page, style, Path(folder)), name)
    save(last_picture(NOTEBOOK), "ten_lines")


if __name__ == "__main__":
    main(sys.argv[1])
