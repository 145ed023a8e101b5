"""R_vc: does the description show what is there? Four marks from 0 to 1, None if not judged."""

import re

from srkit.language.question import Asked
from srkit.language.tags import find_tags
from srkit.scene.check import Scene

_COLORS = "red|orange|yellow|green|cyan|blue|purple|brown|white|gray|grey|black"
# "Region [0] is a red box", "Region [0], a red box,"
_CLAIM = re.compile(
    rf"\s*(?:is|shows|,)\s*(?:an?|the)\s+(?:(?P<color>{_COLORS})\s+)?(?P<name>[a-z]+)", re.I
)


def visual_marks(description: str, scene: Scene, asked: Asked) -> dict[str, float | None]:
    """Return existence, attribute, completeness and appropriateness."""
    if not description.strip():
        return dict.fromkeys(("existence", "attribute", "completeness", "appropriateness"), 0.0)
    tags = find_tags(description)
    named = {tag.region for tag in tags}
    there = [float(tag.region in scene.at) for tag in tags]
    attributes = []
    for tag in tags:
        claim, thing = _CLAIM.match(description, tag.end), scene.find(tag.region)
        if not claim or not thing:
            continue
        if claim["color"] and "color" in thing:
            attributes.append(claim["color"].lower().replace("grey", "gray") == thing["color"])
        if thing["name"] != "object":
            attributes.append(claim["name"].lower() == thing["name"])
    wanted = [float(region in named) for region in asked.regions]
    to_the_point = [float(region in asked.regions) for region in sorted(named)]
    return {
        "existence": _mean(there),
        "attribute": _mean([float(right) for right in attributes]),
        "completeness": _mean(wanted),
        "appropriateness": _mean(to_the_point),
    }


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
