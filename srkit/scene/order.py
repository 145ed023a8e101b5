"""What relative depth tells: which of two regions is nearer. It has no metres."""

from itertools import permutations

import numpy as np
from PIL import Image

from srkit.language.tags import tag
from srkit.records.rows import Fact, Row
from srkit.scene.depth import ENDS, Depths
from srkit.scene.geometry import DIGITS, MIN_POINTS
from srkit.scene.objects import masks_of

TIE = 0.05  # of the picture's range: regions whose nearest points are closer than this are tied
NEAREST = 2  # percentile of a region's depths; a single point may be anything


def order_facts(row: Row, image: Image.Image, depth: Depths, asked: list[int]) -> list[Fact]:
    """Return who is behind whom; the margin is a share of the picture's range of depths."""
    known = depth[np.isfinite(depth)]
    if len(known) < MIN_POINTS:
        return []
    near, far = np.percentile(known, ENDS)
    masks = masks_of(row.get("regions", []), row.get("things", []), image)
    nearest = {}
    for region in asked:
        values = depth[masks[region]] if region < len(row.get("regions", [])) else depth[:0]
        values = values[np.isfinite(values)]
        if len(values) >= MIN_POINTS:
            nearest[region] = float(np.percentile(values, NEAREST))
    facts: list[Fact] = []
    for i, j in permutations(nearest, 2):
        share = (nearest[i] - nearest[j]) / max(float(far - near), 1e-12)
        if abs(share) > TIE:
            word, how = ("behind", "behind") if share > 0 else ("front", "in front of")
            facts.append({"subject": i, "relation": word, "object": j,
                          "margin": round(abs(share), DIGITS),
                          "text": f"{tag(i)} is {how} {tag(j)}."})  # fmt: skip
    return facts
