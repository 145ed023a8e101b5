"""What a run is told, and what can't be."""

import pytest

from srkit.errors import AddressError
from srkit.training.settings import METHODS, RANK, Settings


@pytest.mark.parametrize("method", METHODS)
def test_learning_rates_depend_on_method_and_kind(method: str) -> None:
    paper = {"sft": 4e-5, "dpo": 1e-7, "fdpo": 1e-7}[method]
    assert Settings(lora=0).of(method, None).lr == paper
    adapter = Settings().of(method, None)
    assert adapter.lora == RANK and adapter.lr is not None and adapter.lr > paper
    assert Settings(lr=0.5).of(method, None).lr == 0.5


def test_an_adapter_keeps_its_rank() -> None:
    assert Settings().of("fdpo", 8).lora == 8
    assert Settings(lora=8).of("fdpo", 8).lr == Settings().of("fdpo", None).lr
    with pytest.raises(AddressError, match="an adapter of rank 8"):
        Settings(lora=4).of("fdpo", 8)
    with pytest.raises(AddressError, match="merge it"):
        Settings(lora=0).of("fdpo", 8)
    with pytest.raises(AddressError, match="for a new adapter"):
        Settings(targets=("q_proj",)).of("fdpo", 8)


def test_what_has_no_effect_is_refused() -> None:
    with pytest.raises(AddressError, match="freeze-vision"):
        Settings(freeze_vision=True).of("sft", None)
    assert Settings(freeze_vision=True, lora=0).of("sft", None).freeze_vision
    with pytest.raises(AddressError, match="targets"):
        Settings(targets=("q_proj",), lora=0).of("sft", None)
