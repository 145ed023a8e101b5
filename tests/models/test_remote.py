"""A served model as policy and judge: what is sent, what is kept, what is said of failures."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from srkit.errors import AddressError
from srkit.language.sections import CONCLUSION, DESCRIPTION, STEP, Section
from srkit.models.base import Rating
from srkit.models.connections import Connections
from srkit.models.journal import FILE
from srkit.models.load import load_judge, load_policy, load_sampler
from srkit.models.network import Network
from srkit.models.remote import price_of
from srkit.records.address import parse_address
from tests.models.server import KEY, Server, prompt_of, running

pytestmark = pytest.mark.slow
STEPS = [Section(STEP, text, 0, 0, 1) for text in ("It is near.", "It is far.", "It is left.")]


@pytest.fixture
def row(tmp_path: Path) -> dict:
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    return {"id": "t", "image": str(tmp_path / "a.png"), "question": "Is Region [0] near?",
            "regions": [{"box": [5, 5, 20, 20]}], "answer": "No, never."}  # fmt: skip


def use(connections: Connections, work: Callable[[], Any]) -> Any:
    """Do something while the connections are open."""
    connections.rows_at_a_time(1)
    connections.open_journal()

    async def run() -> Any:
        await connections.open()
        try:
            return await work()
        finally:
            await connections.close()

    return asyncio.run(run())


def test_a_policy_writes_section_by_section(row: dict) -> None:
    with running(Server()) as server:
        connections = Connections()
        policy = load_policy(f"{server.url}#good?temperature=0.5&top_p=0.9", connections)
        ancestors: list[Section] = []

        async def work() -> None:
            while not ancestors or ancestors[-1].kind != CONCLUSION:
                found = await policy.propose(row, ancestors, 7)
                assert found.section is not None and found.usage.calls == 1
                assert found.usage.input > 0 < found.usage.output
                ancestors.append(found.section)

        use(connections, work)
        assert [part.kind for part in ancestors] == [
            "description", "rationale", "step", "step", "conclusion"]  # fmt: skip
        first = server.seen[0]
        assert (first["temperature"], first["top_p"], first["max_tokens"]) == (0.5, 0.9, 512)
        assert first["stop"] == ["\n###"] and 0 <= first["seed"] < 2**31
        assert [m["role"] for m in first["messages"]] == ["system", "user"]
        assert first["messages"][1]["content"][0]["image_url"]["url"].startswith("data:image/png")
        assert prompt_of(first) == (
            "Regions: Region [0] (outlined in red).\nIs Region [0] near?\n\nNext: ### Description"
        )
        assert "never" not in json.dumps(server.seen), "the answer is not shown"


def test_options_act(row: dict) -> None:
    with running(Server()) as server:
        connections = Connections()
        texts = ("stop=no&seed=no&max_tokens=9", "temperature=none", "timeout=3")
        policies = [load_policy(f"{server.url}#good?{text}", connections) for text in texts]
        judges = [load_judge(f"{server.url}#good{more}", connections)
                  for more in ("", "?temperature=none")]  # fmt: skip

        async def work() -> None:
            for policy in policies:
                await policy.propose(row, [], 0)
            for judge in judges:
                await judge.rate(row, [], STEPS[:1], 0)

        use(connections, work)
        assert "stop" not in server.seen[0] and "seed" not in server.seen[0]
        assert server.seen[0]["max_tokens"] == 9 and "temperature" not in server.seen[1]
        assert server.seen[3]["temperature"] == 0.0 and "temperature" not in server.seen[4]
        for text, role in (("style=short", load_policy), ("stop=no", load_judge),
                           ("temperature=3", load_policy), ("retries=-1", load_policy),
                           ("cap=0", load_judge), ("style=loud", load_sampler),
                           ("price=x", load_judge), ("n=2000", load_sampler)):  # fmt: skip
            with pytest.raises(AddressError):
                role(f"{server.url}#good?{text}", connections)


def test_whole_answers_in_three_styles(row: dict) -> None:
    with running(Server()) as server:
        connections = Connections()
        asked = [load_sampler(f"{server.url}#good?style={style}&n=2&name={style}", connections)
                 for style in ("headings", "short", "trained")]  # fmt: skip

        async def work() -> list:
            return [await policy.answer(row, 3, k) for policy, n in asked for k in range(n)]

        replies = use(connections, work)
        assert len({one["seed"] for one in server.seen}) == 6
        assert [len(one["messages"]) for one in server.seen] == [2, 2, 2, 2, 1, 1]
        assert all(reply.text.startswith("### Description") for reply in replies)


def test_a_judge_rates_in_an_order_of_its_own(row: dict) -> None:
    with running(Server()) as server:
        connections = Connections()
        judges = [load_judge(f"{server.url}#good?name={name}", connections) for name in "abcdef"]

        async def work() -> list:
            return [await judge.rate(row, STEPS[:1], STEPS, 0) for judge in judges]

        rated = use(connections, work)
        assert len({str(one.ratings) for one in rated}) == 1, "what it says follows the candidate"
        orders = {prompt_of(one).partition("<candidate")[2] for one in server.seen}
        assert len(orders) > 1, "and they are not shown in the same order"
        assert all(one.usage.calls == 1 for one in rated)


def test_one_candidate_at_a_time(row: dict) -> None:
    with running(Server()) as server:
        ratings = []
        for is_each in (False, True):
            connections = Connections(judge_each=is_each)
            judge = load_judge(f"{server.url}#good", connections)
            ratings.append(use(connections, lambda: judge.rate(row, [], STEPS, 0)))  # noqa: B023
        assert ratings[0].ratings == ratings[1].ratings
        assert [one.usage.calls for one in ratings] == [1, 3] and server.calls == 4


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("empty", "an empty reply"),
        ("echo", "no heading"),
        ("no-heading", "no heading"),
        ("malformed", "another heading than ### Description"),
        ("not-utf8", "not UTF-8"),
        ("huge", "more than 4 MB"),
        ("too-long", "maximum context length"),
        ("filter", "content filter"),
        ("refusal", "refused: I can't help"),
        ("cut", "cut off at max_tokens"),
        ("html", "not JSON"),
    ],
)
def test_a_proposal_of_no_use_says_why(row: dict, model: str, reason: str) -> None:
    with running(Server()) as server:
        connections = Connections()
        policy = load_policy(f"{server.url}#{model}", connections)
        found = use(connections, lambda: policy.propose(row, [], 0))
        assert found.section is None and reason in found.reason
        assert server.calls == 1, "it is not asked again"


@pytest.mark.parametrize("is_each", [False, True])
@pytest.mark.parametrize("model", ["malformed", "echo", "empty", "filter"])
def test_ratings_that_cant_be_read_are_asked_for_twice_more(
    row: dict, model: str, is_each: bool
) -> None:
    with running(Server()) as server:
        connections = Connections(judge_each=is_each)
        judge = load_judge(f"{server.url}#{model}", connections)
        found = use(connections, lambda: judge.rate(row, [], STEPS, 0))
        assert found.ratings == [None] * len(STEPS) and found.reason
        assert found.usage.calls == server.calls == 3 * (len(STEPS) if is_each else 1)
        assert "no such list" in prompt_of(server.seen[-1])
        assert len({one["seed"] for one in server.seen}) == server.calls


def test_half_a_character_is_kept_as_it_is(row: dict, tmp_path: Path) -> None:
    with running(Server()) as server:
        for _ in range(2):
            connections = Connections(journal=str(tmp_path / "j"))
            policy = load_policy(f"{server.url}#surrogate", connections)
            found = use(connections, lambda: policy.propose(row, [], 0))  # noqa: B023
            assert found.section is not None and found.section.text.endswith("\ud800")
        assert server.calls == 1


def test_replies_are_kept_and_failures_are_not(row: dict, tmp_path: Path) -> None:
    with running(Server()) as server:
        found = []
        for _ in range(2):
            connections = Connections(journal=str(tmp_path / "j"))
            policy = load_policy(f"{server.url}#good", connections)
            judge = load_judge(f"{server.url}#good", connections)
            bad = load_policy(f"{server.url}#filter", connections)

            async def work() -> list:
                return [await policy.propose(row, [], 0), await judge.rate(row, [], STEPS, 0),  # noqa: B023
                        await bad.propose(row, [], 0)]  # noqa: B023  # fmt: skip

            found.append(use(connections, work))
        assert found[0] == found[1]
        assert server.calls == 4, "only the one that gave nothing is asked again"
        assert connections.tally == {"sent": 1, "from the journal": 2}
        for change in ({"question": "Is Region [0] far?"}, {"regions": []}):
            connections = Connections(journal=str(tmp_path / "j"))
            policy = load_policy(f"{server.url}#good", connections)
            use(connections, lambda: policy.propose(row | change, [], 0))  # noqa: B023
        assert server.calls == 6, "another question, another picture: another key"


def test_no_key_is_kept_or_said(row: dict, tmp_path: Path) -> None:
    with running(Server(key=KEY)) as server:
        network = Network({"LAB": KEY})
        connections = Connections(network, journal=str(tmp_path / "j"))
        leaky = load_policy(f"{server.url}#leaky?key_env=LAB", connections)
        error = load_policy(f"{server.url}#leaky-error?key_env=LAB", connections)

        async def work() -> list:
            return [await leaky.propose(row, [], 0), await error.propose(row, [], 0)]

        said, failed = use(connections, work)
        assert said.section == Section(DESCRIPTION, "It is near. Bearer ***", 0, 0)
        assert "***" in failed.reason
        kept = (tmp_path / "j" / FILE).read_text()
        assert KEY not in kept + repr((said, failed)) and "Bearer ***" in kept


@pytest.mark.parametrize("where", ["content", "refusal", "error"])
def test_no_key_comes_back_whole_or_cut(row: dict, where: str, monkeypatch: Any) -> None:
    said = "x" * 185 + f" {KEY}"
    found: dict = {"choices": [{"message": {"content": f"### Description\n{said}"}}]}
    if where == "refusal":
        found["choices"][0]["message"] = {"content": None, "refusal": said}
    if where == "error":
        found = {"error": {"message": said}}
    monkeypatch.setattr("tests.models.server.envelope", lambda *_, **__: found)
    with running(Server(key=KEY)) as server:
        connections = Connections(Network({"LAB": KEY}))
        policy = load_policy(f"{server.url}#refusal?key_env=LAB", connections)
        proposal = use(connections, lambda: policy.propose(row, [], 0))
        assert KEY[:8] not in repr(proposal) and "***" in repr(proposal)


def test_the_same_call_is_made_once(row: dict, tmp_path: Path) -> None:
    with running(Server(latency=0.05)) as server:
        connections = Connections(journal=str(tmp_path / "j"))
        policy = load_policy(f"{server.url}#good", connections)

        async def work() -> list:
            return await asyncio.gather(*(policy.propose(row, [], 0) for _ in range(5)))

        assert len({str(one) for one in use(connections, work)}) == 1 == server.calls
        lines = (tmp_path / "j" / FILE).read_bytes().count(b"\n")
        assert lines == 1 and connections.tally == {"sent": 1, "from the journal": 4}


def test_names_hosts_and_options_of_the_way_there_keep_the_journal(
    row: dict, tmp_path: Path
) -> None:
    with running(Server()) as one, running(Server()) as two:
        for server, more in ((one, ""), (two, "?name=b&cap=3&timeout=9"), (two, "?revision=x")):
            connections = Connections(journal=str(tmp_path / "j"))
            twins = [load_policy(f"{server.url}#good{more}", connections) for _ in range(2)]

            async def work() -> list:
                return [await twin.propose(row, [], 0) for twin in twins]  # noqa: B023

            first, second = use(connections, work)
            assert first.section != second.section, "two of one model have seeds of their own"
        assert (one.calls, two.calls) == (2, 2), "another revision is another model"


def test_ratings_are_in_the_candidates_own_order(row: dict) -> None:
    with running(Server()) as server:
        connections = Connections()
        judge = load_judge(f"{server.url}#good", connections)

        async def work() -> list:
            together = await judge.rate(row, [], STEPS, 0)
            alone = [await judge.rate(row, [], [step], 0) for step in STEPS]
            return [together.ratings, [one.ratings[0] for one in alone]]

        together, alone = use(connections, work)
        assert together == alone and isinstance(together[0], Rating)


def test_prices() -> None:
    assert price_of(parse_address("openai:m?price=2.5/10")) == (2.5, 10.0)
    assert price_of(parse_address("openai:m")) == (0.0, 0.0)
    for bad in ("2.5", "a/b", "-1/2", "1/2/3", "nan/1"):
        with pytest.raises(AddressError, match="per million tokens"):
            price_of(parse_address(f"openai:m?price={bad}"))
