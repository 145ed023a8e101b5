"""Draw a sheet of synthetic questions, one of each category, and print their answers.

    python recipes/contact_sheet.py --world full --output docs/img/full.jpg

Pictures are of the test split; each shows its regions as a model sees them, and its question.
"""

import argparse
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from srkit.records.flow import flatten
from srkit.records.rows import Row
from srkit.scene.pictures import open_image
from srkit.scene.questions import CATEGORIES
from srkit.scene.regions import draw_regions
from srkit.stages import synth

COLUMNS, SIZE, CAPTION, GAP = 6, 288, 46, 8


def first_of_each(world: str, folder: Path) -> list[Row]:
    """Return the first task of each category, each of another picture, in the categories' order."""
    tasks = flatten(synth(images=str(folder), world=world, split="test", size=SIZE))
    found: dict[str, Row] = {}
    used: set[str] = set()
    for row in tasks:
        if row["category"] not in found and row["image"] not in used:
            found[row["category"]] = row
            used.add(row["image"])
        if len(found) == len(CATEGORIES):
            break
    return [found[category] for category in CATEGORIES]


def draw(rows: list[Row]) -> Image.Image:
    """Return the sheet."""
    lines = -(-len(rows) // COLUMNS)
    step_x, step_y = SIZE + GAP, SIZE + CAPTION + GAP
    sheet = Image.new("RGB", (COLUMNS * step_x - GAP, lines * step_y - GAP), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(13)
    for k, row in enumerate(rows):
        x, y = k % COLUMNS * step_x, k // COLUMNS * step_y
        sheet.paste(draw_regions(open_image(row["image"]), row["regions"]), (x, y))
        caption = textwrap.fill(f"{k + 1}. {row['question']}", 44)
        pen.multiline_text((x, y + SIZE + 4), caption, fill="black", font=font)
    return sheet


def main() -> None:
    """Write the sheet, and print the answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--world", choices=["simple", "full"], default="full")
    parser.add_argument("--output", type=Path, required=True)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        rows = first_of_each(options.world, Path(folder))
        draw(rows).save(options.output, quality=85)
    for k, row in enumerate(rows):
        print(f"{k + 1}. {row['category']}: {row['answer']} {row['truth']}")


if __name__ == "__main__":
    main()
