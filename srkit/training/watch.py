"""What happens beside the training loop: log, a loss that is none, Ctrl-C, whole checkpoints."""

import contextlib
import errno
import json
import math
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import torch
from safetensors import SafetensorError
from transformers import TrainerCallback

from srkit.errors import SrkitError
from srkit.training.folder import LOG, mark_whole, remove_saved

OnStep = Callable[[int, int, dict[str, float]], None]  # done, of how many, what was logged
NO_MEMORY = (
    "out of memory: try a smaller --batch-size with more --accumulate, checkpointing = true in"
    " a --config, or --lora"
)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES)
# What torch and safetensors say of the same; they don't raise an OSError.
UNWRITTEN = ("file write failed", "unexpected pos", "os error 27", "os error 28", "os error 122")
# Of the clock, or of this process alone: another run of the same would differ.
NOT_LOGGED = ("runtime", "per_second", "num_tokens", "total_flos")


class Watch(TrainerCallback):
    """Logs every step, stops at what is not a number, stops in good order when it is told to."""

    def __init__(self, output: str, rows: str, on_step: OnStep, eval_every: int | None) -> None:
        self.output = output
        self.rows = rows
        self.on_step = on_step
        self.eval_every = eval_every  # steps; None: nothing is held out
        self.is_stopped = False

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Save as often as this run was told to, not as often as the one it goes on with."""
        state.save_steps = args.save_steps

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
        """Write one line a step or evaluation; the closing summary is left out."""
        if not logs or not ("loss" in logs or "eval_loss" in logs):
            return
        for name in ("loss", "grad_norm", "eval_loss"):
            if not math.isfinite(logs.get(name, 0.0)):
                raise SrkitError(
                    f"step {state.global_step}: the {name.replace('_', ' ')} is not a number;"
                    " nothing of it was saved. Try a lower --lr"
                )
        if not state.is_world_process_zero:
            return
        kept = {key: value for key, value in logs.items() if not key.endswith(NOT_LOGGED)}
        with open(os.path.join(self.output, LOG), "a", encoding="utf-8") as file:
            file.write(json.dumps({"step": state.global_step, **kept}) + "\n")
        if "loss" in logs:
            self.on_step(state.global_step, state.max_steps, logs)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Evaluate after every epoch and at the end; save and stop if one process was told to.

        Both belong to a step, and evaluation comes first: what is saved has been evaluated.
        """
        if args.world_size > 1:
            told = torch.tensor(float(self.is_stopped), device=args.device)
            torch.distributed.all_reduce(told, op=torch.distributed.ReduceOp.MAX)
            self.is_stopped = bool(told)
        is_last = state.global_step >= state.max_steps
        if self.eval_every:
            control.should_evaluate = is_last or state.global_step % self.eval_every == 0
        if self.is_stopped and not is_last:
            control.should_save = control.should_training_stop = True

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Call a checkpoint whole once all processes have written their part."""
        args.distributed_state.wait_for_everyone()
        if state.is_world_process_zero:
            path = os.path.join(self.output, f"checkpoint-{state.global_step}")
            mark_whole(path, state.global_step, self.rows, args.world_size)
            remove_saved(self.output, but=path)

    @contextlib.contextmanager
    def interruptible(self, say: Callable[[str], None]) -> Iterator[None]:
        """Let a first Ctrl-C end the step and save; a second one ends at once."""

        def told(number: int, frame: Any) -> None:
            if self.is_stopped:
                signal.default_int_handler(number, frame)
            self.is_stopped = True
            say("stopping after this step; Ctrl-C again stops at once, and saves nothing")

        before = signal.getsignal(signal.SIGINT)
        if before is not signal.default_int_handler:  # a job that ignores it, or somebody else's
            yield
            return
        signal.signal(signal.SIGINT, told)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def memory_told() -> Iterator[None]:
    """Turn what a lack of memory raises into one sentence."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise SrkitError(NO_MEMORY) from error
    except RuntimeError as error:
        if "can't allocate memory" not in str(error):
            raise
        raise SrkitError(NO_MEMORY) from error


@contextlib.contextmanager
def said_plainly(output: str) -> Iterator[None]:
    """Turn what goes wrong with memory, and with writing into a folder, into one sentence."""
    try:
        with memory_told():
            yield
    except (OSError, RuntimeError, SafetensorError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        if isinstance(error, OSError):
            if error.errno not in NO_ROOM:
                raise
            said = os.strerror(error.errno)
        elif not any(word in said for word in UNWRITTEN):
            raise
        raise SrkitError(f"{output} can't be written: {said}") from error
