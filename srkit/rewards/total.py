"""The fine-grained spatial reward of a response: two segments, four rewards, one total.

score(desc) = R_vc + R_sp,desc and score(reason) = R_lc + R_sp,reason, each reward 0 to 4. A mark
that can't be judged is null and its reward is four times the mean of the others; with fewer than
two judged the reward is null, and so is the total. A segment that is not there scores 0.
"""

from collections.abc import Mapping

from srkit.errors import RowError
from srkit.language.question import parse_question
from srkit.language.sections import CONCLUSION, parse_sections, segment_spans
from srkit.language.statement import UNTOLD, Compared, agrees
from srkit.language.statements import find_statements
from srkit.records.rows import Row
from srkit.rewards.answered import stated_answer
from srkit.rewards.logic import LOGIC, logic_marks
from srkit.rewards.spatial import (
    DIGITS,
    SCALE,
    judge_statements,
    mean_of,
    spatial_reward,
    statements_between,
    unread_hedges,
)
from srkit.rewards.visual import VISUAL, visual_marks
from srkit.scene.check import check
from srkit.scene.facts import Scene, open_scene

JUDGE = "geometry:"
REWARDS = ("vc", "sp_desc", "lc", "sp_reason")


def score_candidate(row: Row, scene: Scene | None = None) -> Row:
    """Return the candidate as a ScoredRow; `scene` is how somebody sees it who is not exact."""
    scene, asked = scene or open_scene(row), parse_question(row["question"])
    if asked.relation is None:
        raise RowError("can't tell what this question asks for")
    response = row["response"]
    if response is None:
        raise RowError("the row has no response")
    desc, reason = segment_spans(response)
    first, *others = (
        asked.regions[::-1] if asked.relation == "direction" and asked.is_turned else asked.regions
    )
    compared = Compared((first, others[0] if others else first), asked.relation)
    found = [said for said in find_statements(response, compared, scene.cast, untold=True)
             if said.relation not in UNTOLD or check(said, scene) is not None]  # fmt: skip
    parts = parse_sections(response)
    begins = parts[-1].start if parts[-1].kind == CONCLUSION else len(response)
    answer, is_torn = stated_answer(row["question"], asked, response)
    if answer and answer.start >= begins:
        concluded = [said for said in found if said.start >= begins]
        is_told = any(said.value is not None and asked.is_answered_by(said) for said in concluded)
        is_said = is_told or any(agrees(said, answer) for said in concluded)
        found += [] if is_said else [answer]
    described, reasoned = (statements_between(found, span) for span in (desc, reason))
    in_desc = judge_statements(described, "desc", scene, asked)
    in_reason = judge_statements(reasoned, "reason", scene, asked)
    marks = visual_marks(response[slice(*desc)] if desc else "", scene, asked)
    marks |= logic_marks(
        response, described, reasoned, in_reason, asked, scene.names, scene.is_whole
    )
    if is_torn:
        marks["conclusion"] = 0.0
    if reason is None:
        marks |= dict.fromkeys(LOGIC, 0.0)
    sp_desc = spatial_reward(in_desc, unread_hedges(response, desc, described))
    sp_reason = spatial_reward(in_reason, unread_hedges(response, reason, reasoned))
    scores = total_scores(marks, sp_desc, sp_reason)
    rounded = {key: None if v is None else round(v, DIGITS) for key, v in marks.items()}
    return {
        **row,
        "scores": scores,
        "marks": rounded,
        "statements": [*in_desc, *in_reason],
        "judge": JUDGE,
    }


def total_scores(
    marks: dict[str, float | None], sp_desc: float | None, sp_reason: float | None
) -> dict[str, float | None]:
    """Add the rewards up; null in, null out."""
    vc, lc = _reward(marks, VISUAL), _reward(marks, LOGIC)
    return with_sums(dict(zip(REWARDS, (vc, sp_desc, lc, sp_reason), strict=True)))


def with_sums(rewards: Mapping[str, float | None]) -> dict[str, float | None]:
    """Return the four rewards with the scores of the segments and the total."""
    desc = _add(rewards["vc"], rewards["sp_desc"])
    reason = _add(rewards["lc"], rewards["sp_reason"])
    scores = {**rewards, "desc": desc, "reason": reason, "total": _add(desc, reason)}
    return {key: None if v is None else round(v, DIGITS) for key, v in scores.items()}


def _reward(marks: dict[str, float | None], names: tuple[str, ...]) -> float | None:
    judged = [mark for name in names if (mark := marks[name]) is not None]
    mean = mean_of(judged)
    return None if mean is None or len(judged) < 2 else SCALE * mean


def _add(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a + b
