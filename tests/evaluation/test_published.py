"""The published table: complete, as printed, marked."""

from srkit.evaluation.published import SOURCE, published_rows
from srkit.evaluation.statistics import COLUMNS, GROUPS

# How many questions each group of the benchmark has.
SIZES = dict(zip(GROUPS, (120, 105, 106, 112, 104, 110, 148, 122, 106, 133, 133, 107), strict=True))


def test_sixteen_marked_rows() -> None:
    rows = published_rows()
    assert len(rows) == 16 and "2506.21656" in SOURCE
    assert all(row.name.endswith(" (published)") for row in rows)
    assert all(tuple(row.percent) == COLUMNS for row in rows)
    by_name = {row.name: row.percent for row in rows}
    best = by_name["SpatialReasoner-R1 fDPO 8B (published)"]
    assert list(best.values()) == [98.33, 98.10, 95.28, 96.43, 91.34, 93.64, 95.59,
                                   70.95, 72.13, 74.52, 80.45, 74.43, 94.39, 77.30]  # fmt: skip


def test_what_was_not_printed_is_none() -> None:
    missing = {row.name: [name for name, value in row.percent.items() if value is None]
               for row in published_rows()}  # fmt: skip
    assert missing.pop("ChatGPT-4o (published)") == [
        "direct distance", "horizontal distance", "vertical distance", "width", "height",
        "quantitative",
    ]  # fmt: skip
    assert not any(missing.values())


def test_averages_follow_from_the_groups_except_where_the_paper_errs() -> None:
    odd = {}
    for name, percent in published_rows():
        for average, groups in (("qualitative", COLUMNS[:6]), ("quantitative", COLUMNS[7:13])):
            printed = percent[average]
            if printed is None:
                continue
            right = sum(SIZES[group] * (percent[group] or 0) for group in groups)
            micro = right / sum(SIZES[group] for group in groups)
            if abs(micro - printed) > 0.06:
                odd[name, average] = (round(micro, 2), printed)
    assert odd == {
        ("Llama 4 Maverick (published)", "quantitative"): (36.92, 36.72),
        ("SpatialReasoner-R1 SFT 8B (published)", "quantitative"): (37.0, 37.12),
    }
