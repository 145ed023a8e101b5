"""How questions and true answers are worded: at least eight questions for each category.

{s} and {o} are the subject and the object of the asked relation; whichever a question mentions
first is Region [0]. {x} is the region that a choice is about, {q} a length, {h} an hour. An
answer to a predicate begins with its polarity, one to a choice names one region, as the benchmark
has it. No question names a unit: it would tell the size of the answer.
"""

# How a relation and its inverse are said, and one question that only this relation has.
_PLACES = {
    "left": ("to the left of", "farther left than", "Is {s} on the left side of {o}?"),
    "right": ("to the right of", "farther right than", "Is {s} on the right side of {o}?"),
    "above": ("above", "higher up than", "Is {s} at a greater height than {o}?"),
    "below": ("below", "lower down than", "Is {s} positioned underneath the level of {o}?"),
    "behind": ("behind", "farther away than", "Is {s} farther from the viewer than {o}?"),
    "front": ("in front of", "nearer than", "Is {s} closer to the viewer than {o}?"),
}
_SIZES = {
    "taller": ("taller", "tall", "Does {s} rise higher from bottom to top than {o}?"),
    "shorter": ("shorter", "short", "Does {s} measure less from bottom to top than {o}?"),
    "wider": ("wider", "wide", "Does {s} span more from side to side than {o}?"),
    "thinner": ("thinner", "thin", "Does {s} span less from side to side than {o}?"),
    "bigger": ("bigger", "big", "Does {s} take up more space than {o}?"),
    "smaller": ("smaller", "small", "Does {s} take up less space than {o}?"),
}
INVERSE = {
    "left": "right", "right": "left", "above": "below", "below": "above", "behind": "front",
    "front": "behind", "taller": "shorter", "shorter": "taller", "wider": "thinner",
    "thinner": "wider", "bigger": "smaller", "smaller": "bigger",
}  # fmt: skip

_PLACE_QUESTIONS = (
    "Is {{s}} {0} {{o}}?",
    "Would you say that {{s}} is {0} {{o}}?",
    "Looking at the picture, is {{s}} {0} {{o}}?",
    "Is {{s}} {1} {{o}}?",
    "Does {{s}} stand {0} {{o}}?",
    "Tell me whether {{s}} is {0} {{o}}.",
    "Can you confirm that {{s}} is {1} {{o}}?",
    "Judging by this view, does {{s}} lie {0} {{o}}?",
)
_SIZE_QUESTIONS = (
    "Is {{s}} {0} than {{o}}?",
    "Would you say that {{s}} is {0} than {{o}}?",
    "Compared with {{o}}, is {{s}} {0}?",
    "Does {{s}} look {0} than {{o}} to you, in real size?",
    "Is it true that {{s}} is {0} than {{o}}?",
    "Next to {{o}}, would {{s}} be the {0} one?",
    "Tell me whether {{s}} is {0} than {{o}}.",
    "Can you confirm that {{s}} is {0} than {{o}}?",
)
PREDICATES = {
    relation: (*(frame.format(*words) for frame in _PLACE_QUESTIONS), words[2])
    for relation, words in _PLACES.items()
} | {
    relation: (*(frame.format(*words) for frame in _SIZE_QUESTIONS), words[2])
    for relation, words in _SIZES.items()
}


def _is(relation: str) -> str:
    words = _PLACES[relation][0] if relation in _PLACES else f"{_SIZES[relation][0]} than"
    return f"{{s}} is {words} {{o}}"


def _is_not(relation: str) -> str:
    words = _PLACES[relation][0] if relation in _PLACES else f"{_SIZES[relation][0]} than"
    return f"{{s}} is not {words} {{o}}"


def _yes(relation: str) -> tuple[str, ...]:
    said = [f"Yes, {_is(relation)}.", f"Indeed, {_is(relation)}.", f"Correct, {_is(relation)}.",
            "Yes."]  # fmt: skip
    if relation in _SIZES:
        opposite = _SIZES[INVERSE[relation]][1]
        said.append(f"Correct, {{s}} is not as {opposite} as {{o}}.")
    return tuple(said)


def _no(relation: str) -> tuple[str, ...]:
    said = [f"No, {_is_not(relation)}.", f"No, {_is(INVERSE[relation])}.",
            f"Incorrect, {_is_not(relation)}.", f"Actually, {_is(INVERSE[relation])}.",
            "No."]  # fmt: skip
    if relation in _SIZES:
        said.append(f"No, {{s}} is not as {_SIZES[relation][1]} as {{o}}.")
    return tuple(said)


YES = {relation: _yes(relation) for relation in PREDICATES}
NO = {relation: _no(relation) for relation in PREDICATES}

# What a choice asks for, in four ways, and how its answer says it.
_CHOICES = {
    "left": ("is farther to the left", "is more to the left", "stands on the left",
             "lies leftmost"),
    "right": ("is farther to the right", "is more to the right", "stands on the right",
              "lies rightmost"),
    "above": ("is higher up", "is above the other", "is placed higher", "sits higher"),
    "below": ("is lower down", "is below the other", "is placed lower", "sits lower"),
    "taller": ("is taller", "has the greater height", "reaches up more, base to top",
               "measures taller"),
    "shorter": ("is shorter", "has the lesser height", "reaches up less, base to top",
                "measures shorter"),
}  # fmt: skip
_CHOICE_QUESTIONS = (
    "Which {0}, {{s}} or {{o}}?",
    "Between {{s}} and {{o}}, which one {0}?",
    "Of {{s}} and {{o}}, which one {1}?",
    "Which of the two {2}: {{s}} or {{o}}?",
    "One of {{s}} and {{o}} {1}. Which?",
    "Look at {{s}} and {{o}}. Which one {2}?",
    "{{s}} or {{o}}: which {3}?",
    "Please say which {3}, {{s}} or {{o}}.",
)
CHOICES = {
    relation: tuple(frame.format(*words) for frame in _CHOICE_QUESTIONS)
    for relation, words in _CHOICES.items()
}
CHOSEN = {
    relation: (f"{{x}} {words[0]}.", f"{{x}} {words[1]}.", "{x}.",
               f"The one that {words[2]} is {{x}}.")
    for relation, words in _CHOICES.items()
}  # fmt: skip

QUANTITIES = {
    "direct_distance": (
        "What is the distance between {s} and {o}?",
        "How far apart are {s} and {o}?",
        "How far is {s} from {o}?",
        "Can you measure the distance from {s} to {o}?",
        "How much distance separates {s} from {o}?",
        "How distant is {s} from {o}?",
        "Give the straight-line distance between {s} and {o}.",
        "How close is {s} to {o}?",
        "Please estimate how far {s} lies from {o}.",
    ),
    "horizontal_distance": (
        "What is the horizontal distance between {s} and {o}?",
        "How far apart are {s} and {o} horizontally?",
        "Measured horizontally, how far is {s} from {o}?",
        "Can you measure the horizontal distance from {s} to {o}?",
        "How much horizontal distance separates {s} from {o}?",
        "Horizontally, what is the distance from {s} to {o}?",
        "Give the horizontal separation of {s} and {o}.",
        "Please estimate the horizontal distance of {s} from {o}.",
    ),
    "vertical_distance": (
        "What is the vertical distance between {s} and {o}?",
        "How far apart are {s} and {o} vertically?",
        "Measured vertically, how far is {s} from {o}?",
        "Can you measure the vertical distance from {s} to {o}?",
        "How much vertical distance separates {s} from {o}?",
        "Vertically, what is the distance from {s} to {o}?",
        "Give the vertical separation of {s} and {o}.",
        "Please estimate the vertical distance of {s} from {o}.",
    ),
    "width": (
        "What is the width of {s}?",
        "How wide is {s}?",
        "Can you measure the width of {s}?",
        "How much does {s} measure from side to side?",
        "Give the width of {s}.",
        "Please estimate how wide {s} is.",
        "From left to right, how wide is {s}?",
        "What would you measure as the width of {s}?",
    ),
    "height": (
        "What is the height of {s}?",
        "How tall is {s}?",
        "Can you measure the height of {s}?",
        "How much does {s} measure from bottom to top?",
        "Give the height of {s}.",
        "Please estimate how tall {s} is.",
        "From bottom to top, how tall is {s}?",
        "What would you measure as the height of {s}?",
    ),
    "direction": (
        "If you stand at {s}, at which hour of the clock is {o}?",
        "Standing at {s} and looking away from the viewer, in what clock direction is {o}?",
        "From {s}, which clock direction leads to {o}?",
        "At {s}, with 12 o'clock pointing away from the camera, where is {o}?",
        "In clock terms, where does {o} lie, seen from {s}?",
        "You are at {s}. At what o'clock will you find {o}?",
        "Starting from {s}, towards which hour do you walk to reach {o}?",
        "What is the clock position of {o} for somebody at {s}?",
    ),
}  # fmt: skip
ANSWERS = {
    "direct_distance": ("{s} and {o} are {q} apart.", "{q}", "The distance is {q}.",
                        "{s} is {q} away from {o}."),
    "horizontal_distance": ("{s} and {o} are {q} apart horizontally.", "{q}",
                            "The horizontal distance is {q}.", "Horizontally, it is {q}."),
    "vertical_distance": ("{s} and {o} are {q} apart vertically.", "{q}",
                          "The vertical distance is {q}.", "Vertically, it is {q}."),
    "width": ("{s} is {q} wide.", "{q}", "The width of {s} is {q}.", "It is {q} wide."),
    "height": ("{s} is {q} tall.", "{q}", "The height of {s} is {q}.", "It is {q} tall."),
    "direction": ("{o} is at {h} o'clock.", "{o} is in the {h} o'clock direction from {s}.",
                  "At {h} o'clock.", "Around {h} o'clock you will find {o}."),
}  # fmt: skip
