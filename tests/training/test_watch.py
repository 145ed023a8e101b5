"""What goes wrong beside the loop is one sentence."""

import errno
from pathlib import Path

import pytest

from srkit.errors import SrkitError

pytestmark = pytest.mark.slow


def test_memory_and_disks_are_told_plainly(tmp_path: Path) -> None:
    import torch

    from srkit.training.watch import said_plainly

    with pytest.raises(SrkitError, match="out of memory: try a smaller --batch-size"):
        with said_plainly("o"):
            torch.empty(10**16)
    with pytest.raises(SrkitError, match="out of memory"), said_plainly("o"):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
    with pytest.raises(SrkitError, match="^o can't be written: No space left on device$"):
        with said_plainly("o"):
            raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(RuntimeError, match="shapes differ"), said_plainly("o"):
        raise RuntimeError("shapes differ")
    with pytest.raises(SrkitError, match="^ours$"), said_plainly("o"):
        raise SrkitError("ours")
