"""What happens beside the training loop: log, a loss that is none, Ctrl-C, whole checkpoints."""

import contextlib
import json
import math
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import torch
from transformers import TrainerCallback

from srkit.errors import SrkitError
from srkit.training.folder import LOG, mark_whole

OnStep = Callable[[int, dict[str, float]], None]
# Of the clock, or of this process alone: another run of the same would differ.
NOT_LOGGED = ("runtime", "per_second", "num_tokens", "total_flos")


class Watch(TrainerCallback):
    """Logs every step, stops at what is not a number, stops in good order when it is told to."""

    def __init__(self, output: str, rows: str, on_step: OnStep) -> None:
        self.output = output
        self.rows = rows
        self.on_step = on_step
        self.is_stopped = False

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
            self.on_step(state.global_step, logs)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Save and stop, in all processes at the same step, if one of them was told to."""
        if args.world_size > 1:
            told = torch.tensor(float(self.is_stopped), device=args.device)
            torch.distributed.all_reduce(told, op=torch.distributed.ReduceOp.MAX)
            self.is_stopped = bool(told)
        if self.is_stopped and state.global_step < state.max_steps:
            control.should_save = control.should_training_stop = True

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Call a checkpoint whole once all processes have written their part."""
        args.distributed_state.wait_for_everyone()
        if state.is_world_process_zero:
            path = os.path.join(self.output, f"checkpoint-{state.global_step}")
            mark_whole(path, state.global_step, self.rows, args.world_size)

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
def said_plainly(output: str) -> Iterator[None]:
    """Turn what goes wrong with memory and disks into one sentence."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise SrkitError(_no_memory()) from error
    except Exception as error:
        text = str(error)
        if isinstance(error, RuntimeError) and "can't allocate memory" in text:
            raise SrkitError(_no_memory()) from error
        is_disk = isinstance(error, OSError) or type(error).__name__ == "SafetensorError"
        if not is_disk and not ("file write failed" in text or "unexpected pos" in text):
            raise
        said = error.strerror if isinstance(error, OSError) and error.strerror else text
        raise SrkitError(f"{output} can't be written: {said.splitlines()[0]}") from error


def _no_memory() -> str:
    return (
        "out of memory: try a smaller --batch-size with more --accumulate, checkpointing = true in"
        " a --config, or --lora"
    )
