"""What is so in a scene, as far as it was measured; near-ties say nothing.

The limits below are the only ones: synth asks by them, facts and checks are made by them.
"""

from srkit.errors import RowError
from srkit.language.quantities import write_quantity
from srkit.language.tags import tag
from srkit.records.rows import Fact, Object, Row
from srkit.scene.geometry import DIGITS

TIE_M = 0.10  # positions closer than this,
TIE_SHARE = 0.03  # or than this share of their distance from the camera,
TIE_SIGMAS = 2.0  # or than this many standard deviations, are tied


class Scene:
    """The measured objects of a row, by region."""

    def __init__(self, row: Row) -> None:
        self.objects: list[Object] = row["objects"]
        self.distances_m: list[list[float | None]] = row["distances_m"]
        self.at = {o["region"]: k for k, o in enumerate(self.objects) if "region" in o}
        # Regions that show too few points were not measured, but they are there.
        self.regions = max(len(row.get("regions", [])), *(region + 1 for region in self.at), 0)

    def find(self, region: int | None) -> Object | None:
        """Return the object of a region."""
        return self.objects[self.at[region]] if region in self.at else None

    def distance(self, a: int | None, b: int | None) -> float | None:
        """Return the direct distance of two regions, in metres."""
        return self.distances_m[self.at[a]][self.at[b]] if a in self.at and b in self.at else None


def open_scene(row: Row) -> Scene:
    """Return a row's measured scene, or say which command makes one."""
    if "objects" not in row or "distances_m" not in row:
        raise RowError("the row has no measured scene: run `srkit describe` on it first")
    count = len(row["objects"])
    if [len(line) for line in row["distances_m"]] != [count] * count:
        raise RowError("'distances_m' has no row and column for each of 'objects'")
    return Scene(row)


def depth_margin(a: Object | None, b: Object | None) -> float:
    """Return how far a's nearest point is behind b's, in metres; 0 if tied or not measured."""
    if a is None or b is None:
        return 0.0
    margin = a["nearest_m"] - b["nearest_m"]
    limit = max(
        TIE_M,
        TIE_SHARE * (a["nearest_m"] + b["nearest_m"]) / 2,
        TIE_SIGMAS * (a["sigma_m"] ** 2 + b["sigma_m"] ** 2) ** 0.5,
    )
    return margin if abs(margin) > limit else 0.0


def facts_of(scene: Scene, regions: list[int]) -> list[Fact]:
    """Return the facts of every two of these regions."""
    facts: list[Fact] = []
    for i in regions:
        for j in regions:
            if i == j:
                continue
            if margin := round(depth_margin(scene.find(i), scene.find(j)), DIGITS):
                relation, words = ("behind", "behind") if margin > 0 else ("front", "in front of")
                text = f"{tag(i)} is {words} {tag(j)}."
                facts.append(
                    {"subject": i, "relation": relation, "object": j, "margin": abs(margin),
                     "text": text}
                )  # fmt: skip
            distance = scene.distance(i, j)
            if i < j and distance is not None:
                text = f"{tag(i)} and {tag(j)} are {write_quantity(distance)} apart."
                facts.append(
                    {"subject": i, "relation": "direct_distance", "object": j, "value": distance,
                     "unit": "m", "margin": distance, "text": text}
                )  # fmt: skip
    return facts
