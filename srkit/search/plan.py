"""Which models are asked, and what that would take: calls, tokens, money, hosts."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from srkit.errors import AddressError
from srkit.models.asked import style_of
from srkit.models.connections import Connections
from srkit.models.load import load_judge, load_policy, load_sampler, refuse_same_names
from srkit.models.prompts import (
    MAX_STEPS,
    STYLES,
    answer_messages,
    judge_messages,
    propose_messages,
)
from srkit.records.address import LOCAL, Address, parse_address
from srkit.records.flow import Result, is_error
from srkit.records.rows import Row
from srkit.search.candidates import SOURCE, Models
from srkit.search.m3cts import Settings

# What an answer is taken for, before there is one.
SECTIONS = 6  # Description, Rationale, three steps, In Conclusion
LONGEST = MAX_STEPS + 4  # with Description, Rationale, Let's think, In Conclusion
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


class Asked(NamedTuple):
    """What one model would be asked for one question: calls and tokens a call."""

    address: Address
    calls: float  # as many as are likely,
    most: float  # and no more than these
    read: float
    written: float


def plan_rows(
    rows: Iterable[Row], policy: Sequence[str], judge: Sequence[str], direct: Sequence[str],
    settings: Settings, connections: Connections,
) -> Iterator[Result]:  # fmt: skip
    """Yield one row: what a search of these rows would ask. Nothing is asked or opened.

    An estimate: every section is taken for one of ordinary length. Keys need not be there.
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


def expansions(settings: Settings, calls: int, tokens: float) -> tuple[float, float]:
    """Return how many expansions of a tree are likely, and how many there can be at the most.

    The first iteration writes a whole answer; later ones begin further down, on average after two
    thirds of it.
    """
    iterations = min(settings.iterations, settings.trajectories or settings.iterations)
    limits = [settings.max_expansions, settings.max_calls and settings.max_calls // calls]
    most = min([settings.iterations * LONGEST, *(limit for limit in limits if limit is not None)])
    likely = SECTIONS + (iterations - 1) * SECTIONS / 3
    if settings.max_tokens is not None:
        likely = min(likely, settings.max_tokens / tokens + 1)
    return min(likely, most), most


def estimate(
    named: dict[str, list[Address]], settings: Settings, connections: Connections, letters: float
) -> list[Asked]:
    """Return what each model would be asked for one question of so many letters."""
    policies, judges = named["policy"], named["judge"]
    each = len(policies) if settings.judge_each else 1
    at_once = len(policies) / each if each else 1.0
    before = SECTION_TOKENS * (SECTIONS - 1) / 2  # the sections so far, on average
    read = {role: overhead(role, connections) + letters / LETTERS_A_TOKEN + IMAGE_TOKENS
            for role in named}  # fmt: skip
    proposal = (read["policy"] + before, float(SECTION_TOKENS))
    rating = (read["judge"] + before + at_once * SECTION_TOKENS, at_once * RATING_TOKENS)
    calls = len(policies) + len(judges) * each
    tokens = len(policies) * sum(proposal) + len(judges) * each * sum(rating)
    likely, most = expansions(settings, max(calls, 1), max(tokens, 1))
    found = [Asked(one, likely, most, *proposal) for one in policies]
    found += [Asked(one, likely * each, most * each, *rating) for one in judges]
    texts = connections.prompts
    for one in named["direct"]:
        is_exact = one.scheme == "geometry"
        style = "trained" if is_exact else one.choice("style", STYLES, style_of(one, "direct"))
        rubric = 0 if style == "trained" else len(getattr(texts, style))
        written = SECTION_TOKENS * SECTIONS if style != "short" else RATING_TOKENS
        count = one.count("n", 1)
        found.append(Asked(one, count, count, read["direct"] + rubric / LETTERS_A_TOKEN, written))
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
    for address, calls, most, read, written in asked:
        used: dict[str, Any] = {"model": address.name, "calls": round(count * calls),
                                "calls_at_most": round(count * most)}  # fmt: skip
        if address.scheme not in LOCAL:
            place, prices = connections.network.place(address), price_of(address)
            tokens = (round(count * calls * read), round(count * calls * written))
            cost = sum(n * price for n, price in zip(tokens, prices, strict=True)) / 1e6
            is_priced = "price" in address.options
            used |= {"input": tokens[0], "output": tokens[1], "host": place.host,
                     "cost_usd": round(cost, 2) if is_priced else None}  # fmt: skip
            hosts[place.host] = count
        models.append(used)
    served = [one for one in models if "host" in one]
    return {
        "dry_run": True,
        "questions": count,
        "calls": sum(one["calls"] for one in served),
        "calls_at_most": sum(one["calls_at_most"] for one in served),
        "input": sum(one["input"] for one in served),
        "output": sum(one["output"] for one in served),
        "cost_usd": round(sum(one["cost_usd"] or 0 for one in served), 2),
        "without_price": [one["model"] for one in served if one["cost_usd"] is None],
        "hosts_that_get_pictures": hosts,
        "models": models,
        "assumed": {"sections": SECTIONS, "tokens_a_section": SECTION_TOKENS,
                    "tokens_a_picture": IMAGE_TOKENS},
    }  # fmt: skip
