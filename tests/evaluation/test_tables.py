"""Tables: what stands in them, and names that hold anything in every form."""

import csv
import io
import re

import pytest

from srkit.errors import visible
from srkit.evaluation.compare import Baseline, Comparison
from srkit.evaluation.statistics import COLUMNS, Summary
from srkit.evaluation.tables import (
    Table,
    table_of,
    to_csv,
    to_latex,
    to_markdown,
)

NASTY = [
    "a|b", "a\nb", "a\r\nb", "\x1b[31mred\x1b[0m", r"50% & $x_1$ #2 {y} ~^\ ", "=1+1", "+1", "-1",
    "@SUM(A1)", "\t=1", " =1", "＝1", '"quoted", and', "<script>", "[a](http://b)", "`c` *d* _e_",
    r"a\|b", "\u202egnp.exe", "\ud800", "\x00", "", "| --- |", "\\input{/etc/passwd}", "[1]", "*",
    "中文", "a" * 500, "\u2028", "\x85",
]  # fmt: skip


def row(source: str, verdict: bool | None = True, task: str = "t", **more: object) -> dict:
    return {"source": source, "task": task, "category": "left_choice", "verdict": verdict,
            "image": f"{task}.png", **more}  # fmt: skip


def summary_of(rows: list[dict], partial: str | None = None) -> dict:
    summary = Summary()
    for one in rows:
        summary.add(one)
    return summary.as_dict(partial)


def comparison_of(rows: list[dict], baseline: Baseline) -> dict:
    comparison = Comparison(baseline)
    for one in rows:
        comparison.add(one)
    return comparison.as_dict()


def test_a_table_by_hand() -> None:
    rows = [row("m", k < 9, str(k)) for k in range(10)]
    rows.append(row("m", None, "10", category="direction", reason="refusal"))
    rows.append(row("m", None, "11", category="strange", reason="error"))
    found = table_of(summary_of(rows))
    assert found.title == "success in %, Wilson 95 % interval"
    assert found.columns == ["source", "n", "left/right", "qualitative", "direction",
                             "quantitative", "other", "all", "undecided"]  # fmt: skip
    assert found.rows == [["m", "12", "90.0 [60, 98]", "90.0 [60, 98]", "0.0 [0, 79]",
                           "0.0 [0, 79]", "0.0 [0, 79]", "75.0 [47, 91]", "2"]]  # fmt: skip
    assert found.notes == ["undecided, and so counted as wrong: 1 error, 1 refusal"]


def test_the_baseline_stands_under_its_source() -> None:
    rows = [row("m", k < 9, str(k)) for k in range(10)] + [row("m", True, "new")]
    baseline = Baseline("base", {str(k): k < 4 for k in range(11)}, "judge-1")
    found = table_of(summary_of(rows), comparison_of(rows, baseline))
    assert [line[0] for line in found.rows] == ["m", "m − base (partial)"]
    assert found.rows[1][1:] == ["10"] + ["+50.0 [+20.0, +80.0] p=0.062"] * 3 + ["–"]
    assert any("p: McNemar's exact test" in note for note in found.notes)
    assert "the baseline's verdicts are from another scorer: judge-1, not none" in found.notes
    assert found.notes[-1] == (
        "partial: m, compared on 10 tasks; 1 are only here, 1 only in the baseline"
    )


def test_differences_have_signs_and_small_p() -> None:
    rows = [row("m", False, str(k)) for k in range(20)] + [row("same", True, "0")]
    found = table_of(
        summary_of(rows), comparison_of(rows, Baseline("b", {str(k): True for k in range(20)}))
    )
    cells = {line[0]: line[2] for line in found.rows}
    assert cells["m − b"] == "-100.0 [-100.0, -100.0] p<0.001"
    assert cells["same − b (partial)"] == "+0.0 p=1"  # one image: there is no interval


def test_a_comparison_without_shared_tasks_is_still_a_table() -> None:
    found = table_of(summary_of([row("m")]), comparison_of([row("m")], Baseline("b", {"z": True})))
    assert found.rows[1] == ["m − b (partial)", "0", "–", "–", "–", "–"]


def test_published_rows_are_marked_and_as_printed() -> None:
    found = table_of(summary_of([row("m")]), published=True)
    assert found.columns == ["source", "n", *COLUMNS, "all", "undecided"]
    assert len(found.rows) == 17
    by_name = {line[0]: line for line in found.rows}
    assert by_name["SpatialRGPT-8B (published)"][1:5] == ["–", "99.17", "100.00", "84.90"]
    assert by_name["ChatGPT-4o (published)"][9:] == ["–"] * 5 + ["60.75"] + ["–"] * 3
    assert any("2506.21656" in note and "only with care" in note for note in found.notes)


def test_synthetic_and_partial_are_in_the_title() -> None:
    found = table_of(summary_of([row("m", origin="synth:full")], "8 of 1406\nrows | =1"))
    assert found.title.endswith(r", synthetic, PARTIAL: 8 of 1406\nrows | =1")
    for form in (to_markdown, to_csv, to_latex):
        assert "synthetic, PARTIAL: 8 of 1406" in form(found)


def test_a_summary_of_nothing_is_a_table() -> None:
    found = table_of(summary_of([]))
    assert (found.columns, found.rows, found.notes) == (["source", "n", "undecided"], [], [])
    for form in (to_markdown, to_csv, to_latex):
        assert form(found)


def nasty() -> Table:
    rows = [row(name, None, reason=name) for name in NASTY]
    comparison = comparison_of(rows, Baseline("| =b\n", {"t": True}))
    return table_of(summary_of(rows, "| \n"), comparison)


def test_names_are_shown_as_they_are_or_as_escapes() -> None:
    assert visible("a b é 中 −") == "a b é 中 −"
    assert visible("\n\x1b\u202e\ud800\u2028") == r"\n\x1b\u202e\ud800\u2028"
    found = nasty()
    cells = [found.title, *found.columns, *found.notes, *sum(found.rows, [])]
    assert all(cell.isprintable() for cell in cells)
    assert len(found.rows) == 2 * len(NASTY) and found.rows[0][0] == "(none)"


def test_csv_has_no_formula_and_the_same_cells() -> None:
    found = nasty()
    lines = list(csv.reader(io.StringIO(to_csv(found)), strict=True))
    assert lines[0] == [*found.columns, "table"]
    assert len(lines) == 1 + len(found.rows)
    for line, cells in zip(lines[1:], found.rows, strict=True):
        assert not any(cell.lstrip()[:1] in tuple("=+-@＝＋－＠") for cell in line if cell.strip())
        assert [cell.removeprefix("'") for cell in line] == [*cells, found.title]


def split_cells(line: str) -> list[str]:
    """Cells of a line of GitHub's Markdown, unescaped: a backslash keeps any sign from acting."""
    parts = re.findall(r"(?:\\.|[^|\\])+", line.strip()[1:-1])
    return [re.sub(r"\\(.)", r"\1", part).strip() for part in parts]


def test_markdown_keeps_its_columns() -> None:
    found = nasty()
    lines = to_markdown(found).splitlines()
    body = [line for line in lines if line.startswith("|")]
    assert split_cells(body[0]) == found.columns
    assert [split_cells(line) for line in body[2:]] == [[c.strip() for c in r] for r in found.rows]
    unescaped = re.sub(r"\\.", "", to_markdown(found))
    assert not set("`<_$") & set(unescaped) and "](" not in unescaped
    assert lines[0].startswith("**success") and lines[0].endswith("**")
    assert all(line.startswith("- ") for line in lines[len(body) + 3 :])


def test_latex_has_only_our_own_commands() -> None:
    text = to_latex(nasty())
    begin, end = text.index("\\midrule\n") + 9, text.index("\\bottomrule")
    rows = text[begin:end].splitlines()
    assert len(rows) == 2 * len(NASTY)
    known = (
        r"\\(?:text(?:backslash|asciitilde|asciicircum|asciigrave|less|greater|bar)\{\}|[&%$#_{}])"
    )
    for line in rows:
        assert line.endswith(r" \\") and not line.startswith(("[", "*"))
        plain = re.sub(known, "", line.removesuffix(r" \\").replace("{[}", "").replace("{*}", ""))
        plain = plain.replace("$-$", "")
        assert plain.count(" & ") == 5 and plain.count("&") == 5
        assert not set("\\%$#_{}~^<>|") & set(plain), line


@pytest.mark.parametrize("form", [to_markdown, to_csv, to_latex])
def test_a_table_made_by_hand_is_escaped_too(form: object) -> None:
    text = form(Table("t\x1b", ["source"], [["a\nb"]], ["n\n"]))  # type: ignore[operator]
    assert any(cell in text for cell in (r"a\nb", r"a\\nb", r"a\textbackslash{}nb"))
    assert "\x1b" not in text
