"""Answers in other languages, and misspelt ones, in English words.

Only for an answer that says nothing as it stands: the words of comparisons, verdicts, units and
directions in Spanish, French, German, Italian, Portuguese and Chinese, and English with a slip.
"""

import re
from difflib import get_close_matches

from srkit.language.plain import Plain, rewrite

_PHRASES = """
más a la izquierda|mais à esquerda|più a sinistra|plus à gauche|weiter links = farther to the left
más a la derecha|mais à direita|più a destra|plus à droite|weiter rechts = farther to the right
a la izquierda de|à gauche de|links von|a sinistra di|à esquerda de|左边|左侧|左邊 = to the left of
a la derecha de|à droite de|rechts von|a destra di|à direita de|右边|右侧|右邊 = to the right of
izquierda|gauche|links|sinistra|esquerda|左 = left
derecha|droite|rechts|destra|direita = right
encima de|por encima de|au-dessus de|au dessus de|über|oberhalb|sopra|acima de|上面|上方 = above
debajo de|por debajo de|au-dessous de|en dessous de|sous|unter|unterhalb = below
sotto|abaixo de|下面|下方 = below
más arriba|plus haut|weiter oben|più in alto|mais alto|höher = higher
más abajo|plus bas|weiter unten|più in basso|tiefer|niedriger = lower
detrás de|derrière|hinter|dietro|atrás de|后面|後面 = behind
delante de|devant|vor|davanti a|à frente de|na frente de|em frente de|前面 = in front of
más cerca|plus proche|näher|più vicino|mais perto|更近 = closer
más lejos|plus loin|weiter entfernt|weiter weg|più lontano|mais longe|更远 = farther away
más alto|más alta|plus grand en hauteur|größer als|più alto|più alta|mais alta|更高 = taller
más bajo|más baja|plus petit en hauteur|kürzer|più basso|più bassa = shorter
mais baixo|mais baixa|更矮 = shorter
más ancho|más ancha|plus large|breiter|più largo|più larga|mais largo|mais larga|更宽 = wider
más estrecho|más estrecha|plus étroit|plus étroite|schmaler = narrower
più stretto|mais estreito|更窄 = narrower
más grande|mayor|plus grand|plus grande|größer|più grande|maior|更大 = bigger
más pequeño|más pequeña|menor|plus petit|plus petite|kleiner|più piccolo|più piccola|更小 = smaller
sí|oui|ja|sì|sim|是的 = yes
non|nein|não|不是|否 = no
no es|no está|n'est pas|ist nicht|non è|não é|não está|不 = is not
nicht|pas|nicht = not
es|está|est|ist|é|è|befindet sich|se trouve|在 = is
que|als|do que|比 = than
y|et|und|e|和 = and
o|ou|oder = or
metros|metro|mètres|mètre|metri|meter|米|公尺 = meters
centímetros|centimètres|zentimeter|centimetri|厘米|公分 = centimeters
pulgadas|pouces|zoll|pollici|polegadas|英寸 = inches
pies|pieds|fuß|piedi|pés|英尺 = feet
aproximadamente|environ|etwa|ungefähr|circa|cerca de|大约 = about
en punto|heures|uhr|horas|点钟|点 = o'clock
"""
_WORDS = {
    foreign.strip(): english.strip()
    for line in _PHRASES.strip().splitlines()
    for foreigns, english in [line.split("=")]
    for foreign in foreigns.split("|")
}
_FOREIGN = re.compile(
    "|".join(
        rf"(?<!\w){re.escape(word)}(?!\w)"
        if word.isascii() or word[0].isalpha() and word < "一"
        else re.escape(word)
        for word in sorted(_WORDS, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_KNOWN = (
    "taller shorter wider narrower thinner bigger smaller larger higher lower above below behind"
    " front left"
    " right closer farther further nearer yes no not than the is meters centimeters inches feet"
    " region"
).split()
_RIGHT = set("near close tall wide high large small thin regions meter inch".split())
_ENGLISH = re.compile(r"\b[a-z]{3,12}\b", re.IGNORECASE)
_FUNCTION = re.compile(r"\b(?:the|is|are|of|and|it|to|than)\b", re.IGNORECASE)
LONGEST = 400  # a text that is longer is not looked through for slips


def translate(plain: Plain) -> Plain | None:
    """Return the text in English words; None where there is nothing to translate."""
    found = rewrite(plain, _FOREIGN, lambda match: f" {_WORDS[match[0].lower()]} ")
    said = re.sub(r"\W", "", plain.text)
    if found is not plain and (not said.isascii() or len(_FUNCTION.findall(plain.text)) < 2):
        return found
    if len(plain.text) > LONGEST:
        return None
    mended = rewrite(plain, _ENGLISH, _mended)
    return mended if mended.text != plain.text else None


def _mended(match: re.Match[str]) -> str:
    word = match[0].lower()
    known = word in _KNOWN or word in _RIGHT
    near = [] if known else get_close_matches(word, _KNOWN, n=1, cutoff=0.8)
    return near[0] if near and len(word) > 3 else "no" if word == "noo" else match[0]
