"""What a sentence is about: space and the things in a picture, or nothing that was asked.

`is_idle` finds talk that says nothing of regions, things, numbers or space; `concrete_things` the
objects that a sentence names, of those that pictures show.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from srkit.language.tags import find_tags

# What pictures show: the classes of COCO, and what stands in rooms, yards and streets.
THINGS = frozenset(
    "person man woman child boy girl people bicycle bike car motorcycle airplane plane bus train "
    "truck boat hydrant bench bird cat dog horse sheep cow elephant bear zebra giraffe backpack "
    "umbrella handbag bag tie suitcase frisbee skis snowboard ball kite bat glove skateboard "
    "surfboard racket bottle glass cup mug fork knife spoon bowl plate banana apple sandwich "
    "broccoli carrot pizza donut cake chair armchair couch sofa plant bed table desk toilet tv "
    "television monitor laptop mouse remote keyboard phone microwave oven toaster sink "
    "refrigerator fridge book books clock vase scissors drier toothbrush cabinet cupboard shelf "
    "bookshelf dresser wardrobe drawer curtain rug carpet lamp mirror painting poster pillow "
    "cushion blanket towel box crate basket bin can bucket barrel stool ottoman stove dishwasher "
    "washer heater radiator fan fireplace stairs ladder gate tree bush flower pot pole post "
    "lamppost bollard cone tire wheel tent statue fountain tower bridge van tractor cart stroller "
    "wheelchair printer speaker guitar piano drum cylinder cube sphere pyramid telephone teapot "
    "kettle candle boot shoe hat coat jacket helmet pan jar jug tray broom mop hose rake shovel "
    "hammer scooter tricycle wagon trolley toy doll violin trumpet microphone radio tripod globe "
    "calendar chandelier lantern torch flag balloon wreath aquarium cage birdhouse mailbox swing "
    "trampoline grill barbecue hammock parasol sculpture pumpkin lemon bread newspaper magazine "
    "notebook pencil calculator tablet thermostat faucet bathtub soap hairdryer hamper briefcase "
    "watch scarf sock shirt hanger rope squirrel rabbit duck chicken fish turtle butterfly fox "
    "deer lion tiger monkey pig goat penguin parrot owl kitten puppy mat doormat blinds "
    "wheelbarrow skeleton helicopter rocket robot snowman door window lady gentleman computer "
    "screen fence wallet necklace accordion antenna apron astronaut axe bagpipe banjo banner "
    "baseball basketball bassinet beehive bidet billboard binoculars birdcage blackboard blender "
    "bouquet bra bracelet brush bulldozer bunny cactus camel candlestick candelabra canoe caravan "
    "carriage cauldron cello chalkboard chest chopper cigar clarinet cleaver coatrack coffin "
    "colander comb cookie corkscrew cot crib crocodile crutch cupcake cutlery dartboard deckchair "
    "dinosaur dolphin donkey drone dryer dumbbell dustbin eagle easel egg extinguisher fern "
    "ferret figurine fishbowl flamingo flashlight flute folder football forklift freezer frog "
    "funnel garland gazebo gnome goblet gong goldfish gorilla grapes guillotine hamburger hamster "
    "handcuffs harp hedgehog heron hippo hookah humidifier iguana jacuzzi jeep jukebox juicer "
    "kangaroo kayak kennel keychain kimono koala ladle leopard lighthouse lizard llama lobster "
    "locker locket loom luggage mannequin mattress medal menorah mitten moose mosquito motorbike "
    "mushroom napkin needle oboe octopus orchid ostrich paintbrush pajamas pancake panda "
    "parachute parcel peacock pelican perfume phonograph pie pillar pineapple pinwheel pitchfork "
    "plunger polaroid pony popcorn projector puppet purse pushcart quilt raccoon rat reindeer "
    "rifle rhino robe rooster runway saddle sailboat sandal sandcastle saucepan saucer saxophone "
    "scarecrow scorpion screwdriver seahorse shark ship skull slippers sloth snail snake "
    "snowflake sponge spider sprinkler stapler starfish stethoscope stocking strawberry submarine "
    "sundial sunflower sunglasses swan sword syringe tambourine tapestry tank taxi teddy "
    "telescope tiara toad tomato tombstone toolbox toothpaste totem trailer treadmill treasure "
    "trombone trophy tuba turkey tuxedo typewriter ukulele unicorn unicycle urinal urn vacuum "
    "vest waffle walrus watermelon waterfall whale whistle windmill wolf workbench wrench "
    "xylophone yacht yoyo zeppelin machine".split()
)
COLORS = frozenset("red orange yellow green cyan blue purple brown white gray black pink beige"
                   " silver turquoise maroon magenta".split())  # fmt: skip
_COLOR = f"(?:{'|'.join(sorted(COLORS))}|grey|golden)"
_NAMES = "|".join(sorted(THINGS, key=len, reverse=True))
# "a white telephone", "a pair of candles", "two boots"; no clock face, no bounding box
_THING = re.compile(
    rf"\b(?:an?|another|the|some|two|three|four|several|pair of|{_COLOR})\s+(?:(?!bounding|same"
    rf"|image)[a-z-]+\s+){{0,3}}?"
    rf"(?P<thing>(?:{_NAMES})(?:e?s)?)\b(?! (?:face|direction|position|height|level|like))(?!')",
    re.IGNORECASE,
)
SYNONYMS = (
    {"couch", "sofa"}, {"bike", "bicycle"}, {"tv", "television"}, {"fridge", "refrigerator"},
    {"plane", "airplane"}, {"ball", "sphere"}, {"box", "crate", "cube"}, {"cup", "mug"},
    {"bin", "can"}, {"cupboard", "cabinet"}, {"phone", "cellphone"}, {"light", "lamp"},
    {"book", "books"}, {"pole", "post"}, {"bush", "plant", "shrub"},
)  # fmt: skip
# Words of space, of measuring, of reasoning and of looking: with them a sentence is to the point.
_POINT = re.compile(
    r"\b(?:left\w*|right\w*|above|below|behind|front|beside|next|near\w*|far|farther|farthest"
    r"|further|furthest|close\w*|distan\w+|depths?|deep\w*|tall\w*|short\w*|wid\w+|thin\w*"
    r"|narrow\w*|broad\w*|big\w*|small\w*|larg\w+|siz\w+|heights?|high\w*|low\w*|apart|between"
    r"|across|horizont\w+|vertical\w*|clock|o'clock|hours?|direction\w*|foreground|background|floor"
    r"|ground|camera|viewer|meters?|metres?|cm|feet|inch\w*|units?|measur\w+|compar\w+|estimat\w+"
    r"|coordinat\w+|position\w*|axis|scale|regions?|objects?|top|bottom|base|edges?|extents?|spans?"
    r"|volumes?|answer|question|claim|asked|step|calculat\w+|subtract\w*|divid\w+|multipl\w+|ratio"
    r"|product|sum|difference|offsets?|gap|values?|numbers?|result\w*|average\w*|mean|middles?"
    r"|cent(?:er|re)\w*|therefore|hence|thus|pair|two|both|each|agree\w*|confirm\w*|consistent\w*"
    r"|doubt|order|clear|signs?|opposite|counted|downwards?|upwards?|[xyzwhd]|plausib\w+|typical"
    r"|true|false|holds|tie|unambiguous|angle|degrees?|convert\w*|conversion|factor|area|picture"
    r"|image|scene|view|visible|perspective|red|blue|green|yellow|black|white|gray|grey|brown"
    r"|orange|purple|cyan|pink|magenta|beige|silver|gold\w*|upright|standing|stands?|sits?|lies"
    r"|rests?|placed|located|points?|look at|level)\b|\d",
    re.IGNORECASE,
)
# Talk of how such things are, to the reader, or of the mood;
_TALK = re.compile(
    r"\b(?:people|ancient|histor\w+|centur\w+|decades|museums?|in general|helpful|i hope|project"
    r"|mood|evening|dusk|winter|summer|pleasant|beautiful|traditional\w*|popular|fashion\w*|sold"
    r"|enjoy\w*|habit|health\w*|should (?:always|never)|every (?:day|week|month|year|evening"
    r"|morning|home|house)|invented|thousand years|ten years|said to|skill|professions?|memory|calm"
    r"|for the eyes|go(?:es)? (?:so |very )?(?:well|nicely) (?:together|with)|associated|recycled"
    r"|saves? (?:energy|money|time|space)|delight\w*|hobby|hobbies|coffee|cup of tea|sundays?"
    r"|thankful|(?:for|trains) the (?:mind|soul)|(?:cheerful|lovely|modest|charming) (?:colou?r"
    r"|pair|invention|note|touch)|i love|goes with (?:nearly |almost )?(?:everything|anything)"
    r"|(?:is|are) important for|good (?:exercise|places? to rest)|best ones|all over the world"
    r"|around the world|many (?:homes|stores|styles|years|families)|nowadays)\b",
    re.IGNORECASE,
)
# and words of such talk that others use as well.
_LOOSE = re.compile(
    r"\b(?:should be|often|usually|easily|commonly|years|last longer|expensive|cheap|comfortable"
    r"|shop|many fields|photos|for example|nice|lovely)\b", re.IGNORECASE
)  # fmt: skip
# "Green bottles are often used for wine": bare plurals of things speak of all there are.
_GENERIC = re.compile(
    r"\W*(?:(?!(?:the|these|those|both|all|two|our|its|their)\b)[a-z]+ ){0,2}(?P<thing>[a-z]+s)"
    r"(?: (?:like|of|with|in|such as) [\w ]{1,30}?)? (?:are|were|have|keep|make|need|like|go"
    r"|became|become"
    r"|can|often|used|should|last|grow)\b",
    re.IGNORECASE,
)
FEWEST = 4  # words: what is shorter is no talk
STRANGE, STRANGE_SHARE = 2, 0.1  # words that such answers never use make talk, from so many on
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?", re.IGNORECASE)
_ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("'s", ""), ("d", ""), ("ed", ""), ("ing", ""),
            ("ing", "e"), ("ly", ""), ("er", ""), ("est", ""))  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


def sentences_of(text: str) -> list[str]:
    """Return the sentences and lines of a text that say something."""
    return [part for part in _SENTENCE.split(text) if part.strip(" -*#")]


def is_idle(sentence: str, known: Collection[str] = (), is_whole: bool = False) -> bool:
    """Whether a sentence speaks neither of space nor of the things that are known.

    Where these are the whole picture, words that answers about space never use are talk too; where
    they are not, such words may tell of something that is there.
    """
    if find_tags(sentence) or any(mark.isdigit() for mark in sentence):
        return False
    if len(sentence.split()) < FEWEST:
        return False
    if is_whole and _is_strange(sentence, known):
        return True
    if sentence.rstrip().endswith("?"):
        return False
    bare = _GENERIC.match(sentence)
    if _TALK.search(sentence) or (bare and singular(bare["thing"].lower()) in THINGS):
        return True
    if _POINT.search(sentence):
        return False
    return bool(_LOOSE.search(sentence)) or not (
        known and _any_of(frozenset(known)).search(sentence)
    )


def _is_strange(sentence: str, known: Collection[str]) -> bool:
    """Whether a sentence has several words that answers about space have no use for."""
    said = [word.lower() for word in _WORD.findall(sentence)]
    names = {word for name in known for word in name.lower().split()}
    strange = sum(not (word in names or _is_usual(word)) for word in said)
    return strange >= max(STRANGE, STRANGE_SHARE * len(said))


@lru_cache(maxsize=4096)
def _is_usual(word: str) -> bool:
    """Whether answers about space use a word, in any of its forms."""
    usual = _usual_words()
    return len(word) < 2 or word in usual or any(
        word.endswith(end) and word.removesuffix(end) + other in usual for end, other in _ENDINGS
    )  # fmt: skip


@lru_cache(maxsize=1)
def _usual_words() -> frozenset[str]:
    """Return the words of true answers by many writers, the things and the colours."""
    told = Path(__file__).with_name("vocabulary.txt").read_text(encoding="utf-8").split()
    return frozenset(told) | THINGS | COLORS | {"grey", "golden"}


@lru_cache(maxsize=256)
def _any_of(names: frozenset[str]) -> re.Pattern[str]:
    """Return an expression for "the lamp", "a red box"."""
    joined = "|".join(sorted(map(re.escape, names)))
    return re.compile(rf"\b(?:the|an?|this|that|its) (?:\w+ )?(?:{joined})\b", re.IGNORECASE)


def concrete_things(sentence: str) -> list[str]:
    """Return the things of a sentence that a picture could show."""
    return [singular(match["thing"].lower()) for match in _THING.finditer(sentence)]


@lru_cache(maxsize=1024)
def singular(word: str) -> str:
    """Return the singular of a thing."""
    for end, other in (("s", ""), ("es", ""), ("ies", "y"), ("ves", "f")):
        if word.endswith(end) and (one := word.removesuffix(end) + other) in THINGS:
            return one
    return word


def is_named(thing: str, names: Collection[str]) -> bool:
    """Whether a thing is one of these, or goes by another word for one of them."""
    others = {thing, *(word for group in SYNONYMS if thing in group for word in group)}
    return any(word in name.lower().split() for name in names for word in others)
