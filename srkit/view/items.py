"""From a row to what the page shows of it: short, plain, of one of four kinds.

Texts lose what can't be seen or would change what is around it, and are cut where nobody would read
on. A picture is a number: `view.pictures` makes it if there is room.
"""

import difflib
import re
from collections.abc import Callable
from typing import Any

from srkit.errors import visible
from srkit.records.flow import is_error, task_of
from srkit.records.rows import Row

LONGEST = 20_000  # characters of a text
DIFFED = 4_000  # words of both texts together; more would take seconds a pair
Picture = Callable[[Row, str], int | None]  # a row and "picture" or "depth" to a number
FACTS = 60
WORD = re.compile(r"\s+|\[\d+\]|\d+(?:\.\d+)?|\w+|[^\w\s]")


def kind_of(row: Row) -> str:
    """Return how a row is shown."""
    if "nodes" in row and "trajectories" in row:
        return "tree"
    if "chosen" in row and "rejected" in row:
        return "pair"
    if "response" in row or "completion" in row:
        return "answer"
    return "scene"


def item_of(row: Row, picture: Picture) -> Row:
    """Return what is shown of a row."""
    made = {
        "id": plain(str(row.get("id", ""))),
        "task": plain(task_of(row)) if "id" in row or "task" in row else "",
        "question": plain(str(row.get("question", ""))),
        "answer": plain(str(row.get("answer") or "")),
        "category": plain(str(row.get("category") or "")),
        "picture": picture(row, "picture"),
        "regions": len(row.get("regions") or []),
    }
    if is_error(row):
        error = row["error"]
        made["error"] = plain(f"{error.get('stage')}: {error.get('message')}"
                              if isinstance(error, dict) else str(error))  # fmt: skip
    more = {"tree": _tree, "pair": _pair, "answer": _answer, "scene": _scene}[kind_of(row)]
    return {key: value for key, value in (made | more(row, picture)).items()
            if value not in (None, "", [], {})}  # fmt: skip


def plain(text: str) -> str:
    """Return a text without what is invisible or turns its surroundings, cut if it is endless."""
    shown = "".join(
        char if char.isprintable() or char in "\n\t" else visible(char) for char in text[:LONGEST]
    )
    more = len(text) - LONGEST
    return shown + (f" … ({more} characters more)" if more > 0 else "")


def _scene(row: Row, picture: Picture) -> Row:
    """Return objects, facts and where things are, seen from above."""
    objects = [
        {
            "name": plain(str(one.get("name") or "")), "region": one.get("region"),
            "color": plain(str(one.get("color") or "")), "size": one.get("size_m"),
            "center": one.get("center_m"), "nearest": one.get("nearest_m"),
            "sigma": one.get("sigma_m"), "points": one.get("points"),
        }
        for one in row.get("objects") or []
    ]  # fmt: skip
    camera = row.get("camera") or {}
    wide = row.get("width")
    facts = [plain(str(fact.get("text", ""))) for fact in (row.get("facts") or [])]
    return {
        "depth": picture(row, "depth") if row.get("depth") else None,
        "objects": objects,
        "facts": facts[:FACTS] + ([f"… {len(facts) - FACTS} more"] if len(facts) > FACTS else []),
        "spread": wide / 2 / camera["fx"] if wide and camera.get("fx") else None,
        "metric": (row.get("depth") or {}).get("kind") != "relative",
    }


def _answer(row: Row, picture: Picture) -> Row:
    """Return an answer with its statements as pieces of text, scores, marks and verdict."""
    text = str(row.get("response", row.get("completion", "")))
    statements = row.get("statements") or []
    said = [
        {key: one.get(key) for key in ("r", "w_u", "w_c")}
        | {
            "text": plain(f"{one.get('relation')}{_value(one)}"),
            "quote": plain(str(one.get("text", ""))[:200]),
        }
        for one in statements
    ]
    made: Row = {
        "source": plain(str(row.get("source") or "")),
        "pieces": pieces(text, [one.get("span") or [0, 0] for one in statements]),
        "statements": said,
        "scores": row.get("scores"),
        "marks": row.get("marks"),
        "judge": plain(str(row.get("judge") or "")),
    }
    if "verdict" in row:
        made["verdict"] = {True: "right", False: "wrong"}.get(row["verdict"], "undecided")
        made["reason"] = plain(str(row.get("reason") or ""))
        told = {"read": row.get("parsed"), "truth": row.get("truth_value")}
        made["told"] = {key: plain(_said(value)) for key, value in told.items()
                        if value is not None}  # fmt: skip
        if row["verdict"] is True and len(set(made["told"].values())) > 1:
            made["told"]["so"] = "right, within the tolerance"
    return made


def _said(value: Any) -> str:
    """Return a value as a reader would say it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _value(statement: Row) -> str:
    """Return what a statement says, if it is a number."""
    value = statement.get("value")
    return f", says {value:g} {statement.get('unit', '')}" if isinstance(value, int | float) else ""


def pieces(text: str, spans: list[list[int]]) -> list[list[Any]]:
    """Cut a text where statements begin and end: [text, numbers of the statements in it]."""
    most = min(len(text), LONGEST)
    known = [(max(0, start), min(end, most)) for start, end in spans]
    borders = sorted({0, most, *(at for span in known for at in span if 0 < at < most)})
    cut: list[list[Any]] = []
    for start, end in zip(borders, borders[1:], strict=False):
        inside = [k for k, (a, b) in enumerate(known) if a <= start and end <= b and a < b]
        cut.append([plain(text[start:end]), inside])
    if len(text) > most:
        cut.append([f" … ({len(text) - most} characters more)", []])
    return cut


def _pair(row: Row, picture: Picture) -> Row:
    """Return both answers with what only one of them has marked, and their scores."""
    chosen, rejected = str(row["chosen"]), str(row["rejected"])
    left, right = differences(chosen, rejected)
    sources = row.get("sources") or {}
    return {
        "kind": plain(str(row.get("kind") or "")),
        "chosen": left,
        "rejected": right,
        "scores": {"chosen": row.get("chosen_scores"), "rejected": row.get("rejected_scores")},
        "source": " against ".join(
            plain(str(sources[key])) for key in ("chosen", "rejected") if key in sources
        ),  # fmt: skip
        "margins": {
            key: round(row["chosen_scores"][key] - row["rejected_scores"][key], 3)
            for key in ("desc", "reason")
            if _has(row, "chosen_scores", key) and _has(row, "rejected_scores", key)
        },
    }


def _has(row: Row, key: str, part: str) -> bool:
    return isinstance((row.get(key) or {}).get(part), int | float)


def differences(left: str, right: str) -> tuple[list[list[Any]], list[list[Any]]]:
    """Cut two texts into words that they share (0) and words that only one has (1)."""
    one, two = (WORD.findall(text[:LONGEST]) for text in (left, right))
    if len(one) + len(two) > DIFFED:
        return [[plain(left), 0]], [[plain(right), 0]]
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    cut: tuple[list[list[Any]], list[list[Any]]] = ([], [])
    for tag, a, b, c, d in matcher.get_opcodes():
        for side, part in ((0, one[a:b]), (1, two[c:d])):
            text = "".join(part)
            if text:  # a comma or a space alone is not worth a mark
                cut[side].append([plain(text), int(tag != "equal" and any(map(str.isalnum, text)))])
    return cut


def _tree(row: Row, picture: Picture) -> Row:
    """Return a tree's nodes as lists, and the path of its best answer."""
    models = sorted({str(node["model"]) for node in row["nodes"] if "model" in node})
    best = max(row["trajectories"], key=lambda one: one["reward"], default=None)
    nodes = [
        [node["id"], node["parent"],
         models.index(str(node["model"])) if "model" in node else -1,
         node.get("section", ""), plain(str(node.get("text", ""))), node["visits"], node["value"],
         node.get("reward"), int(bool(node.get("pruned"))),
         {plain(str(judge)): said for judge, said in (node.get("ratings") or {}).items()}]
        for node in row["nodes"]
    ]  # fmt: skip
    return {
        "nodes": nodes,
        "models": [plain(model) for model in models],
        "path": best["path"] if best else [],
        "stop": plain(str(row.get("stop", ""))),
        "answers": len(row["trajectories"]),
        "best": best["reward"] if best else None,
        "expansions": row.get("expansions"),
    }
