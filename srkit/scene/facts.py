"""What is so in a scene, as far as it was measured; near-ties say nothing.

The limits below are the only ones: synth asks by them, facts and checks are made by them.
"""

from srkit.language.quantities import write_quantity
from srkit.language.tags import tag
from srkit.records.rows import Fact, Object, Row
from srkit.scene.geometry import DIGITS

TIE_M = 0.10  # positions closer than this,
TIE_SHARE = 0.03  # or than this share of their distance from the camera,
TIE_SIGMAS = 2.0  # or than this many standard deviations, are tied


def depth_margin(a: Object, b: Object) -> float:
    """Return how far a's nearest point is behind b's, in metres; 0 for a near-tie."""
    margin = a["nearest_m"] - b["nearest_m"]
    limit = max(
        TIE_M,
        TIE_SHARE * (a["nearest_m"] + b["nearest_m"]) / 2,
        TIE_SIGMAS * (a["sigma_m"] ** 2 + b["sigma_m"] ** 2) ** 0.5,
    )
    return margin if abs(margin) > limit else 0.0


def facts_of(scene: Row, regions: list[int]) -> list[Fact]:
    """Return the facts of every two of these regions."""
    at = {thing["region"]: k for k, thing in enumerate(scene["objects"]) if "region" in thing}
    facts: list[Fact] = []
    for i in regions:
        for j in regions:
            if i == j or i not in at or j not in at:
                continue
            a, b = scene["objects"][at[i]], scene["objects"][at[j]]
            margin = round(depth_margin(a, b), DIGITS)
            if margin:
                relation, words = ("behind", "behind") if margin > 0 else ("front", "in front of")
                text = f"{tag(i)} is {words} {tag(j)}."
                facts.append(
                    {"subject": i, "relation": relation, "object": j, "margin": abs(margin),
                     "text": text}
                )  # fmt: skip
            distance = scene["distances_m"][at[i]][at[j]]
            if i < j and distance is not None:
                text = f"{tag(i)} and {tag(j)} are {write_quantity(distance)} apart."
                facts.append(
                    {"subject": i, "relation": "direct_distance", "object": j, "value": distance,
                     "unit": "m", "margin": distance, "text": text}
                )  # fmt: skip
    return facts
