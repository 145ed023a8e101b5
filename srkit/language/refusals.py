"""Who can't tell: what refuses an answer, and what is spoken of without being claimed."""

import re

from srkit.language.names import SIGN

REFUSES = re.compile(
    r"\b(?:can(?:no|')t|cannot|could ?n[o']t|unable|impossible|not possible|hard to|difficult to"
    r"|not able|no way to|insufficient|not enough|no way of|(?:doesn't|does not|didn't) allow"
    r"|information is needed|don't know|do not know|no idea|unclear|undetermined|indeterminate"
    r"|not sure|unsure|unknown|decline|won't be able|not visible|doesn't provide|does not provide"
    r"|sorry|apologi[sz]e|as an ai|not provided|can't determine|depends on|it depends|either way"
    r"|leave (?:this|it|that|the question) open|undecided|undecidable"
    r"|decid(?:e|able) (?:this|it|either)|toss-?up|anyone's guess|coin toss"
    r"|remains? (?:open|unknown)|please (?:provide|specify|share|upload|send|clarify)"
    r"|need (?:more|the (?:image|location|picture)|an? (?:image|reference|scale))|rather not"
    r"|not to answer|only see|(?:don't|do not|does not|doesn't) (?:see(?! (?:how|why))|show|contain"
    r"|depict|provide))\b|\bneither\b[^.;]{0,30} (?:seen|visible)\b"
    r"|(?:\bnot|n't) something (?:i|we|that)\b|\b(?:there (?:is|are) no"
    r"|(?:see|sees|shows?|contains?) (?:no|neither)) (?:the )?"
    rf"(?:{SIGN}|(?:regions?|such|image|labels?)\b)",
    re.IGNORECASE,
)

# Who can't choose has said nothing, whatever else was said.
UNDECIDED = re.compile(
    r"\b(?:can(?:no|')t|cannot|won't|will not|unable to|not able to|impossible to|no way to"
    r"|wouldn't want to|refuse to|rather not) (?:really |possibly |even )?(?:narrow|pin|decide"
    r"|choose|pick|commit|say which|tell which|say one way)|\b(?:go|went"
    r"|be) either\b(?! (?:one|of)\b)|\bnot sure which(?: one)?\W*(?:$|,)|\bback and forth\b"
    r"|\bsettle on either\b|\bjust as (?:well|easily) be\b|\bleave (?:this|it|that"
    r"|the question) open\b|\bprefer not to answer\b"
    rf"|{SIGN} (?:is|are)(?: not|n't) (?:visible|shown|present)(?=\W*$|[.,;]| in the)",
    re.IGNORECASE,
)
# "I can't tell exactly" is no refusal.
HOW_EXACTLY = re.compile(
    r"\b(?:exact\w*|precis\w*|accura\w*|sure|certain\w*|better|more(?! (?:info|context|data))"
    r"|perfect\w*|how (?:much|far|many)|100)\b",
    re.IGNORECASE,
)
_TELL = (
    r"(?:(?:say|conclude|determine|confirm|establish|verify(?:ing)?|infer"
    r"|be(?:en)? (?:determined|confirmed|established|verified|inferred|said|sure|certain))(?: to be"
    r"| for sure| with certainty)?|(?:tell|know|see|sure|certain|confident|clear|obvious|evident"
    r"|apparent)(?: for sure| with certainty)? (?:that|whether|if))"
)
# "I cannot say that", "it's not clear whether", "may or may not": what follows is not claimed.
_UNTOLD = re.compile(
    r"(?:\b(?:can(?:no|')t|cannot|unable|impossible|not|insufficient|hard|difficult|no way)\b"
    r"|(?<!would)n't\b)"
    rf"[^.;]{{0,40}}?\b{_TELL}\b|\bunclear\b"
    r"|\b(?:may|might|could) or (?:may|might|could) not\b",
    re.IGNORECASE,
)
# "No, I can help with that" is a remark and no answer.
REMARK = re.compile(
    r"\W*(?:yes|no|sure|of course|certainly)\b\W*(?:i (?:can (?:help|see|do|tell|try|provide|give)"
    r"|would be (?:happy|glad)|see (?:both|two|the|an?)\b|would need|need|understand)"
    r"|both (?:regions|objects) are|(?:the|this) (?:image|picture|photo|scene) (?:shows?|contains?"
    r"|has)|(?:that|it)(?: is|'s) (?:an? (?:good|great|interesting)|possible))\b",
    re.IGNORECASE,
)
NEAR = 140  # characters before a claim that may take it back


def is_refusal(said: str) -> bool:
    """Whether a clause says that something can't be told, not only how exactly."""
    found = REFUSES.search(said)
    return bool(found and (not HOW_EXACTLY.search(said) or re.search(r"\bnot sure\W*$", said)))


def is_untold(lead: str) -> bool:
    """Whether what follows these words is spoken of and not claimed."""
    return bool(_UNTOLD.search(lead, max(0, len(lead) - NEAR)))
