"""Every kind of row that leaves srkit, as TypedDicts; units are in the names.

Rows stay plain dicts. Keys that a stage does not know pass through untouched. docs/rows.md says
the same for readers. (No `from __future__ import annotations` here: on 3.11 it would make
`__required_keys__` count the optional keys too.)
"""

from typing import Any, Literal, NotRequired, TypedDict

Row = dict[str, Any]

SCHEMA_VERSION = 1

# Keys that hold paths, as the way to them inside a row. The reader resolves these, the writer
# makes them relative to its output; nothing else in a row is a path.
PATH_KEYS: tuple[tuple[str, ...], ...] = (("image",), ("depth", "path"))


class Rle(TypedDict):
    """A COCO run-length mask: `size` is [height, width], `counts` the compressed string."""

    size: list[int]
    counts: str


class Region(TypedDict):
    box: list[float]  # [x1, y1, x2, y2] in pixels, the far edges excluded
    mask: NotRequired[Rle]
    name: NotRequired[str]
    score: NotRequired[float]  # how sure a detector was


class Depth(TypedDict):
    path: str  # 16-bit PNG (0 = nothing measured) or .npy
    unit_m: float
    kind: Literal["metric", "relative"]
    source: str
    license: NotRequired[str]  # of the model's weights, where it forbids commercial use


class Camera(TypedDict):
    fx: float
    fy: float
    cx: float
    cy: float
    pitch_deg: NotRequired[float]  # positive: the camera looks up
    roll_deg: NotRequired[float]  # positive: the camera leans to its right
    source: NotRequired[str]
    down: NotRequired[Literal["row", "floor"]]  # who tells pitch and roll


class Object(TypedDict):
    """A thing in the scene; lengths in metres, camera frame: x right, y down, z forward."""

    name: str
    box: list[float]
    center_m: list[float]  # centre of the extents
    mean_m: list[float]  # mean of the visible points
    size_m: list[float]  # extents along x, y, z
    nearest_m: float  # z of the nearest visible point
    sigma_m: float  # standard deviation of its position, along the least certain axis
    points: int
    sigmas_m: NotRequired[list[float]]  # of its position, along x, y, z
    size_sigmas_m: NotRequired[list[float]]  # of its extents
    region: NotRequired[int]
    mask: NotRequired[Rle]
    color: NotRequired[str]


class Fact(TypedDict):
    subject: int | str
    relation: str
    text: str
    margin: float
    object: NotRequired[int | str]
    value: NotRequired[float]
    unit: NotRequired[Literal["m", "h"]]


class RowFault(TypedDict):
    stage: str
    type: str
    message: str


class TaskRow(TypedDict):
    """One question about one image."""

    id: str
    image: str
    question: str
    answer: NotRequired[str]
    category: NotRequired[str]
    regions: NotRequired[list[Region]]
    depth: NotRequired[Depth]
    camera: NotRequired[Camera]
    things: NotRequired[list[Region]]
    all_things: NotRequired[bool]
    truth: NotRequired[Row]
    license: NotRequired[str]
    source_url: NotRequired[str]
    origin: NotRequired[str]
    upright: NotRequired[bool]  # pixels are those of a turned picture as viewers show it
    error: NotRequired[RowFault | None]


class SceneRow(TaskRow):
    """A task whose picture was measured."""

    width: int
    height: int
    objects: list[Object]
    distances_m: list[list[float | None]]  # direct distance of objects i and j
    facts: list[Fact]
    definitions: str


class Tokens(TypedDict):
    input: int
    output: int


class CandidateRow(TaskRow):
    """One response to a task; any file of predictions is a file of candidates.

    Without `task` the row's own `id` is the task.
    """

    response: str | None  # null where none could be had
    task: NotRequired[str]
    source: NotRequired[str]
    seed: NotRequired[int]
    tokens: NotRequired[Tokens]
    models: NotRequired[list[str]]
    reward: NotRequired[float]
    leaf: NotRequired[int]
    width: NotRequired[int]
    height: NotRequired[int]
    objects: NotRequired[list[Object]]
    distances_m: NotRequired[list[list[float | None]]]
    definitions: NotRequired[str]


class OfficialAnswer(TypedDict):
    """A line of SpatialRGPT-Bench's own answers files."""

    question_id: str
    question: str
    pred: str | None
    gt: str


class TreeNode(TypedDict):
    id: int
    parent: int | None
    visits: int
    value: float
    model: NotRequired[str]
    section: NotRequired[str]
    text: NotRequired[str]
    ratings: NotRequired[dict[str, list[int | None]]]
    reward: NotRequired[float]
    pruned: NotRequired[bool]


class Trajectory(TypedDict):
    leaf: int
    path: list[int]
    reward: float


class Failure(TypedDict):
    """Why a model's reply was of no use, when this node was expanded."""

    parent: int
    model: str
    role: Literal["policy", "judge"]
    reason: str


class TreeRow(TypedDict):
    """The whole search of one question; `id` is the task's."""

    v: int
    id: str
    image: str
    question: str
    config: str
    seed: int
    stop: Literal["trajectories", "expansions", "budget", "exhausted", "error"]
    expansions: int
    usage: dict[str, dict[str, int]]
    nodes: list[TreeNode]
    trajectories: list[Trajectory]
    failures: NotRequired[list[Failure]]


class Scores(TypedDict):
    """The paper's rewards, 0 to 4 each; desc = vc + sp_desc, reason = lc + sp_reason."""

    vc: float | None
    sp_desc: float | None
    lc: float | None
    sp_reason: float | None
    desc: float | None
    reason: float | None
    total: float | None


class Marks(TypedDict):
    """0 to 1 each; null where the judge can't tell."""

    existence: float | None
    attribute: float | None
    completeness: float | None
    appropriateness: float | None
    factual: float | None
    coherence: float | None
    rules: float | None
    conclusion: float | None


class ScoredStatement(TypedDict):
    segment: Literal["desc", "reason"]
    text: str
    span: list[int]  # [start, end) characters of the response
    r: float | None
    w_u: float
    w_c: float
    subject: NotRequired[int | str]  # which a model that judges does not say
    relation: NotRequired[str]
    judge: NotRequired[str]  # where there are several
    object: NotRequired[int | str]
    value: NotRequired[float]
    unit: NotRequired[Literal["m", "h"]]
    negated: NotRequired[bool]
    bound: NotRequired[str]  # "more" or "less" than the value
    place: NotRequired[list[float]]  # of a position: metres to the right, down and away


class ScoredRow(CandidateRow):
    scores: Scores
    marks: Marks
    statements: list[ScoredStatement]
    judge: str
    judges: NotRequired[dict[str, Scores]]  # each one's, where there are several


class SegmentScores(TypedDict):
    desc: float
    reason: float


class PairSources(TypedDict):
    chosen: str
    rejected: str


class PairRow(TypedDict):
    """A preferred and a rejected answer, in the trained form."""

    id: str
    task: str
    image: str
    question: str
    chosen: str
    rejected: str
    chosen_scores: SegmentScores
    rejected_scores: SegmentScores
    kind: str
    regions: NotRequired[list[Region]]
    sources: NotRequired[PairSources]
    category: NotRequired[str]
    answer: NotRequired[str]
    license: NotRequired[str]
    source_url: NotRequired[str]
    origin: NotRequired[str]


class SftRow(TypedDict):
    """A question and the answer to imitate, in the trained form."""

    id: str
    task: str
    image: str
    question: str
    completion: str
    regions: NotRequired[list[Region]]
    category: NotRequired[str]
    answer: NotRequired[str]
    license: NotRequired[str]
    source_url: NotRequired[str]
    origin: NotRequired[str]


class ResultRow(CandidateRow):
    """An answer and whether it is right; `null` is undecided, and counts as wrong."""

    verdict: bool | None
    flags: list[str]
    scorer: str
    reason: NotRequired[str]
    parsed: NotRequired[Any]
    truth_value: NotRequired[Any]
    evidence: NotRequired[list[int]]
    rules: NotRequired[dict[str, Any]]  # their verdict and reason, where a judge gave the row's,
    judged: NotRequired[dict[str, Any]]  # and what it said
