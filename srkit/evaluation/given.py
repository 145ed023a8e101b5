"""The answer that a benchmark's parser can read: a letter, yes or no, a word; no reasoning.

Many parsers look at the first letters of a reply, so a model that describes and reasons first would
be wrong whatever it concludes. What is reduced is the final answer, by what the prompt asks for;
what can't be reduced stays as it is.
"""

import re

from srkit.language.answers import final_answer

_OPTION = re.compile(r"(?:^|\n)\s*\(?([A-H])[.):]\s*([^\n]+)")
_LETTER = re.compile(
    r"\(([A-H])\)|\b(?:option|choice)\s+\(?([A-H])\b"
    r"|\banswer(?: is)?:?\s+\(?([A-H])(?=\W*(?:$|\n|[.,)]))"
    r"|^\W*([A-H])(?:[.):]|\W*$)"
    r"|\b([B-H])\b(?!')|\b(A)(?= (?:or|and) [B-H]\b|\W*$)"
)
_ASKS_YES_NO = re.compile(
    r"\byes\W+(?:or|and)?\W*no\b|(?:^|\n)\W*(?:is|are|was|were|do|does|did|can|could|has|have|will"
    r"|would)\b[^?\n]*\?",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"\b(yes|no)\b(?! (?:matter|doubt|one))", re.IGNORECASE)
FEW = 4  # words


def answer_given(response: str, prompt: str) -> str:
    """Return the final answer of a response, as short as the prompt lets it be."""
    found = final_answer(response, (), prompt)
    said = (found.text if found.span is not None else response).strip()
    options = dict(_OPTION.findall(prompt))
    if len(options) > 1:
        return _letter(said, options) or said
    words = {word.lower() for word in _YES_NO.findall(said)}
    if len(words) == 1 and _ASKS_YES_NO.search(prompt):
        return words.pop().capitalize()
    return said.rstrip(".") if len(said.split()) <= FEW else said


def _letter(said: str, options: dict[str, str]) -> str | None:
    """Return the option that is named: by its letter, else by its words."""
    letters = {next(filter(None, found)) for found in _LETTER.findall(said)} & options.keys()
    if len(letters) != 1:
        words = said.lower()
        letters = {letter for letter, text in options.items()
                   if re.search(rf"\b{re.escape(text.strip(' .').lower())}\b", words)}  # fmt: skip
    return letters.pop() if len(letters) == 1 else None
