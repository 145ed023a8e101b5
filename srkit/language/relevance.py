"""What a sentence is about: space and the things in a picture, or nothing that was asked.

`is_idle` finds talk that says nothing of regions, things, numbers or space; `concrete_things` the
objects that a sentence names, of those that pictures show.
"""

import re
from collections.abc import Collection

from srkit.language.mentions import things_named
from srkit.language.tags import find_tags

# What pictures show: the classes of COCO, and what stands in rooms, yards and streets.
THINGS = frozenset(
    "person man woman child boy girl people bicycle bike car motorcycle airplane plane bus train "
    "truck boat hydrant bench bird cat dog horse sheep cow elephant bear zebra giraffe "
    "backpack umbrella handbag bag tie suitcase frisbee skis snowboard ball kite bat glove "
    "skateboard surfboard racket bottle glass cup mug fork knife spoon bowl plate banana apple "
    "sandwich broccoli carrot pizza donut cake chair armchair couch sofa plant bed table "
    "desk toilet tv television monitor laptop mouse remote keyboard phone microwave oven toaster "
    "sink refrigerator fridge book books clock vase scissors bear drier toothbrush cabinet "
    "cupboard shelf bookshelf dresser wardrobe drawer curtain rug carpet lamp "
    "mirror painting poster pillow cushion blanket towel box crate basket bin can bucket "
    "barrel stool ottoman stove dishwasher washer heater radiator fan fireplace stairs ladder "
    "gate tree bush flower pot pole post lamppost bollard cone tire wheel tent statue "
    "fountain tower bridge van tractor cart stroller wheelchair printer speaker "
    "guitar piano drum cylinder cube sphere pyramid".split()
)
SYNONYMS = (
    {"couch", "sofa"}, {"bike", "bicycle"}, {"tv", "television"}, {"fridge", "refrigerator"},
    {"plane", "airplane"}, {"ball", "sphere"}, {"box", "crate", "cube"}, {"cup", "mug"},
    {"bin", "can"}, {"cupboard", "cabinet"}, {"phone", "cellphone"}, {"light", "lamp"},
    {"book", "books"}, {"pole", "post"}, {"bush", "plant", "shrub"},
)  # fmt: skip
# Words of space, of measuring, and of looking.
_SPACE = re.compile(
    r"\b(?:left|right|above|below|behind|front|beside|next|near\w*|far\w*|further|furthest|close\w*"
    r"|distance|depth|deep|tall\w*|short\w*|wid\w+|thin\w*|narrow\w*|broad\w*|big\w*|small\w*"
    r"|larg\w+|siz\w+|height|high\w*|low\w*|apart|between|across|horizont\w+|vertical\w*|clock"
    r"|o'clock|hour|direction|foreground|background|floor|ground|camera|viewer|meters?|metres?|cm"
    r"|feet|inch\w*|measur\w+|compar\w+|estimat\w+|coordinat\w+|position\w*|axis|scale|visible"
    r"|region\w*|object\w*|thing\w*|item\w*|top|bottom|base|edge|extent\w*|volume|answer|question"
    r"|asked|step|calculat\w+|subtract\w*|divid\w+|multipl\w+|ratio|therefore|hence|thus|pair|two"
    r"|both|red|blue|green|yellow|black|white|gray|grey|brown|orange|purple|cyan|pink|magenta"
    r"|beige|silver|gold\w*|upright|standing|stands|sits|lies|placed|located|point\w*)\b|\d",
    re.IGNORECASE,
)


def is_idle(sentence: str, known: Collection[str] = ()) -> bool:
    """Whether a sentence speaks neither of space nor of the things that are known."""
    if find_tags(sentence) or _SPACE.search(sentence):
        return False
    said = sentence.lower()
    return not any(re.search(rf"\b{re.escape(name)}", said) for name in known)


def concrete_things(sentence: str) -> list[str]:
    """Return the things of a sentence that a picture could show."""
    found = [name.split()[-1] for name in things_named(sentence)]
    return [name for name in found if name in THINGS]


def is_named(thing: str, names: Collection[str]) -> bool:
    """Whether a thing is one of these, or goes by another word for one of them."""
    others = {thing, *(word for group in SYNONYMS if thing in group for word in group)}
    return any(word in name.lower().split() for name in names for word in others)
