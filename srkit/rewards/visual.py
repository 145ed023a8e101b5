"""R_vc: does the description show what is there? Four marks from 0 to 1, None if not judged."""

import re

from srkit.language.question import Asked
from srkit.language.tags import find_tags
from srkit.rewards.spatial import mean_of
from srkit.scene.facts import Scene
from srkit.scene.objects import COLORS

VISUAL = ("existence", "attribute", "completeness", "appropriateness")
# "Region [0] is a small red box that …", "Region [0], a red box, …": the words up to the noun
_CLAIM = re.compile(
    r"\s*(?:is|shows|,)\s*(?:an?|the)\s+((?:[a-z-]+\s+){0,4}?[a-z-]+)"
    r"(?=\s*(?:[.,;!]|$|\b(?:about|at|on|in|that|which|with|standing|near|to|from|and|is)\b))",
    re.IGNORECASE,
)


def visual_marks(description: str, scene: Scene, asked: Asked) -> dict[str, float | None]:
    """Return existence, attribute, completeness and appropriateness."""
    if not description.strip():
        return dict.fromkeys(VISUAL, 0.0)
    tags = find_tags(description)
    named = {tag.region for tag in tags}
    attributes: list[bool] = []
    for tag in tags:
        claim, thing = _CLAIM.match(description, tag.end), scene.find(tag.region)
        if not claim or not thing:
            continue
        words = claim[1].lower().replace("grey", "gray").split()
        if "color" in thing:
            attributes += [word == thing["color"] for word in words if word in COLORS]
        if thing["name"] != "object":
            attributes.append(" ".join(words).endswith(thing["name"].lower()))
    return {
        "existence": mean_of([float(tag.region < scene.regions) for tag in tags]),
        "attribute": mean_of([float(right) for right in attributes]),
        "completeness": mean_of([float(region in named) for region in asked.regions]),
        "appropriateness": mean_of([float(region in asked.regions) for region in named]),
    }
