"""`srkit search` with served models, through the real command line and a server on loopback.

What is promised of a search: caps, the same bytes however fast replies come and however often it is
killed, no call paid twice, an end whatever models reply, and no key in anything that is written.
"""

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from srkit.models.journal import FILE, Journal
from tests.conftest import Ran, read_rows, write_rows
from tests.models.server import KEY, Server, prompt_of, running

pytestmark = pytest.mark.slow
Search = Callable[..., list[str]]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty-two measured questions."""
    folder = tmp_path_factory.mktemp("served")
    run = [sys.executable, "-m", "srkit"]
    words = ["--count", "32", "--images", "images", "-o", "t.jsonl", "-q"]
    subprocess.run([*run, "synth", *words], cwd=folder, check=True)
    subprocess.run([*run, "describe", "t.jsonl", "-o", "s.jsonl", "-q"], cwd=folder, check=True)
    return folder / "s.jsonl"


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Server(keeps=False)) as found:
        yield found


def models(url: str, policies: int = 3, judges: int = 2, model: str = "good") -> list[str]:
    found = []
    for role, count in (("policy", policies), ("judge", judges)):
        for k in range(count):
            found += [f"--{role}", f"{url}#{model}?name={role}{k}"]
    return [*found, "--max-expansions", "8"]


def command(scenes: Path, *words: object) -> list[str]:
    return [sys.executable, "-m", "srkit", "search", str(scenes), *(str(word) for word in words)]


def files(folder: Path, name: str) -> list[bytes]:
    return [(folder / f"{name}.{kind}").read_bytes() for kind in ("jsonl", "trees")]


def out(folder: Path, name: str) -> list[str]:
    return ["-o", str(folder / f"{name}.jsonl"), "--trees", str(folder / f"{name}.trees")]


def test_caps_are_kept_where_it_counts(
    srkit: Callable[..., Ran], scenes: Path, tmp_path: Path
) -> None:
    with running(Server(0.005)) as one, running(Server(0.005)) as two:
        asked = ["--policy", f"{one.url}#good?cap=3&name=a", "--policy", f"{two.url}#good?name=b",
                 "--judge", f"{two.url}#good?name=j", "--cap", 10]  # fmt: skip
        assert srkit("search", scenes, *asked, *out(tmp_path, "c")).status == 0
        assert one.most == 3 and 8 <= two.most <= 10


def test_the_same_bytes_at_any_speed_and_after_kills(
    srkit: Callable[..., Ran], scenes: Path, tmp_path: Path, server: Server
) -> None:
    asked = models(server.url)
    assert srkit("search", scenes, *asked, *out(tmp_path, "a"), "--cap", 64).status == 0
    normal = server.calls
    server.latency, server.jitter = 0.01, 0.9
    assert srkit("search", scenes, *asked, *out(tmp_path, "b"), "--cap", 7).status == 0
    assert files(tmp_path, "a") == files(tmp_path, "b")

    server.calls, cap = 0, 16
    words = command(scenes, *asked, *out(tmp_path, "c"), "--cap", cap, "--resume", "-q")
    kills = 0
    while kills < 3:
        before = server.calls
        with subprocess.Popen(words, stderr=subprocess.DEVNULL) as run:
            while server.calls < before + normal // 5 and run.poll() is None:
                time.sleep(0.005)
            assert run.poll() is None, "it is killed while it works"
            run.send_signal(signal.SIGKILL)
        kills += 1
    assert subprocess.run(words, check=False).returncode == 0
    assert files(tmp_path, "a") == files(tmp_path, "c")
    assert server.calls <= normal + kills * cap, "only what was under way is asked again"


def test_a_full_replay_asks_nothing_and_takes_no_time(
    scenes: Path, tmp_path: Path, server: Server
) -> None:
    asked = models(server.url, policies=5, judges=3)
    words = command(scenes, *asked, "--journal", tmp_path / "journal", "-q")
    subprocess.run([*words, *out(tmp_path, "a")], check=True)
    assert server.calls == 2048
    spent: dict[str, list[float]] = {"all": [], "start": []}
    for _ in range(3):
        for name, more in (("all", []), ("start", ["--limit", "1"])):
            began = time.monotonic()
            subprocess.run([*words, *more, *out(tmp_path, "b")], check=True)
            spent[name].append(time.monotonic() - began)
            if name == "all":
                assert files(tmp_path, "a") == files(tmp_path, "b")
    assert server.calls == 2048
    assert (
        statistics.median(spent["all"]) - statistics.median(spent["start"]) <= 1.0
    )  # 0.35 s on a quiet machine


def test_refusals_and_failures_on_the_way_change_nothing(
    srkit: Callable[..., Ran], scenes: Path, tmp_path: Path
) -> None:
    with running(Server(keeps=False)) as calm, running(Server(0.01, limit=5)) as busy:
        found = []
        for server in (calm, busy):
            asked = [word.replace(str(server.port), "PORT") for word in models(server.url)]
            named = [word.replace("PORT", str(server.port)) for word in asked]
            name = str(server.port)
            assert srkit("search", scenes, "--limit", 8, *named, *out(tmp_path, name)).status == 0
            trees = read_rows(tmp_path / f"{name}.trees")
            found.append([{k: v for k, v in tree.items() if k != "config"} for tree in trees])
        assert busy.refused > 0 and found[0] == found[1]


@pytest.mark.parametrize("role", ["policy", "judge"])
def test_models_that_never_reply_as_asked_end_it(
    srkit: Callable[..., Ran], scenes: Path, server: Server, role: str
) -> None:
    normal = 8 * (3 + 2)
    bad = [word.replace("#good", "#malformed") if f"name={role}" in word else word
           for word in models(server.url)]  # fmt: skip
    ran = srkit("search", scenes, "--limit", 1, *bad)
    assert ran.status == 3 and server.calls <= 3 * normal
    assert f"{role}0: " in ran.rows[0]["error"]["message"]
    assert (ran.rows[0]["source"], "response" in ran.rows[0]) == ("m3cts", False)


def test_one_judge_that_never_replies_as_asked_is_left_out(
    srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path
) -> None:
    asked = [*models(server.url), "--judge", f"{server.url}#malformed?name=mute"]
    ran = srkit("search", scenes, "--limit", 3, *asked, *out(tmp_path, "c"))
    assert ran.status == 0 and "mute: 72 calls" in ran.err
    assert "24 times of no use" in ran.err
    for tree in read_rows(tmp_path / "c.trees"):
        assert {f["model"] for f in tree["failures"]} == {"mute"}
        assert tree["usage"]["mute"]["calls"] == 3 * tree["expansions"]
        for node in tree["nodes"][1:]:
            marks = [sum(m for m in rating if m is not None) for rating in node["ratings"].values()]
            assert set(node["ratings"]) == {"judge0", "judge1"}
            assert node["reward"] == sum(marks) / 2


def test_a_wrong_key_ends_it_at_once(scenes: Path, tmp_path: Path) -> None:
    with running(Server(key=KEY)) as server:
        where = f"?key_env=LAB&name=x{server.port}"
        asked = ["--policy", f"{server.url}#good{where}", "--judge", "geometry:"]
        words = command(scenes, *asked, *out(tmp_path, "c"))
        environment = {**os.environ, "LAB": "sk-wrong-5521"}

        def spent(words: list[str]) -> tuple[float, subprocess.CompletedProcess[str]]:
            began = time.monotonic()
            ran = subprocess.run(words, env=environment, capture_output=True, text=True)
            return time.monotonic() - began, ran

        whole, ran = spent(words)
        start, _ = spent(command(scenes, "--limit", 1))
        assert ran.returncode == 1 and whole - start < 1.0
        last = ran.stderr.strip().splitlines()
        assert [line for line in last if "status 401" in line] == [
            f"srkit: 127.0.0.1:{server.port}: status 401: Incorrect key: Bearer ***"
            " (its key is read from LAB)"
        ]
        assert "sk-wrong-5521" not in ran.stderr


def test_ctrl_c_lets_calls_end_and_keeps_what_they_brought(scenes: Path, tmp_path: Path) -> None:
    with running(Server(0.1, keeps=False)) as server:
        words = command(
            scenes, *models(server.url), *out(tmp_path, "c"), "--cap", "8", "--limit", "8"
        )
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as run:
            while server.calls < 60:
                time.sleep(0.01)
            run.send_signal(signal.SIGINT)
            assert run.stderr is not None
            said = run.stderr.read()
        assert run.returncode == 130 and "Traceback" not in said
        kept = (tmp_path / "c.jsonl.journal" / FILE).read_bytes().count(b"\n")
        assert kept == server.calls, "every call that was begun was kept"
        before = server.calls
        assert subprocess.run([*words, "--resume", "-q"], check=False).returncode == 0
        assert server.calls == 8 * 8 * 5 and before < server.calls


BAD = {
    "empty": "an empty reply",
    "echo": "no heading",
    "no-heading": "no heading",
    "not-utf8": "not UTF-8",
    "huge": "more than 4 MB",
    "too-long": "maximum context length",
    "filter": "content filter",
    "leaky-error": "Bearer ***",
}
GONE = {
    "http://127.0.0.1:9/v1#m": "no connection",
    "http://nowhere.invalid/v1#m": "can't be resolved",
    "{url}#redirect": "a redirect to http://elsewhere.invalid/v1, which is not followed",
    "{url}#broken": "status 500",
}


def test_what_one_model_replies_costs_its_candidates_alone(
    srkit: Callable[..., Ran], scenes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB", KEY)
    with running(Server(key=KEY, keeps=False)) as server:
        named = [f"{server.url}#{model}?key_env=LAB&name={model}" for model in BAD]
        good = f"{server.url}#good?key_env=LAB&name="
        asked = [word for text in named for word in ("--policy", text, "--direct", text)]
        asked += ["--policy", f"{good}p", "--judge", "geometry:", "--direct", f"{good}d"]
        ran = srkit("search", scenes, "--limit", 2, *asked, *out(tmp_path, "c"))
    assert ran.status == 3 and "2 failed" in ran.err and "no use" in ran.err
    rows = read_rows(tmp_path / "c.jsonl")
    ids = [tree["id"] for tree in read_rows(tmp_path / "c.trees")]
    assert len(ids) == 2
    for task in ids:
        mine = {row["source"]: row for row in rows if row["task"] == task}
        assert "response" in mine["m3cts"] and "response" in mine["d"]
        for model, reason in BAD.items():
            if model in ("echo", "no-heading"):
                assert "response" in mine[model], "as a whole answer it is what the model wrote"
                continue
            assert reason in mine[model]["error"]["message"]
            assert "response" not in mine[model]
    for tree in read_rows(tmp_path / "c.trees"):
        reasons = {one["model"]: one["reason"] for one in tree["failures"]}
        assert all(reason in reasons[model] for model, reason in BAD.items())
        assert {node["model"] for node in tree["nodes"][1:]} == {"p"}
    journal = (tmp_path / "c.jsonl.journal" / FILE).read_text()
    written = [path.read_text() for path in tmp_path.iterdir() if path.is_file()]
    assert KEY not in "".join([journal, ran.out, ran.err, *written])


@pytest.mark.parametrize("text", GONE)
def test_a_server_that_is_not_there_costs_the_question(
    srkit: Callable[..., Ran], scenes: Path, server: Server, text: str
) -> None:
    address = text.format(url=server.url) + "?retries=1&name=gone"
    good = f"{server.url}#good?name="
    asked = ["--policy", f"{good}p", "--judge", f"{good}j", "--direct", address]
    ran = srkit("search", scenes, "--limit", 2, *asked)
    assert ran.status == 3 and "2 failed" in ran.err and "first failure: " in ran.err
    for row in ran.rows:
        assert GONE[text] in row["error"]["message"] and "question" in row


def test_a_picture_that_cant_be_read_costs_its_question_alone(
    srkit: Callable[..., Ran], scenes: Path, server: Server
) -> None:
    rows = [dict(row) for row in read_rows(scenes)[:3]]
    rows[1]["image"] = "gone.png"
    write_rows(scenes.parent / "gone.jsonl", rows)
    ran = srkit("search", scenes.parent / "gone.jsonl", *models(server.url), "--best", 1)
    assert ran.status == 3
    assert [row.get("error", {}).get("message", "")[:12] for row in ran.rows] == [
        "", "no such file", ""]  # fmt: skip


def test_failed_answers_alone_are_asked_for_again(
    srkit: Callable[..., Ran], scenes: Path, tmp_path: Path
) -> None:
    with running(Server()) as server:
        out_file = tmp_path / "c.jsonl"
        asked = ["--no-tree", "--direct", f"{server.url}#good?name=a&n=2",
                 "--direct", f"{server.url}#filter?name=b&n=2"]  # fmt: skip
        assert srkit("search", scenes, "--limit", 2, *asked, "-o", out_file).status == 3
        assert server.calls == 8
        first = read_rows(out_file)
        assert ["error" in row for row in first] == [False, False, True, True] * 2
        assert srkit("search", *asked, "-o", out_file, "--retry-errors").status == 3
        assert read_rows(out_file) == first, "in their places, with the same reason"
        assert server.calls == 12, "and no other one was asked for again"


def test_judges_see_depth_and_policies_see_regions(srkit: Callable[..., Ran], scenes: Path) -> None:
    with running(Server()) as server:
        asked = models(server.url, policies=1, judges=1)
        srkit("search", scenes, "--limit", 1, *asked, "--regions", "coordinates")
        texts = [prompt_of(one) for one in server.seen]
        counts = [len(one["messages"][1]["content"]) for one in server.seen]
        for text, count in zip(texts, counts, strict=True):
            assert "96 × 96 picture" in text and "outlined" not in text
            is_judge = "<candidate" in text
            assert count == (3 if is_judge else 2)
            assert ("In the depth picture the brightest is" in text) == is_judge


def test_prompts_of_ones_own_are_used_and_recorded(
    srkit: Callable[..., Ran], scenes: Path, tmp_path: Path
) -> None:
    texts = tmp_path / "p.toml"
    texts.write_text('judge = "Be harsh, and rate each."\n')
    with running(Server()) as server:
        asked = ["--limit", 1, *models(server.url, 1, 1), "--journal", tmp_path / "j"]
        srkit("search", scenes, *asked, *out(tmp_path, "a"))
        srkit("search", scenes, *asked, *out(tmp_path, "b"), "--prompts", texts)
        judged = [one["messages"][0]["content"] for one in server.seen
                  if "<candidate" in prompt_of(one)]  # fmt: skip
        assert sum(text.startswith("Be harsh") for text in judged) == len(judged) // 2
    configs = [read_rows(tmp_path / f"{name}.trees")[0]["config"] for name in "ab"]
    assert configs[0] != configs[1]
    assert "Be harsh" in (tmp_path / "b.jsonl.run.json").read_text()
    assert srkit("search", scenes, "--prompts", "none.toml").status == 2
    texts.write_text('rubric = "x"\n')
    ran = srkit("search", scenes, "--prompts", texts)
    assert ran.status == 2 and "'rubric'" in ran.err


def test_limits_on_calls_and_tokens_act(
    srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path
) -> None:
    def grown(*words: object) -> list[dict]:
        asked = [*models(server.url)[:-2], "--limit", 3, *words]
        srkit("search", scenes, *asked, *out(tmp_path, "c"))
        return read_rows(tmp_path / "c.trees")

    def used(tree: dict, *kinds: str) -> int:
        return sum(one[kind] for one in tree["usage"].values() for kind in kinds)

    for tree in grown("--max-calls", 33):
        assert (used(tree, "calls"), tree["expansions"], tree["stop"]) == (30, 6, "budget")
    for tree in grown("--max-tokens", 3000):
        assert used(tree, "input", "output") >= 3000 and tree["stop"] == "budget"
        last = 3 * 60 + 2 * 400
        assert used(tree, "input", "output") - last < 3000, "the last expansion went over it"
    each = grown("--max-calls", 33, "--judge-each")
    assert all(used(tree, "calls") <= 33 for tree in each)
    assert all(tree["expansions"] >= 3 for tree in each)


def test_a_dry_run_asks_nothing_and_says_who_would_get_pictures(
    srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path
) -> None:
    asked = [*models(server.url), "--direct", "openai:gpt-4o?n=2&price=2.5/10"]
    ran = srkit("search", scenes, *asked, "--dry-run", "-o", tmp_path / "c.jsonl")
    assert ran.status == 0 and server.calls == 0 and list(tmp_path.iterdir()) == []
    (plan,) = ran.rows
    assert plan["questions"] == 32 and plan["calls"] == 32 * (8 * 5 + 2)
    assert plan["calls_at_most"] == plan["calls"], "--max-expansions 8 is fewer than are likely"
    assert plan["without_price"] == [f"policy{k}" for k in range(3)] + ["judge0", "judge1"]
    assert plan["hosts_that_get_pictures"] == {
        f"127.0.0.1:{server.port}": 32, "api.openai.com": 32}  # fmt: skip
    openai = plan["models"][-1]
    assert openai["calls"] == 64
    expected = (openai["input"] * 2.5 + openai["output"] * 10) / 1e6
    assert plan["cost_usd"] == openai["cost_usd"] == pytest.approx(expected, abs=0.005)
    assert srkit("search", scenes, *asked).status == 2, "without a key it does not begin"
    assert srkit("search", *asked, "--dry-run", "-o", "c", "--retry-errors").status == 2


def test_a_plan_comes_near_to_what_is_asked(
    srkit: Callable[..., Ran], scenes: Path, server: Server
) -> None:
    asked = [word for word in models(server.url) if word not in ("--max-expansions", "8")]
    for more in ([], ["--trajectories", 2], ["--max-calls", 30]):
        (plan,) = srkit("search", scenes, *asked, *more, "--dry-run").rows
        server.calls = 0
        srkit("search", scenes, *asked, *more, "-q")
        assert server.calls <= plan["calls_at_most"]
        assert 0.6 <= plan["calls"] / server.calls <= 1.7, more


def test_retried_errors_get_their_trees(
    srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path
) -> None:
    asked = [*models(server.url), "--limit", 4]
    assert srkit("search", scenes, *asked, *out(tmp_path, "a")).status == 0
    good = files(tmp_path, "a")
    rows = read_rows(scenes)[:4]
    image = Path(scenes.parent / rows[1]["image"])
    hidden = image.with_suffix(".hidden")
    image.rename(hidden)
    try:
        ran = srkit("search", scenes, *asked, *out(tmp_path, "b"))
    finally:
        hidden.rename(image)
    failed = sum("error" in row for row in read_rows(tmp_path / "b.jsonl"))
    assert ran.status == 3 and failed > 0
    ran = srkit("search", *asked[:-2], *out(tmp_path, "b"), "--retry-errors")
    assert ran.status == 0 and files(tmp_path, "b") == good
    ran = srkit("search", scenes, *asked, *out(tmp_path, "b"), "--resume")
    assert ran.status == 0 and "finished already" in ran.err


def test_how_a_model_is_reached_may_change_when_a_run_goes_on(
    srkit: Callable[..., Ran], scenes: Path, tmp_path: Path
) -> None:
    def asked(server: Server, model: str) -> list[str]:
        return ["--policy", f"{server.url}#{model}&name=p", "--judge", "geometry:"]

    with running(Server()) as one, running(Server()) as two:
        first = srkit(
            "search", scenes, *asked(one, "good?cap=9"), "--limit", 2, *out(tmp_path, "c")
        )
        assert first.status == 0 and first.out == ""
        for model, status in (("other?cap=9", 2), ("good?seed=no", 2), ("good?timeout=9", 0)):
            words = [*asked(two, model), "--limit", 4, *out(tmp_path, "c"), "--resume"]
            assert srkit("search", scenes, *words).status == status
        assert one.calls == two.calls, "two questions each"
        assert len({tree["config"] for tree in read_rows(tmp_path / "c.trees")}) == 1


def test_the_bill(srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path) -> None:
    asked = ["--policy", f"{server.url}#good?name=p&price=2.5/10", "--judge", "geometry:"]
    ran = srkit("search", scenes, "--limit", 3, *asked, *out(tmp_path, "c"))
    record = json.loads((tmp_path / "c.jsonl.run.json").read_text())
    used = record["counts"]["models"]["p"]
    assert used["calls"] == server.calls > 0 and used["useless"] == 0
    cost = (used["input"] * 2.5 + used["output"] * 10) / 1e6
    assert record["counts"]["cost_usd"] == pytest.approx(cost, abs=1e-4)
    assert f"p: {used['calls']} calls, {used['input']} tokens read" in ran.err
    assert record["hosts"] == {"p": server.url}


def test_trees_without_an_answer_are_told(
    srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path
) -> None:
    ran = srkit("search", scenes, "--limit", 3, *models(server.url), "--max-calls", 5,
                *out(tmp_path, "c"))  # fmt: skip
    assert ran.status == 0 and "3 trees without an answer (limits)" in ran.err
    record = json.loads((tmp_path / "c.jsonl.run.json").read_text())
    assert record["counts"]["notes"] == {"trees without an answer (limits)": 3}


def test_nothing_is_touched_before_all_is_ready(
    srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "c.jsonl").write_text("precious\n")
    held = Journal(str(tmp_path / "c.jsonl.journal"))
    ran = srkit("search", scenes, *models(server.url), "-o", tmp_path / "c.jsonl")
    held.close()
    assert ran.status == 1 and "another process is using this journal" in ran.err
    assert (tmp_path / "c.jsonl").read_text() == "precious\n"


def test_an_input_by_another_name(
    srkit: Callable[..., Ran], scenes: Path, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "s.jsonl").symlink_to(scenes)
    ran = srkit("search", tmp_path / "s.jsonl", "--limit", 1, *models(server.url))
    assert ran.status == 0


def test_only_a_question_is_asked(srkit: Callable[..., Ran], scenes: Path, server: Server) -> None:
    row = read_rows(scenes)[0] | {"question": " "}
    write_rows(scenes.parent / "empty.jsonl", [row])
    ran = srkit("search", scenes.parent / "empty.jsonl", *models(server.url))
    assert ran.status == 3 and "no question" in ran.rows[0]["error"]["message"]
    assert server.calls == 0


def test_a_path_that_is_not_there_says_where_it_asked(
    srkit: Callable[..., Ran], scenes: Path, server: Server
) -> None:
    url = server.url.removesuffix("/v1")
    ran = srkit("search", scenes, "--policy", f"{url}#good", "--judge", "geometry:")
    assert ran.status == 1 and f"asked for {url}/chat/completions" in ran.err
