"""A second, independent computation of the answers of synthetic TaskRows, by other eyes.

Written from docs/definitions.md and docs/rows.md alone: depth, masks and camera go through plain
Python loops; the row's own record of its solution is never read.
"""

import functools
import math
import re
from typing import Any

import numpy as np
from PIL import Image

Row = dict[str, Any]
Point = tuple[float, float, float]

FEWEST, MOST = 16, 1500  # points to be measured at all, points that enter a direct distance
POSITIVE = ("right", "below", "behind", "wide", "tall", "big")  # more of what they measure
METRES = {"meter": 1, "centimeter": 0.01, "inch": 0.0254, "inche": 0.0254, "feet": 0.3048}
YES, NO = ("yes", "indeed", "correct"), ("no", "incorrect", "actually")


@functools.lru_cache(maxsize=4)
def read_depth(path: str) -> list[list[int]]:
    """The raw values of a depth picture, row by row."""
    with Image.open(path) as picture:
        rows: list[list[int]] = np.asarray(picture).tolist()
    return rows


def decode(counts: str, height: int, width: int) -> set[tuple[int, int]]:
    """The (u, v) of the pixels that a compressed COCO run-length string sets."""
    runs: list[int] = []
    value = shift = 0
    for code in (ord(letter) - 48 for letter in counts):
        value |= (code & 31) << shift
        shift += 5
        if not code & 32:  # the last group of this number; its top bit is the sign
            value -= (code >> 4 & 1) << shift
            runs.append(value + runs[-2] if len(runs) > 2 else value)
            value = shift = 0
    if sum(runs) != height * width:
        raise ValueError(f"runs cover {sum(runs)} pixels, not {height * width}")
    pixels: set[tuple[int, int]] = set()
    position = 0
    for number, run in enumerate(runs):
        if number % 2:  # runs of 0 and 1 take turns, starting with 0
            pixels.update((p // height, p % height) for p in range(position, position + run))
        position += run
    return pixels


def points_of(row: Row, region: Row) -> list[Point]:
    """Gravity-aligned (X right, Y down, Z forward) points of a region, in the picture's rows."""
    name, unit, camera = row["depth"]["path"], row["depth"]["unit_m"], row["camera"]
    depth = read_depth(name)
    x1, y1, x2, y2 = region["box"]
    pixels = {(u, v) for u in range(x1, x2) for v in range(y1, y2)}
    if region.get("mask"):
        height, width = region["mask"]["size"]
        pixels = decode(region["mask"]["counts"], height, width)
    roll, pitch = (math.radians(camera.get(key) or 0.0) for key in ("roll_deg", "pitch_deg"))
    points = []
    for v, u in sorted((v, u) for u, v in pixels if depth[v][u]):
        z = depth[v][u] * unit
        x = (u - camera["cx"]) / camera["fx"] * z
        y = (v - camera["cy"]) / camera["fy"] * z
        across = math.cos(roll) * x - math.sin(roll) * y
        down = math.sin(roll) * x + math.cos(roll) * y
        points.append(
            (
                across,
                math.cos(pitch) * down - math.sin(pitch) * z,
                math.sin(pitch) * down + math.cos(pitch) * z,
            )
        )
    if len(points) < FEWEST:
        raise ValueError(f"only {len(points)} points")
    return points


def reach(points: list[Point], axis: int) -> tuple[float, float]:
    """Smallest and largest coordinate."""
    return min(point[axis] for point in points), max(point[axis] for point in points)


def extent(points: list[Point], axis: int) -> float:
    """Largest less smallest coordinate."""
    return reach(points, axis)[1] - reach(points, axis)[0]


def gap(a: list[Point], b: list[Point], axis: int) -> float:
    """From the centre of A's extents to that of B's."""
    return (sum(reach(b, axis)) - sum(reach(a, axis))) / 2


def measure(word: str, points: list[Point]) -> float:
    """What a relation compares."""
    if word in ("left", "right", "above", "below"):
        axis = 0 if word in ("left", "right") else 1
        return sum(point[axis] for point in points) / len(points)
    if word in ("front", "behind"):
        return reach(points, 2)[0]
    if word in ("big", "small"):
        return extent(points, 0) * extent(points, 1) * extent(points, 2)
    return extent(points, {"wide": 0, "thin": 0, "tall": 1, "short": 1}[word])


def direct_distance(a: list[Point], b: list[Point]) -> float:
    """Mean over both directions of the mean distance to the other's nearest point."""
    thin = [p if len(p) <= MOST else [p[i * len(p) // MOST] for i in range(MOST)] for p in (a, b)]
    gaps = [[math.dist(point, other) for other in thin[1]] for point in thin[0]]
    there, back = [min(line) for line in gaps], [min(line) for line in zip(*gaps, strict=True)]
    return float((sum(there) / len(there) + sum(back) / len(back)) / 2)


def roles(question: str, kind: str) -> list[int]:
    """Numbers of the regions as [subject, object]; for a direction [looked from, looked at]."""
    found = list(re.finditer(r"(\w+)?\s*Region \[(\d+)\](,?)", question))
    numbers = [int(match[2]) for match in found]
    if numbers not in ([0], [0, 1], [1, 0]):
        raise ValueError(f"can't tell the regions of {question!r}")
    if kind == "direction":  # one stands AT, or goes or looks FROM, the place to look from
        stands = [(match[1] or "").lower() in ("at", "from", "by", "in", "on") for match in found]
        if sorted(stands) != [False, True]:
            raise ValueError(f"can't tell from where one looks in {question!r}")
        return numbers if stands[0] else numbers[::-1]
    if kind == "predicate" and found[0][3]:  # "Compared with Region [0], is Region [1] ...?"
        return numbers[::-1]
    return numbers


def compute(row: Row) -> bool | int | float:
    """What is true: does it hold, which region, how many metres, or how many hours."""
    word, _, kind = row["category"].partition("_")
    order = roles(row["question"], kind or word)
    points = [points_of(row, row["regions"][number]) for number in order]
    if kind in ("predicate", "choice"):
        one, two = measure(word, points[0]), measure(word, points[1])
        holds = one > two if word in POSITIVE else one < two
        return holds if kind == "predicate" else order[0 if holds else 1]
    if word in ("width", "height"):
        return extent(points[0], 0 if word == "width" else 1)
    if word in ("horizontal", "vertical"):
        return abs(gap(points[0], points[1], 0 if word == "horizontal" else 1))
    if word == "distance":
        return direct_distance(points[0], points[1])
    if word == "direction":
        angle = math.atan2(gap(points[0], points[1], 0), gap(points[0], points[1], 2))
        return math.degrees(angle) / 30 % 12 % 12  # twice: -1e-17 % 12 is 12
    raise ValueError(f"unknown category {row['category']!r}")


def agrees(row: Row, strict: bool = False) -> str | None:
    """None if the printed answer agrees with compute(row), else why not.

    strict: no 1 %, no slack at full hours, and a hundredth of the unit however many decimals.
    """
    truth, answer = compute(row), row["answer"]
    plain = re.sub(r"Region \[\d+\]", "", answer)
    if isinstance(truth, bool):
        first = re.split(r"\W", answer.strip().lower())[0]
        return None if first in (YES if truth else NO) else f"{answer!r}, but it is {truth}"
    if isinstance(truth, int):
        named = {int(number) for number in re.findall(r"Region \[(\d+)\]", answer)}
        return None if named == {truth} else f"{answer!r}, but it is Region [{truth}]"
    if row["category"] == "direction":
        slacks = (0,) if strict else (-0.02, 0, 0.02)
        right = [[str(math.ceil((truth + slack) % 12) or 12)] for slack in slacks]
        fits = re.findall(r"(\d+) o'clock", plain) in right
        return None if fits else f"{answer!r}, but it is at {truth:.3f} h"
    printed = re.findall(r"(-?\d+(?:\.(\d+))?) (meter|centimeter|inche?|feet)s?\b", plain)
    if len(printed) != 1:
        return f"{answer!r} names {len(printed)} quantities"
    number, decimals, unit = printed[0]
    step = 0.01 if strict else max(10.0 ** -min(len(decimals), 2), 0.01 * truth / METRES[unit])
    fits = abs(float(number) - truth / METRES[unit]) <= step + 1e-9
    return None if fits else f"{answer!r}, but it is {truth:.4f} m"
