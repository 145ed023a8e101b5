"""Keep the libraries below us from talking over the command: bars, advice, telemetry."""

import os
import warnings
from collections.abc import Iterable

from srkit.records.address import WEIGHTS


def quieten_libraries() -> None:
    """Silence transformers' bars and notes; SRKIT_DEBUG=1 leaves them on."""
    if os.environ.get("SRKIT_DEBUG"):
        return
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    warnings.simplefilter("ignore", FutureWarning)
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()


def quieten_hub() -> None:
    """Silence the bars of the Hub's client and of those who load models for it."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
    if os.environ.get("SRKIT_DEBUG"):
        return
    from huggingface_hub.utils import logging

    logging.set_verbosity_error()
    quieten_libraries()


def quieten_for(addresses: Iterable[str]) -> None:
    """Silence the libraries if one of these models is in this process."""
    if any(address.partition(":")[0] in WEIGHTS for address in addresses):
        quieten_libraries()
