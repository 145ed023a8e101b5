"""R_vc: does the description show what is there? Four marks from 0 to 1, None if not judged."""

import re
from collections.abc import Iterator

from srkit.language.names import with_signs
from srkit.language.plain import plain_text
from srkit.language.question import Asked
from srkit.language.relevance import THINGS, concrete_things, is_idle, is_named, sentences_of
from srkit.language.statement import certainty_of
from srkit.language.tags import Tag, find_tags
from srkit.rewards.spatial import mean_of
from srkit.scene.facts import Scene

VISUAL = ("existence", "attribute", "completeness", "appropriateness")
_PHRASE = r"((?:[a-z-]+\s+){0,4}?[a-z-]+)"
# "Region [0] is a small red box that …", "Region [0], a red box, …", "Region [0] (the red box)"
_AFTER = re.compile(
    rf"(?:\s*,)?\s*(?:(?:(?:might|may|could|seems to|appears to) (?:possibly )?be|is)"
    r"(?: (?:probably|possibly|perhaps|maybe|likely|presumably))?|shows|contains|,|\(|:|marks"
    r"|denotes|identifies|refers to|represents"
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
REACH = 80  # characters before a region in which its name may stand


def visual_marks(description: str, scene: Scene, asked: Asked) -> dict[str, float | None]:
    """Return existence, attribute, completeness and appropriateness."""
    if not description.strip():
        return dict.fromkeys(VISUAL, 0.0)
    plain = plain_text(description)
    tags = find_tags(plain.text)
    named = {tag.region for tag in tags}
    signed = with_signs(plain).text
    colors = (right * _sureness(signed, place) for place, right in scene.cast.colors(signed))
    told = [*colors, *kinds(plain.text, tags, scene)]
    return {
        "existence": mean_of([float(tag.region < scene.regions) for tag in tags]),
        "attribute": mean_of(told),
        "completeness": mean_of([float(region in named) for region in asked.regions]),
        "appropriateness": mean_of(list(map(float, sentences_that_fit(plain.text, scene)))),
    }


def _sureness(text: str, place: int) -> float:
    """Return W_u of what is told at a place: of "perhaps a red box", not of "about 2 m"."""
    before = max(0, place - REACH)  # so that time grows with the text
    start = max(before - 1, *(text.rfind(mark, before, place) for mark in ".;,:\n"))
    return certainty_of(text[start + 1 : place], only_strong=True)


def kinds(description: str, tags: list[Tag], scene: Scene) -> Iterator[float]:
    """Yield whether each kind that is told of a region is right."""
    for tag in tags:
        thing = scene.find(tag.region)
        name = thing["name"].lower() if thing else "object"
        if name == "object":
            continue
        before = description[max(0, tag.start - REACH) : tag.start]
        for claim in (_AFTER.match(description, tag.end), _BEFORE.search(before)):
            words = claim[1].lower().split() if claim else []
            if words and (is_right := kind_is_right(words, name, scene)) is not None:
                said = claim[0] if claim else ""
                yield is_right * certainty_of(said, only_strong=True)


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
    parts = sentences_of(description)
    for number, sentence in enumerate(parts):
        idle = is_idle(sentence, scene.names, scene.is_whole)
        if idle and number == 0 and len(parts) > 1:
            continue
        is_beyond = any(tag.region >= scene.regions for tag in find_tags(sentence))
        lacks = scene.is_whole and any(
            not is_named(thing, scene.names) for thing in concrete_things(sentence)
        )
        yield not (idle or is_beyond or lacks)
