"""One HTML file that needs nothing else: rows, pictures, charts, and the script that shows them.

Everything of a row travels as JSON and becomes text in the browser, never markup; a policy in the
page itself forbids any script but ours and any request.
"""

import base64
import hashlib
import html
import json
import os
from typing import Any, NamedTuple

from srkit.errors import SrkitError
from srkit.records.rows import Row
from srkit.view.items import item_of, kind_of
from srkit.view.pictures import Pictures

HERE = os.path.dirname(__file__)
LABELS = {"scene": "scenes", "answer": "answers", "pair": "pairs", "tree": "trees",
          "document": "documents"}  # fmt: skip
TEXT_SHARE = 0.7  # of the room; the rest is for pictures, at least


class Section(NamedTuple):
    """What one input shows: rows of one kind, or charts and tables."""

    name: str
    kind: str
    items: list[Row]
    notes: list[str]


class Page:
    """Takes rows until there is no more room, and writes the page."""

    def __init__(self, max_mb: float) -> None:
        self.room = int(max_mb * 2**20)
        self.used = 0
        self.pictures = Pictures()
        self.sections: dict[tuple[str, str], Section] = {}
        self.left_out = 0
        self.cut: set[str] = set()  # inputs that have more rows

    def add_row(self, name: str, row: Row) -> None:
        """Take a row of an input, if there is room."""
        item = item_of(row, self.pictures.number)
        size = len(json.dumps(item))
        if self.used + size > TEXT_SHARE * self.room:
            self.left_out += 1
            return
        self.used += size
        self._section(name, kind_of(row)).items.append(item)

    def say_cut(self, name: str, text: str) -> None:
        """Say above the rows of an input, and in its tab, that it has more."""
        for one in self.sections.values():
            if one.name == name:
                one.notes.append(text)
                self.cut.add(name)

    def add_document(self, name: str, **shown: Any) -> None:
        """Take charts and tables."""
        self.used += len(json.dumps(shown))
        self._section(name, "document").items.append(shown)

    def _section(self, name: str, kind: str) -> Section:
        return self.sections.setdefault((name, kind), Section(name, kind, [], []))

    def write(self, output: str, title: str) -> Row:
        """Write the page and say what is in it."""
        made, left_out, unreadable = self.pictures.make(self.room - self.used)
        notes = [
            f"{count} {what}"
            for count, what in (
                (self.left_out, "rows found no room (--max-mb, --limit)"),
                (left_out, "pictures found no room (--max-mb)"),
                (unreadable, "pictures can't be read"),
            )
            if count
        ]
        sections = [
            {"name": one.name, "kind": one.kind, "label": LABELS[one.kind], "items": one.items,
             "notes": [*one.notes, *notes], "more": one.name in self.cut}
            for one in self.sections.values()
        ]  # fmt: skip
        text = fill({"sections": sections, "pictures": made}, title)
        try:
            with open(output, "w", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            raise SrkitError(f"{output}: {error.strerror}") from error
        rows = sum(len(one.items) for one in self.sections.values())
        return {"page": output, "bytes": len(text.encode()), "items": rows, "pictures": len(made),
                "left_out": {"rows": self.left_out, "pictures": left_out + unreadable}}  # fmt: skip


def fill(data: Row, title: str) -> str:
    """Return the whole page."""
    script = "\n".join(read(name) for name in ("show.js", "page.js"))
    style = read("page.css")
    values = {
        "title": html.escape(title),
        "style": style,
        "script": script,
        "style_hash": sha256(style),
        "script_hash": sha256(script),
        "data": in_script(data),
    }
    parts = read("page.html").split("{{")
    return parts[0] + "".join(
        values[name] + rest for name, _, rest in (part.partition("}}") for part in parts[1:])
    )


def in_script(data: Row) -> str:
    """Return JSON that can't end the element that holds it, nor begin another."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def sha256(text: str) -> str:
    """Return a hash as a page's policy names it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def read(name: str) -> str:
    """Return one of the page's own files."""
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return file.read()
