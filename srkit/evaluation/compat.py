"""A summary in the words of the official evaluator: the keys and units of its score.json.

From the public evaluate_spatial_with_gpt4.py. `_acc` is in %, undecided answers counted as wrong.
`_err` is 100 times the mean error of what was parsed: relative for lengths, hours for direction.
`_absrel`, under the categories' names and for lengths only, is the same mean, unscaled, to three
places. The overall figures count answers, not groups. Where we differ: verdicts are ours (a judge
rounds to 0.01 m); there `_err` divides by the truth + 0.0001 m; `Match_fail_count` counts failed
calls of a judge, here undecided answers; what has no answers is left out, where it raises KeyError.
"""

from typing import Any

from srkit.evaluation.statistics import GROUPS, QUALITATIVE, QUANTITATIVE


def official_scores(source: dict[str, Any]) -> dict[str, float | int]:
    """Return score.json for one source of a summary."""
    scores: dict[str, float | int] = {}
    groups = source["groups"]
    for name in (name for name in QUALITATIVE if name in groups):
        scores[f"Qual_{name}_acc"] = _percent(groups[name])
    if "qualitative" in source:
        scores["Qual_overall_acc"] = _percent(source["qualitative"])
    quantitative = {name: groups[name] for name in QUANTITATIVE if name in groups}
    for name, tally in quantitative.items():
        error = tally["mean_error_h" if name == "direction" else "abs_rel"]
        scores[f"Quan_{name.replace(' ', '_')}_acc"] = _percent(tally)
        if error is not None:
            scores[f"Quan_{name.replace(' ', '_')}_err"] = round(100 * error, 4)
    for name, tally in quantitative.items():
        if tally.get("abs_rel") is not None:
            scores[f"Quan_{GROUPS[name]}_absrel"] = round(tally["abs_rel"], 3)
    if "quantitative" in source:
        scores["Quan_overall_acc"] = _percent(source["quantitative"])
    halves = (source[half] for half in ("qualitative", "quantitative") if half in source)
    scores["Match_fail_count"] = sum(sum(half["nulls"].values()) for half in halves)
    return scores


def _percent(tally: dict[str, Any]) -> float:
    return 100 * tally["right"] / tally["n"]
