"""The page as a file: nothing of a row is markup, and it stays within its size."""

import json
import re
from pathlib import Path
from typing import Any

from PIL import Image

from srkit.view.page import Page, fill, in_script

Row = dict[str, Any]


def data_of(text: str) -> Row:
    (found,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(found)


def test_nothing_ends_the_element_that_holds_it() -> None:
    hostile = "</script><script>alert(1)</script><!--&amp; ]]>"
    text = in_script({"a": hostile})
    assert not set("<>&") & set(text) and json.loads(text) == {"a": hostile}
    page = fill({"sections": [], "pictures": {}, "x": hostile + "{{style}}"}, "</title><b>{{data}}")
    assert page.count("<script") == 2 and "<b>" not in page
    assert data_of(page)["x"] == hostile + "{{style}}"


def test_the_policy_names_what_is_in_the_page() -> None:
    import base64
    import hashlib

    page = fill({"sections": [], "pictures": {}}, "t")
    for tag in ("style", "script"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.S)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page and not re.search(r"https?://(?!www\.w3\.org)", page)


def test_pictures_go_before_rows_and_depth_before_pictures(tmp_path: Path) -> None:
    import numpy as np

    made = []
    for k in range(30):
        noise = np.random.default_rng(k).integers(0, 255, (200, 200, 3), dtype=np.uint8)
        Image.fromarray(noise).save(tmp_path / f"{k}.png")
    for size in (20, 0.5):
        page = Page(size)
        for k in range(30):
            page.add_row("a.jsonl", {"id": str(k), "question": "q",
                                     "image": str(tmp_path / f"{k}.png")})  # fmt: skip
        page.add_row("a.jsonl", {"id": "gone", "question": "q", "image": str(tmp_path / "none")})
        page.add_row("a.jsonl", {"id": "same", "question": "q", "image": str(tmp_path / "0.png")})
        made.append(page.write(str(tmp_path / "o.html"), "t"))
    assert made[0]["pictures"] == 30 and made[0]["left_out"] == {"rows": 0, "pictures": 1}
    assert made[1]["items"] == 32 and 0 < made[1]["pictures"] < 30
    assert made[1]["bytes"] < 0.6 * 2**20
    data = data_of((tmp_path / "o.html").read_text())
    notes = data["sections"][0]["notes"]
    assert any("pictures found no room" in note for note in notes)


def test_rows_that_find_no_room_are_counted(tmp_path: Path) -> None:
    page = Page(0.1)
    for k in range(100):
        page.add_row("a", {"id": str(k), "response": "word " * 800})
    made = page.write(str(tmp_path / "o.html"), "t")
    assert made["items"] + made["left_out"]["rows"] == 100 and 5 < made["items"] < 60
    (section,) = data_of((tmp_path / "o.html").read_text())["sections"]
    assert any("rows found no room" in note for note in section["notes"])
