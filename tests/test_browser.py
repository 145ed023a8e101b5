"""`srkit view` in a real browser: kinds open, keys and filters work, hostile text does nothing.

Debian's chromium is driven by Playwright; without one these tests are skipped, unless NEEDS_BROWSER
says that they must not be.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Ran, read_rows, write_rows

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
if CHROMIUM is None and not os.environ.get("NEEDS_BROWSER"):
    pytest.skip(
        "no chromium on this machine (Debian: apt install chromium)", allow_module_level=True
    )

pytestmark = pytest.mark.slow
Row = dict[str, Any]
Srkit = Callable[..., Ran]
LOG = [{"step": k, "loss": 1 / k, "margin/desc": k, "margin/reason": 1} for k in range(1, 30)]


class Opened:
    """A page that is open, and what it did that it should not."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page, self.path = page, path
        self.wrong: list[str] = []
        page.on("console", lambda one: self.wrong.append(f"console: {one.text}"))
        page.on("pageerror", lambda one: self.wrong.append(f"error: {one}"))
        page.on("dialog", lambda one: self.wrong.append(f"dialog: {one.message}"))
        page.on("popup", lambda one: self.wrong.append("popup"))
        page.on("request", self._asked)
        began = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_function("document.querySelector('article, #end') !== null")
        self.seconds = time.perf_counter() - began

    def _asked(self, request: Any) -> None:
        if not request.url.startswith("data:") and request.url != self.path.as_uri():
            self.wrong.append(f"request: {request.url[:80]}")

    def count(self, what: str) -> int:
        return self.page.locator(what).count()

    def tab(self, name: str) -> None:
        self.page.locator("nav button", has_text=name).click()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def show(browser: Any, srkit: Srkit) -> Iterator[Callable[..., Opened]]:
    pages = []

    def run(*words: object, folder: Path, **how: Any) -> Opened:
        made = srkit("view", *words, "-o", folder / "look.html", "-q")
        assert made.status == 0, made.err
        pages.append(browser.new_page(**how))
        return Opened(pages[-1], folder / "look.html")

    yield run
    for page in pages:
        page.close()


@pytest.fixture
def files(srkit: Srkit, tmp_path: Path) -> list[Path]:
    """A file of every kind, made by the stages, and a folder like one of train."""
    at = {name: tmp_path / f"{name}.jsonl" for name in
          ("tasks", "scenes", "trees", "scored", "pairs", "sft", "results")}  # fmt: skip
    srkit("synth", "--count", 12, "--images", tmp_path / "images", "-o", at["tasks"])
    srkit("describe", at["tasks"], "-o", at["scenes"])
    found = srkit("search", at["scenes"], "--trees", at["trees"], "--direct",
                  "geometry:?faults=noisy&n=2&name=noisy")  # fmt: skip
    (tmp_path / "c").write_text(found.out)
    srkit("score", tmp_path / "c", "--root", tmp_path, "-o", at["scored"])
    srkit("pair", at["scored"], "-o", at["pairs"])
    srkit("pair", at["scored"], "--sft", "-o", at["sft"])
    srkit("eval", at["scored"], "-o", at["results"], "--summary", tmp_path / "summary.json")
    (tmp_path / "trained").mkdir()
    write_rows(tmp_path / "trained" / "log.jsonl", LOG)
    assert all(read_rows(path) for path in at.values())
    return [*at.values(), tmp_path / "summary.json", tmp_path / "trained"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_kind_opens(
    files: list[Path], show: Callable[..., Opened], tmp_path: Path, scheme: str
) -> None:
    opened = show(*files, "--png", tmp_path / "png", folder=tmp_path, color_scheme=scheme)
    for path in files:
        opened.tab(path.name)
        assert opened.count("article.card") >= (1 if path.suffix != ".jsonl" else 10), path.name
    opened.page.wait_for_timeout(100)
    assert opened.wrong == []
    broken = "[...document.images].filter((one) => one.complete && !one.naturalWidth).length"
    assert opened.page.evaluate(broken) == 0
    drawn = {path.name for path in (tmp_path / "png").glob("*.png")}
    assert {"trained-curves.png", "summary-qualitative-radar.png"} <= drawn and len(drawn) == 4


def test_a_tree_unfolds(files: list[Path], show: Callable[..., Opened], tmp_path: Path) -> None:
    opened = show(tmp_path / "trees.jsonl", folder=tmp_path)
    first = opened.page.locator("article").first
    tree = read_rows(tmp_path / "trees.jsonl")[0]
    best = max(tree["trajectories"], key=lambda one: one["reward"])
    assert first.locator(".node.win").count() == len(best["path"]), "the winning path is open"
    shown = first.locator(".node").count()
    first.locator("button.fold[aria-expanded=false]:not([disabled])").first.click()
    assert first.locator(".node").count() > shown
    first.locator("button", has_text="unfold all").click()
    assert first.locator(".node").count() == len(tree["nodes"])
    pruned = sum(bool(node.get("pruned")) for node in tree["nodes"])
    assert first.locator(".node.pruned").count() == pruned
    text = first.locator(".said").nth(1)
    assert not text.is_visible()
    first.locator("button.open").nth(1).click()
    assert text.is_visible() and tree["nodes"][1]["text"] in text.inner_text()
    assert opened.wrong == []


def test_filters_sorting_and_search(
    files: list[Path], show: Callable[..., Opened], tmp_path: Path
) -> None:
    opened = show(tmp_path / "results.jsonl", folder=tmp_path)
    rows = read_rows(tmp_path / "results.jsonl")
    page, count = opened.page, opened.page.locator("#count")
    right = sum(row["verdict"] is True for row in rows)
    page.select_option("#choose-verdict", "right")
    assert count.inner_text() == f"{right} of {len(rows)}"
    page.select_option("#choose-source", "noisy")
    both = sum(row["verdict"] is True and row["source"] == "noisy" for row in rows)
    assert count.inner_text() == f"{both} of {len(rows)}"
    page.select_option("#choose-verdict", "")
    page.select_option("#choose-source", "")
    for turned in (False, True):
        page.select_option("#choose-sort", "total")
        totals = sorted((row["scores"]["total"] for row in rows), reverse=not turned)
        if turned:
            page.click("#turn")
        first = page.evaluate("state.shown[0].scores.total")
        assert first == totals[0]
    page.keyboard.press("/")
    page.keyboard.type(rows[3]["id"])
    assert count.inner_text() == f"1 of {len(rows)}"
    mark = page.locator(".body mark").first
    assert "W_u" in mark.get_attribute("title")
    page.keyboard.type("zzz")
    assert "nothing here is like that" in page.locator("#end").inner_text()
    assert opened.wrong == []


def test_keys_decide_and_export(
    files: list[Path], show: Callable[..., Opened], tmp_path: Path
) -> None:
    opened = show(tmp_path / "pairs.jsonl", tmp_path / "tasks.jsonl", folder=tmp_path)
    pairs, page = read_rows(tmp_path / "pairs.jsonl"), opened.page
    for key in "jajrjaakr":  # the third is accepted, then neither; the second stays rejected: no
        page.keyboard.press(key)
    assert page.locator("article.here .badge").count() == 0
    with page.expect_download() as download:
        page.keyboard.press("e")
    text = Path(download.value.path()).read_text()
    one = {"id": pairs[0]["id"], "task": pairs[0]["task"], "decision": "accept"}
    assert [json.loads(line) for line in text.splitlines()] == [one | {"file": "pairs.jsonl"}]
    page.keyboard.press("2")
    assert "tasks.jsonl" in page.locator("nav button[aria-current=true]").inner_text()
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    assert opened.wrong == []


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(
    files: list[Path], show: Callable[..., Opened], tmp_path: Path, width: int
) -> None:
    opened = show(*files, folder=tmp_path, viewport={"width": width, "height": 700})
    for path in files:
        opened.tab(path.name)
        wide = opened.page.evaluate("document.scrollingElement.scrollWidth")
        assert wide <= width, path.name


HOSTILE = [
    "<script>window.hacked = 1</script>", "</script><script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>", "</style></title><svg onload='window.hacked=1'>",
    "[x](javascript:window.hacked=1) javascript:window.hacked=1", "{{data}} ${window.hacked=1}",
    "a\x00\x07\x1b[31m\u202e\u2066\ufeff\ud800", "w" * 2**20, "$\\frac{$ <b>&amp;</b>",
    "__proto__", '"onmouseover="window.hacked=1',
]  # fmt: skip


def test_hostile_text_does_nothing(show: Callable[..., Opened], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    names = {}
    for kind in ("scene", "answer", "pair", "tree"):
        rows = [hostile_row(kind, text) for text in HOSTILE]
        names[kind] = write_rows(tmp_path / "in" / f"{kind}.jsonl", rows)
    zero = {"rate": 0.5, "low": 0.1, "high": 0.9, "n": 3, "right": 1, "nulls": {}}
    sources = {text[:500]: {"groups": {"left/right": zero}, "all": zero} for text in HOSTILE[:-5]}
    summary = {"sources": sources, "synthetic": False, "partial": HOSTILE[1], "scorer": "x"}
    (tmp_path / "in" / "s.json").write_text(json.dumps(summary))
    trained = tmp_path / "in" / "<img src=x>"
    trained.mkdir()
    write_rows(trained / "log.jsonl", LOG)
    options = {"method": HOSTILE[0], "model": HOSTILE[2], "lr": HOSTILE[1]}
    (trained / "run.json").write_text(json.dumps({"options": options, "counts": {}}))
    opened = show(*names.values(), tmp_path / "in" / "s.json", trained, folder=tmp_path)
    page = opened.page
    for k in range(6):
        page.keyboard.press(str(k + 1))
        for _ in range(len(HOSTILE)):
            page.keyboard.press("j")
            page.keyboard.press("u")
        page.mouse.move(500, 300)
        page.wait_for_timeout(50)
    assert opened.wrong == []
    assert page.evaluate("window.hacked") is None and page.evaluate("({}).verdict") is None
    links = "document.querySelectorAll('a[href], iframe, object, embed, main script').length"
    assert page.evaluate(links) == 0
    assert (tmp_path / "look.html").stat().st_size < 4 * 2**20


def hostile_row(kind: str, text: str) -> Row:
    row: Row = {"id": text[:100], "task": text[:100], "image": "none.png", "question": text,
                "answer": text, "category": text[:200], "source": text[:200]}  # fmt: skip
    if kind == "scene":
        thing = {"name": text, "color": text, "box": [0, 0, 1, 1], "center_m": [0, 0, 1],
                 "size_m": [1, 1, 1], "nearest_m": 1, "sigma_m": 0.1, "points": 3}  # fmt: skip
        row |= {"objects": [thing], "facts": [{"subject": 0, "relation": "x", "text": text}]}
    elif kind == "answer":
        said = {"segment": text, "text": text, "span": [0, 9], "subject": 0, "relation": text,
                "r": 0.1, "w_u": 1, "w_c": 1}  # fmt: skip
        row |= {"response": text, "statements": [said], "reason": text, "verdict": None,
                "judge": text[:200]}  # fmt: skip
        row |= {"error": {"stage": text[:50], "type": "x", "message": text}}  # not checked, then
    elif kind == "pair":
        row |= {"chosen": text, "rejected": text[::-1], "kind": "reward",
                "chosen_scores": {"desc": 1.0, "reason": 1.0},
                "rejected_scores": {"desc": 0.0, "reason": 1.0},
                "sources": {"chosen": text[:99], "rejected": text[:99]}}  # fmt: skip
    else:
        node = {"id": 1, "parent": 0, "model": text, "section": "step", "text": text, "visits": 1,
                "value": 1.0, "reward": 1.0, "ratings": {text[:99]: [1, 1, None]}}  # fmt: skip
        row |= {"v": 1, "config": "x", "seed": 0, "stop": "budget", "expansions": 1, "usage": {},
                "nodes": [{"id": 0, "parent": None, "visits": 1, "value": 0.0}, node],
                "trajectories": [{"leaf": 1, "path": [1], "reward": 1.0}]}  # fmt: skip
    return row


def test_a_thousand_rows_and_two_thousand_nodes(
    srkit: Srkit, show: Callable[..., Opened], tmp_path: Path
) -> None:
    opened = show(*large(srkit, tmp_path), folder=tmp_path)
    assert opened.seconds < 5, "the goal is 2, on a quiet machine"
    assert (tmp_path / "look.html").stat().st_size < 15 * 2**20
    page = opened.page
    assert "1000 of 1000" in page.locator("#count").inner_text()
    page.keyboard.press("2")
    began = time.perf_counter()
    page.locator("button", has_text="unfold all").click()
    assert opened.count(".node") == 2001 and time.perf_counter() - began < 5
    assert opened.wrong == []


def large(srkit: Srkit, folder: Path) -> list[Path]:
    """Return a thousand scenes with pictures, and a tree of two thousand nodes."""
    srkit("synth", "--count", 1000, "--images", folder / "images", "-o", folder / "t.jsonl")
    srkit("describe", folder / "t.jsonl", "-o", folder / "s.jsonl")
    nodes: list[Row] = [{"id": 0, "parent": None, "visits": 1, "value": 0.0}]
    for k in range(1, 2001):
        nodes.append({"id": k, "parent": (k - 1) // 3, "model": f"m{k % 4}", "section": "step",
                      "text": f"Step {k}. " + "Region [0] is near. " * 9, "visits": k,
                      "value": 0.5, "reward": 1.0, "ratings": {"j": [1, 0, -1]}})  # fmt: skip
    tree = {"v": 1, "id": "t", "image": str(folder / "images" / "none.png"), "question": "?",
            "config": "x", "seed": 0, "stop": "budget", "expansions": 9, "usage": {},
            "nodes": nodes,
            "trajectories": [{"leaf": 4, "path": [1, 4], "reward": 1.0}]}  # fmt: skip
    return [folder / "s.jsonl", write_rows(folder / "tree.jsonl", [tree])]


def test_ci_has_a_browser() -> None:
    assert "NEEDS_BROWSER" in (ROOT / ".ci" / "run").read_text()
