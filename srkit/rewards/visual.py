"""R_vc: does the description show what is there? Four marks from 0 to 1, None if not judged."""

import re
from collections.abc import Iterator

from srkit.language.question import Asked
from srkit.language.relevance import THINGS, concrete_things, is_idle, is_named
from srkit.language.tags import find_tags
from srkit.rewards.spatial import mean_of
from srkit.scene.facts import Scene
from srkit.scene.objects import COLORS

VISUAL = ("existence", "attribute", "completeness", "appropriateness")
_PHRASE = r"((?:[a-z-]+\s+){0,4}?[a-z-]+)"
# "Region [0] is a small red box that …", "Region [0], a red box, …", "Region [0] (the red box)"
_AFTER = re.compile(
    rf"(?:\s*,)?\s*(?:is|shows|contains|,|\(|:|marks|denotes|identifies|refers to|represents"
    rf"|corresponds to)\s*(?:an?|the)\s+{_PHRASE}"
    r"(?=\s*(?:[.,;!)]|$|\b(?:about|at|on|in|that|which|with|standing|near|to|from|and|is|of|by"
    r"|next|sitting|placed|located)\b))",
    re.IGNORECASE,
)
# "a red box, which is Region [0]", "the red box (Region [0])", "the red box in Region [0]"
_BEFORE = re.compile(
    rf"\b(?:an?|the)\s+{_PHRASE}\s*(?:[,:]?\s*(?:which|that) is|,|\(|,?\s*\b(?:in|is|at|marked"
    r"|labell?ed|shown|outlined|called|named)(?: as| by)?)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
OTHER_COLORS = ("pink", "maroon", "beige", "turquoise", "silver")  # that nothing is measured as
REACH = 80  # characters before a region in which its name may stand
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def visual_marks(description: str, scene: Scene, asked: Asked) -> dict[str, float | None]:
    """Return existence, attribute, completeness and appropriateness."""
    if not description.strip():
        return dict.fromkeys(VISUAL, 0.0)
    tags = find_tags(description)
    named = {tag.region for tag in tags}
    return {
        "existence": mean_of([float(tag.region < scene.regions) for tag in tags]),
        "attribute": mean_of([float(right) for right in attributes(description, scene)]),
        "completeness": mean_of([float(region in named) for region in asked.regions]),
        "appropriateness": mean_of(list(map(float, sentences_that_fit(description, scene)))),
    }


def attributes(description: str, scene: Scene) -> Iterator[bool]:
    """Yield whether each colour and kind that is told of a region is right."""
    for tag in find_tags(description):
        thing = scene.find(tag.region)
        if not thing:
            continue
        before = description[max(0, tag.start - REACH) : tag.start]
        for claim in (_AFTER.match(description, tag.end), _BEFORE.search(before)):
            if not claim:
                continue
            words = claim[1].lower().replace("grey", "gray").split()
            if "color" in thing:
                said = [word for word in words if word in COLORS or word in OTHER_COLORS]
                yield from (word == thing["color"] for word in said)
            name = thing["name"].lower()
            if name != "object" and (is_right := kind_is_right(words, name, scene)) is not None:
                yield is_right


def kind_is_right(words: list[str], name: str, scene: Scene) -> bool | None:
    """Whether words name a thing of this kind; None if they name no kind that is known."""
    if " ".join(words).endswith(name) or is_named(words[-1], [name]):
        return True
    is_kind = words[-1] in THINGS or is_named(words[-1], scene.names)
    return False if is_kind else None


def sentences_that_fit(description: str, scene: Scene) -> Iterator[bool]:
    """Yield whether each sentence speaks of what is there; one to begin with is free.

    A thing that the scene lacks is invented only where the scene is known to hold everything.
    """
    parts = [part for part in _SENTENCE.split(description) if part.strip(" -*#")]
    for number, sentence in enumerate(parts):
        idle = is_idle(sentence, scene.names)
        if idle and number == 0 and len(parts) > 1:
            continue
        is_beyond = any(tag.region >= scene.regions for tag in find_tags(sentence))
        lacks = scene.is_whole and any(
            not is_named(thing, scene.names) for thing in concrete_things(sentence)
        )
        yield not (idle or is_beyond or lacks)
