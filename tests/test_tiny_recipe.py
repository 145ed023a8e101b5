"""How the small models are trained: the texts are the processor's, the loss is the model's own."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from srkit.language.question import parse_question
from srkit.language.sections import segment_spans
from srkit.scene.questions import CATEGORIES
from srkit.synth.tasks import Settings
from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def recipe() -> Iterator[Any]:
    """The modules of recipes/tiny."""
    folder = str(ROOT / "recipes" / "tiny")
    sys.path.insert(0, folder)
    names = ("lessons", "model", "plan", "batches", "losses", "learner", "train")
    yield SimpleNamespace(**{name: __import__(name) for name in names})
    sys.path.remove(folder)
    for name in names:
        del sys.modules[name]


@pytest.fixture(scope="module")
def processor(recipe: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The processor as plain transformers loads it."""
    from transformers import AutoProcessor

    folder = tmp_path_factory.mktemp("processor")
    texts = recipe.lessons.texts_of(60, Settings())
    recipe.model.make_processor(recipe.model.make_tokenizer(texts)).save_pretrained(folder)
    return AutoProcessor.from_pretrained(folder)


@pytest.fixture(scope="module")
def lessons(recipe: Any) -> list[Any]:
    return [one for number in range(40) for one in recipe.lessons.lessons_of(number, Settings(), 4)]


def test_answers_have_their_form_and_are_of_every_category(lessons: list[Any]) -> None:
    asked = [one for lesson in lessons for one in lesson.categories]
    assert set(asked) == set(CATEGORIES)
    for lesson in lessons:
        assert len(lesson.questions) == 4
        for question, answer, category in zip(
            lesson.questions, lesson.answers, lesson.categories, strict=True
        ):
            assert None not in segment_spans(answer)
            found = parse_question(question.partition("\n")[2])
            assert found.category == category and len(found.regions) == lesson.regions


def test_dealt_questions_are_those_of_synth(recipe: Any, tmp_path: Path) -> None:
    from srkit import stages
    from srkit.records.flow import flatten

    tasks = list(flatten(stages.synth(images=str(tmp_path), count=16)))
    made = [one for number in range(4) for one in recipe.lessons.lessons_of(number, Settings(), 0)]
    asked = [question.partition("\n")[2] for lesson in made for question in lesson.questions]
    assert sorted(asked) == sorted(task["question"] for task in tasks)


def test_cells_show_what_the_regions_are(recipe: Any, lessons: list[Any]) -> None:
    for lesson in lessons:
        shown = {int(role) for role in lesson.role}
        assert shown <= {-1, *range(lesson.regions)}
        for region in shown - {-1}:
            paint, form = (
                getattr(recipe.lessons, names)[int(kind[lesson.role == region][0])]
                for names, kind in (("PAINTS", lesson.paint), ("FORMS", lesson.form))
            )
            assert f"Region [{region}] is a {paint} {form}" in lesson.answers[0]


def test_tokens_are_those_of_the_processor(recipe: Any, processor: Any, lessons: list[Any]) -> None:
    from PIL import Image

    texts = recipe.batches.Texts(processor)
    for lesson in lessons[:8]:
        image = Image.fromarray(lesson.pixels)
        for question, answer in zip(lesson.questions, lesson.answers, strict=True):
            content = [{"type": "image", "image": image}, {"type": "text", "text": question}]
            said = [{"role": "user", "content": content}, {"role": "assistant", "content": answer}]
            whole = processor.apply_chat_template(said, tokenize=True, return_dict=True)
            ids, weights = texts.row(question, answer, recipe.plan.PLAN.phases[-1])
            assert ids == whole["input_ids"][0][: len(ids)]
            rest = processor.tokenizer.decode(whole["input_ids"][0][len(ids) :])
            assert rest.strip() == "" and len(ids) == len(weights)
            told = [token for token, weight in zip(ids, weights, strict=True) if weight]
            assert processor.tokenizer.decode(told) == f"{answer}{recipe.model.END}"


def test_what_was_stated_before_an_answer(recipe: Any, processor: Any, lessons: list[Any]) -> None:
    texts, phase = recipe.batches.Texts(processor), recipe.plan.PLAN.phases[-1]
    words = {"above": "is above", "left": "to the left of", "front": "in front of",
             "taller": "taller", "thinner": "thinner", "bigger": "bigger"}  # fmt: skip
    words |= {"below": "is below", "right": "to the right of", "behind": "is behind",
              "shorter": "shorter", "wider": "wider", "smaller": "smaller"}  # fmt: skip
    found = set()
    for lesson in lessons:
        for question, answer, category in zip(
            lesson.questions, lesson.answers, lesson.categories, strict=True
        ):
            ids, weights = texts.row(question, answer, phase)
            decision = texts.decision(ids, category)
            assert (decision is None) == (category.split("_")[-1] not in ("predicate", "choice"))
            if decision:
                place, stated = decision
                relation = recipe.batches.RELATIONS[stated]
                assert words[relation] in answer.partition("In Conclusion")[2]
                assert weights[place] == max(weights)
                found.add(relation)
    assert found == set(words)


def test_what_lies_between_two_regions(recipe: Any, processor: Any, lessons: list[Any]) -> None:
    texts = recipe.batches.Texts(processor)
    measured = {"horizontal_distance_data": 0, "vertical_distance_data": 0}
    for lesson in lessons:
        batch = recipe.batches.batch_of([lesson], texts, recipe.plan.PLAN.phases[-1])
        asked = [one for one in lesson.categories if one in recipe.batches.APART]
        assert len(batch.measures) in (0, len(asked)), "all, where both regions are seen"
        for category, (row, place), off in zip(asked, batch.measures, batch.apart, strict=False):
            if category in measured:
                said = processor.tokenizer.decode(batch.ids[row, place:])
                across = abs(float(off[0 if "horizontal" in category else 1]))
                assert abs(float(said.split()[0]) - across) < 0.051
                measured[category] += 1
    assert min(measured.values()) > 5


def test_the_loss_is_the_models_own(recipe: Any, processor: Any, lessons: list[Any]) -> None:
    import torch
    from torch.nn import functional
    from transformers import AttentionInterface

    AttentionInterface.register("bfloat16", recipe.losses.attend)
    model = recipe.model.make_model(processor.tokenizer, 0)
    texts = recipe.batches.Texts(processor)
    batch = recipe.batches.batch_of(lessons[:3], texts, recipe.plan.PLAN.phases[-1])
    batch = batch._replace(pixels=batch.pixels.float())
    with torch.no_grad():
        logits = model(input_ids=batch.ids, pixel_values=batch.pixels[batch.of]).logits
        losses = functional.cross_entropy(
            logits[:, :-1].transpose(1, 2), batch.ids[:, 1:], reduction="none"
        )
        weights = batch.weights[:, 1:]
        own = (losses * weights).sum() / weights.sum()
        model.model.language_model.set_attn_implementation("bfloat16")
        found, _, _ = recipe.losses.read_loss(model, recipe.losses.look(model, batch.pixels), batch)
    assert abs(float(found) - float(own)) < 1e-4


def test_it_goes_on_where_it_was_stopped(recipe: Any, processor: Any, tmp_path: Path) -> None:
    train = recipe.train.train
    phases = [phase._replace(steps=2, scenes=1, pictures=2) for phase in recipe.plan.PLAN.phases]
    plan = recipe.plan.PLAN._replace(phases=tuple(phases), save_every=1)
    for name in ("once", "twice"):
        processor.save_pretrained(tmp_path / name / "model")
        if name == "twice":
            train(tmp_path / name, 1, plan)
            train(tmp_path / name, 7, plan)
            with (tmp_path / name / "log.jsonl").open("a") as log:  # killed after step 8
                log.write('{"step": 8}\n{"st')
        train(tmp_path / name, None, plan)
    once, twice = (
        (tmp_path / name / "model/model.safetensors").read_bytes() for name in ("once", "twice")
    )
    assert once == twice
    log = (tmp_path / "twice/log.jsonl").read_text().splitlines()
    assert [json.loads(line)["step"] for line in log] == [1, 7, plan.steps]
    record = json.loads((tmp_path / "twice/model/run.json").read_text())
    assert record["finished"] and record["counts"]["steps"] == plan.steps
