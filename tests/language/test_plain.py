"""Typography, Markdown and LaTeX go; every character knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from srkit.language.plain import plain_text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("**2 m** and __3__ `m`", "2 m and 3 m"),
        ("5′7″, it’s “so”", '5\'7", it\'s "so"'),
        ("2–3 m", "2-3 m"),
        ("### Answer\n> a_b", "Answer\n> a_b"),
        (r"$\frac{1}{2}\,\text{m}$", "1/2 m"),
        (r"\boxed{\text{Region [1]}}", "Region [1]"),
        (r"\left( 3 \right) 50\%", "  (3  ) 50%"),
        ("~~2 m~~ 3 m", " 3 m"),
        ("- [ ] Yes\n- [x] No", "- \n- [x] No"),
        ("2 m * 3 = 6 m", "2 m * 3 = 6 m"),
        ("* *2 m*", "2 m"),
        (r"1\frac{1}{2} m", "1 1/2 m"),
        ("１．５ｍ（２）", "1.5m(2)"),
        ("a\n\n\n\nb      c", "a\n\nb  c"),
    ],
)
def test_what_is_meant(written: str, meant: str) -> None:
    assert plain_text(written).text.replace(" ", "") == meant.replace(" ", "")


def test_a_stretch_is_found_in_the_original() -> None:
    written = "It is **about 2 m** wide, i.e. $2.1\\,\\text{m}$."
    plain = plain_text(written)
    start = plain.text.index("about")
    assert written[slice(*plain.span(start, start + len("about 2 m")))].startswith("about 2 m")


@given(st.text(alphabet=" *_`#~$\\{}[]()ab1.\n—–’½\u202e", max_size=60))
def test_any_text_keeps_its_origins(written: str) -> None:
    plain = plain_text(written)
    assert len(plain.origins) == len(plain.text) + 1
    assert list(plain.origins) == sorted(plain.origins)
    assert plain.origins[-1] == len(written)
