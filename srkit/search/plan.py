"""Which models are asked, and what that would take: calls, tokens, money, hosts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from srkit.errors import AddressError
from srkit.models.connections import Connections
from srkit.models.load import load_judge, load_policy, load_sampler
from srkit.models.prompts import answer_messages, judge_messages, propose_messages
from srkit.records.address import Address, parse_address
from srkit.records.flow import Result, is_error
from srkit.records.rows import Row
from srkit.search.candidates import SOURCE, Models
from srkit.search.m3cts import Settings

# What an answer is taken for, before there is one.
SECTIONS = 6  # Description, Rationale, three steps, In Conclusion
SECTION_TOKENS = 90
RATING_TOKENS = 25  # a candidate's
IMAGE_TOKENS = 800
LETTERS_A_TOKEN = 4


def load_models(
    policy: Sequence[str], judge: Sequence[str], direct: Sequence[str], connections: Connections
) -> Models:
    """Return the models of these addresses."""
    refuse_nothing_to_do(policy, judge, direct)
    policies = [load_policy(text, connections) for text in policy]
    judges = [load_judge(text, connections) for text in judge]
    samplers = [load_sampler(text, connections) for text in direct]
    refuse_same_names([found.name for found in policies])
    refuse_same_names([found.name for found in judges])
    refuse_same_names([SOURCE, *(found.name for found, _ in samplers)])
    asked_as = json.dumps([connections.regions, *connections.prompts])
    return Models(policies, judges, samplers, asked_as)


def refuse_nothing_to_do(
    policy: Sequence[str], judge: Sequence[str], direct: Sequence[str]
) -> None:
    """Raise if there is nobody to ask, or nobody to judge."""
    if not (policy or judge or direct):
        raise AddressError("--no-tree leaves nothing to do without --direct")
    if bool(policy) != bool(judge):
        raise AddressError("a tree needs a --policy and a --judge")


def refuse_same_names(names: list[str]) -> None:
    """Raise if two models have one name: rows and ratings could not tell them apart."""
    for name in names:
        if names.count(name) > 1:
            raise AddressError(f"two models are called {name}: tell them apart with ?name=")


class Asked(NamedTuple):
    """What one model would be asked for one question: calls, and tokens a call."""

    address: Address
    calls: float
    read: float
    written: float


def plan_rows(
    rows: Iterable[Row], policy: Sequence[str], judge: Sequence[str], direct: Sequence[str],
    settings: Settings, connections: Connections,
) -> Iterator[Result]:  # fmt: skip
    """Yield one row: what a search of these rows would ask. Nothing is asked or opened.

    An estimate: every section is taken for one of ordinary length, every iteration for a whole
    new answer, which is the most that it can be. Keys need not be there.
    """
    providers = connections.network.providers
    roles = (("policy", policy), ("judge", judge), ("direct", direct))
    named = {role: [parse_address(text, providers) for text in texts] for role, texts in roles}

    def planned() -> Iterator[Result]:
        count, letters = 0, 0
        for row in rows:
            count += not is_error(row)
            letters += len(str(row.get("question", "")))
        asked = estimate(named, settings, connections, letters / max(count, 1))
        yield Result([summary(asked, count, connections)])

    return planned()


def estimate(
    named: dict[str, list[Address]], settings: Settings, connections: Connections, letters: float
) -> list[Asked]:
    """Return what each model would be asked for one question of so many letters."""
    policies, judges = len(named["policy"]), len(named["judge"])
    expansions = settings.iterations * SECTIONS
    if settings.max_expansions is not None:
        expansions = min(expansions, settings.max_expansions)
    each = policies if settings.judge_each else 1
    per_expansion = policies + judges * each
    if settings.max_calls is not None and per_expansion:
        expansions = min(expansions, settings.max_calls // per_expansion)
    texts = connections.prompts
    read = {role: overhead(role, connections) + letters / LETTERS_A_TOKEN + IMAGE_TOKENS
            for role in named}  # fmt: skip
    before = SECTION_TOKENS * (SECTIONS - 1) / 2  # the sections so far, on average
    at_once = policies / each if each else 1.0
    found = [Asked(one, expansions, read["policy"] + before, SECTION_TOKENS)
             for one in named["policy"]]  # fmt: skip
    found += [Asked(one, expansions * each, read["judge"] + before + at_once * SECTION_TOKENS,
                    at_once * RATING_TOKENS) for one in named["judge"]]  # fmt: skip
    for one in named["direct"]:
        style = one.choice("style", texts._fields + ("trained",), "headings")
        rubric = 0 if style == "trained" else len(getattr(texts, style))
        written = SECTION_TOKENS * SECTIONS if style != "short" else RATING_TOKENS
        found.append(Asked(one, one.count("n", 1), read["direct"] + rubric / LETTERS_A_TOKEN,
                           written))  # fmt: skip
    return found


def overhead(role: str, connections: Connections) -> float:
    """Return the tokens of what is the same in all calls of a role."""
    texts = connections.prompts
    messages = {
        "policy": propose_messages(texts, "", []),
        "judge": judge_messages(texts, "", [], [], ""),
        "direct": answer_messages(texts, "trained", ""),
    }[role]
    parts = chain.from_iterable(
        [one["content"]] if isinstance(one["content"], str) else
        [piece.get("text", "") for piece in one["content"]] for one in messages
    )  # fmt: skip
    return sum(len(part) for part in parts) / LETTERS_A_TOKEN


def summary(asked: list[Asked], count: int, connections: Connections) -> Row:
    """Return what all questions together would take."""
    from srkit.models.remote import price_of

    models: list[Row] = []
    hosts: dict[str, int] = {}
    for address, calls, read, written in asked:
        is_free = address.scheme == "geometry"
        used: dict[str, Any] = {"model": address.name, "calls": round(count * calls)}
        tokens = (0, 0) if is_free else (count * calls * read, count * calls * written)
        used |= {"input": round(tokens[0]), "output": round(tokens[1])}
        if not is_free:
            place = connections.network.place(address)
            prices = price_of(address)
            cost = sum(n * price for n, price in zip(tokens, prices, strict=True)) / 1e6
            used |= {"host": place.host, "cost_usd": round(cost, 2) if any(prices) else None}
            hosts[place.host] = count
        models.append(used)
    costs = [one["cost_usd"] for one in models if one.get("cost_usd") is not None]
    return {
        "dry_run": True,
        "questions": count,
        "calls": sum(one["calls"] for one in models),
        "input": sum(one["input"] for one in models),
        "output": sum(one["output"] for one in models),
        "cost_usd": round(sum(costs), 2) if costs else None,
        "hosts_that_get_pictures": hosts,
        "models": models,
        "assumed": {"sections": SECTIONS, "tokens_a_section": SECTION_TOKENS,
                    "tokens_a_picture": IMAGE_TOKENS},
    }  # fmt: skip
