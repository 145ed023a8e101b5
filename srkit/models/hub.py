"""Parts of transformers models from a folder or the Hub: safetensors only, no code of theirs."""

import hashlib
import json
import os
from functools import lru_cache
from typing import Any

from srkit.errors import SrkitError
from srkit.records.address import Address
from srkit.records.run import load_record, sha256_file


def load_part(kind: Any, target: str, **kwargs: Any) -> Any:
    """Load a part of a model from a folder, or from the Hub at a revision."""
    from safetensors import SafetensorError

    name, _, revision = target.partition("@")
    if name.startswith((".", "/")) and not os.path.isdir(name):
        raise SrkitError(f"hf:{target}: no such folder")
    record = load_record(name) if os.path.isdir(name) else None
    if record and record.get("finished") is False:
        raise SrkitError(f"hf:{target}: an unfinished checkpoint (its run.json says so)")
    kwargs |= {"revision": revision} if revision else {}
    kwargs["trust_remote_code"] = False  # else transformers asks, on the input that holds rows
    try:
        return kind.from_pretrained(name, **kwargs)
    except (OSError, ValueError, ImportError, SafetensorError) as error:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
        where = "" if os.path.isdir(name) else "no folder of that name here, and "
        raise SrkitError(f"hf:{target}: {where}{said}") from error


def load_checked(kind: Any, target: str, **kwargs: Any) -> tuple[Any, str]:
    """Load a model, and say which weights are not there: transformers makes them up at random."""
    model, found = load_part(kind, target, use_safetensors=True, output_loading_info=True, **kwargs)
    lacking = sorted(found["missing_keys"])
    said = f"{len(lacking)} of its weights are not there, {lacking[0]} the first" if lacking else ""
    return model, f"hf:{target}: {said}" if said else ""


def base_of(target: str) -> str | None:
    """Return the model that a folder with an adapter builds on; None if it holds a whole one."""
    path = os.path.join(target, "adapter_config.json")
    if not os.path.isfile(path):
        return None
    if not os.path.isfile(os.path.join(target, "adapter_model.safetensors")):
        raise SrkitError(f"hf:{target}: an adapter without adapter_model.safetensors")
    try:
        with open(path, encoding="utf-8") as file:
            config = json.load(file)
        base, revision = config["base_model_name_or_path"], config.get("revision")
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise SrkitError(f"hf:{target}: adapter_config.json names no base") from error
    if not isinstance(base, str) or not base:
        raise SrkitError(f"hf:{target}: adapter_config.json names no base")
    return f"{base}@{revision}" if revision and not os.path.isdir(base) else base


def rank_of(target: str) -> int | None:
    """Return the rank of an adapter's folder; None for whole weights."""
    if base_of(target) is None:
        return None
    with open(os.path.join(target, "adapter_config.json"), encoding="utf-8") as file:
        config = json.load(file)
    if config.get("peft_type") != "LORA" or not isinstance(config.get("r"), int):
        raise SrkitError(f"hf:{target}: an adapter that is not LoRA")
    return config["r"]


def load_eye(kind: Any, target: str) -> Any:
    """Load a model that looks at pictures, onto the GPU if there is one."""
    import torch

    # In full precision, whatever the weights are stored in: measures come from it.
    model = load_part(kind, target, use_safetensors=True, dtype=torch.float32).eval()
    return model.to("cuda" if torch.cuda.is_available() else "cpu")


def name_of(address: Address, config: Any) -> str:
    """Return what rows call a model: its address with the revision that was loaded."""
    revision = _revision(address.target, getattr(config, "_commit_hash", None))
    return f"{address.model.partition('@')[0]}@{revision}"


@lru_cache(maxsize=16)
def _revision(target: str, commit: str | None) -> str:
    """Return what tells these weights from all others: the Hub's commit, or a hash of the files."""
    folder = target.partition("@")[0]
    return weights_of(folder) if os.path.isdir(folder) else commit or "unknown"


def weights_of(folder: str) -> str:
    """Return what tells the model in a folder from all others: a hash of what is loaded."""
    digest = hashlib.sha256()
    for name in sorted(os.listdir(folder)):
        if name.endswith((".safetensors", ".json", ".txt")) and name != "run.json":
            digest.update(f"{name} {sha256_file(os.path.join(folder, name))}\n".encode())
    return digest.hexdigest()[:16]
