"""Draw what a model gets of one question, in each of the four ways to show regions.

    python recipes/regions.py --output docs/img

Writes regions-overlay.png, regions-coordinates.png, regions-both.png and regions-none.png: the
picture as it is sent, and below it the text.
"""

import argparse
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from srkit.models.inprocess import opened
from srkit.models.prompts import REGIONS
from srkit.models.shown import Pictures, Shown
from srkit.records.flow import flatten
from srkit.stages import synth

SIDE, LINE, LETTERS = 448, 18, 62  # pixels, pixels, letters a line


def main() -> None:
    """Make the question, and draw it four times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--output", required=True, type=Path, help="folder to write to")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        made = synth(images=folder, count=1, world="full", split="test", size=224, seed=3)
        row = next(iter(flatten(made)))
        for mode in REGIONS:
            draw(Pictures(mode, 1).make(row)).save(
                options.output / f"regions-{mode}.png", optimize=True
            )


def draw(shown: Shown) -> Image.Image:
    """Return picture and text as one picture."""
    lines = [
        part
        for line in shown.question().replace("×", "x").splitlines()
        for part in textwrap.wrap(line, LETTERS)
    ]
    whole = Image.new("RGB", (SIDE, SIDE + LINE * len(lines) + 12), "white")
    whole.paste(opened(shown.picture).resize((SIDE, SIDE), Image.Resampling.NEAREST))
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(13)
    for k, line in enumerate(lines):
        pen.text((6, SIDE + 6 + LINE * k), line, "black", font)
    return whole


if __name__ == "__main__":
    main()
