"""What comparisons allow, by hand: subject, object, and a set of more, same, less."""

import pytest

from srkit.language.clauses import clauses
from srkit.language.lexicon import DEPTH, HEIGHT, LATERAL, LESS, MORE, SAME, SIZE, VERTICAL, WIDTH
from srkit.language.names import with_signs
from srkit.language.orders import find_orders, turned
from srkit.language.plain import plain_text

NOT_MORE, NOT_LESS = SAME | LESS, SAME | MORE


@pytest.mark.parametrize(
    ("text", "dimension", "allowed"),  # of [0] against [1]
    [
        ("[0] is taller than [1].", HEIGHT, MORE),
        ("[1] is taller than [0].", HEIGHT, LESS),
        ("[0] is not taller than [1].", HEIGHT, NOT_MORE),
        ("[0] is not as tall as [1].", HEIGHT, LESS),
        ("[0] is as tall as [1].", HEIGHT, SAME),
        ("[0] is at least as wide as [1].", WIDTH, NOT_LESS),
        ("[0] is half as wide as [1].", WIDTH, LESS),
        ("[0] is twice the size of [1].", SIZE, MORE),
        ("[0] is less tall than [1].", HEIGHT, LESS),
        ("The height of [0] exceeds that of [1].", HEIGHT, MORE),
        ("[0] has a smaller width than [1].", WIDTH, LESS),
        ("Compared with [1], [0] is bigger.", SIZE, MORE),
        ("The taller one is [1].", HEIGHT, LESS),
        ("Of [0] and [1], the shorter is [1].", HEIGHT, MORE),
        ("Behind [1] stands [0].", DEPTH, MORE),
        ("[0] is hidden by [1].", DEPTH, MORE),
        ("[0] is closer to the camera.", DEPTH, LESS),
        ("[0] is closer to [1].", DEPTH, None),
        ("[0] is farther to the left than [1].", LATERAL, LESS),
        ("[0] is right next to [1].", LATERAL, None),
        ("[0] is farther from the left edge than [1].", LATERAL, MORE),
        ("[0] is less to the left.", LATERAL, MORE),
        ("[0] has a smaller x coordinate.", LATERAL, LESS),
        ("All right, let me see.", LATERAL, None),
        ("The width of [0] is exceeded by that of [1].", WIDTH, LESS),
        ("[0] is one and a half times as wide as [1].", WIDTH, MORE),
        ("[0] is at a lower elevation.", VERTICAL, LESS),
        ("I cannot say that [0] is taller.", HEIGHT, None),
        ("I cannot say that [0] is not taller.", HEIGHT, MORE),
        ("A wider shot would be needed.", WIDTH, None),
        ("[0] sits on top of [1].", VERTICAL, MORE),
        ("[0] is dwarfed by [1].", SIZE, LESS),
        ("They have the same height.", HEIGHT, SAME),
        ("Neither is taller than the other.", HEIGHT, SAME),
        ("It isn't the case that [0] isn't behind [1].", DEPTH, MORE),
        ("Nobody would deny that [0] is behind [1].", DEPTH, MORE),
        ("[0] is by no means behind [1].", DEPTH, NOT_MORE),
        ("I can't tell which is taller.", HEIGHT, None),
        ("That [0] is taller than [1] is false.", HEIGHT, NOT_MORE),
        ("The tree stands left.", LATERAL, None),
    ],
)
def test_orders(text: str, dimension: object, allowed: int | None) -> None:
    plain = with_signs(plain_text(text)).text
    found = list(find_orders(plain, clauses(plain), dimension, (0, 1)))
    assert [order.of(0) for order in found] == ([] if allowed is None else [allowed])


def test_what_is_said_of_a_third_thing_says_nothing() -> None:
    plain = with_signs(plain_text("[0] is above the fence.")).text
    assert not list(find_orders(plain, clauses(plain), VERTICAL, (0, 1)))


def test_without_a_pair_both_are_named() -> None:
    plain = with_signs(plain_text("[3] is behind [7]. It is taller. [2] is wider.")).text
    (order,) = find_orders(plain, clauses(plain), DEPTH)
    assert (order.subject, order.object) == (3, 7)
    assert not list(find_orders(plain, clauses(plain), HEIGHT))
    assert not list(find_orders(plain, clauses(plain), WIDTH))


def test_turning_round() -> None:
    assert [turned(one) for one in (MORE, LESS, SAME, NOT_MORE)] == [LESS, MORE, SAME, NOT_LESS]
