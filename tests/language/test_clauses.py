"""Sentences, clauses, and what they are for."""

import pytest

from srkit.language.clauses import LONGEST, clause_at, clauses, sentences


def test_sentences_end_where_people_end_them() -> None:
    text = "It is 3 ft. 2 in. wide. So it is, e.g. here.\nNo? Yes"
    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "It is 3 ft. 2 in. wide.", "So it is, e.g. here.", "No?", "Yes"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("So it is 2 m.", "concludes"), ("Wait, it is 3 m.", "corrects"),
        ("If it were taller, yes.", "supposes"), ("At first glance it is 2 m.", "is_idle"),
        ("Is it 2 m?", "is_question"), ("It may be taller.", "is_modal"),
    ],
)  # fmt: skip
def test_marks(text: str, mark: str) -> None:
    assert getattr(clauses(text)[0], mark)
    assert not getattr(clauses("It is 2 m wide.")[0], mark)


def test_hedges_are_no_suppositions() -> None:
    assert not clauses("If I had to guess, 2 m.")[0].supposes
    assert not clauses("Perhaps 2 m?")[0].is_question


def test_clauses_cover_the_text_and_have_a_bound() -> None:
    text = "a is left, but b " + "is right " * 300
    parts = clauses(text)
    assert [part.start for part in parts[1:]] == [part.end for part in parts[:-1]]
    assert max(part.end - part.start for part in parts) <= LONGEST
    assert clause_at(parts, 12) == parts[1] and clause_at(parts, 10**6) is None


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("Although [1] looks taller, [0] is.", [True, False]),
        ("[0] appears taller simply because it is near.", [True, False]),
        ("Though it is small, [0] is taller.", [False, False]),
        ("The user asks if it is taller.", [True]), ("I said 2 m.", [True]),
        ("It looks taller.", [False]),
    ],
)  # fmt: skip
def test_what_only_seems_so_is_idle(text: str, idle: list[bool]) -> None:
    assert [part.is_idle for part in clauses(text)] == idle


def test_a_denial_is_no_label() -> None:
    assert len(clauses("Shorter: [0].")) == 1 and len(clauses("Not confirmed: [0] is.")) == 2
