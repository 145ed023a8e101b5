"""What is learned in which order, and all settings that decide the weights."""

from typing import NamedTuple

from srkit.synth.tasks import Settings


class Phase(NamedTuple):
    """What is learned for so many steps; the rate rises, stays, and falls to nearly nothing."""

    name: str
    steps: int
    scenes: int  # a step and process; each gives about three pictures,
    pictures: int  # of which so many are taken,
    asked: int  # each with so many questions
    lr: float  # of AdamW
    sees: bool  # whether the tower learns
    # How much description, steps, and all from the last step on count; what counts nothing is left
    # out. Before a name means something, lengths are noise that drowns it.
    says: tuple[float, float, float] | None = None
    decides: float = 1.0  # how many times as much a yes, a no or a choice counts


class At(NamedTuple):
    """Where in the plan a step is: its phase, how many scenes came before, its learning rate."""

    phase: Phase
    scenes: int
    lr: float


class Plan(NamedTuple):
    """What decides the weights, beside the number of processes."""

    seed: int = 0
    tokenizer_scenes: int = 3000
    phases: tuple[Phase, ...] = (
        Phase("eye", 2000, 4, 12, 0, 2e-3, sees=True),
        Phase("name", 400, 3, 6, 2, 1e-3, sees=False, says=(1, 0, 0)),
        Phase("read", 1700, 3, 6, 4, 1e-3, sees=False, says=(1, 2, 4)),
        Phase("both", 300, 3, 6, 4, 3e-4, sees=True, says=(1, 2, 4)),
        Phase("read", 4400, 3, 6, 4, 1e-3, sees=False, says=(1, 2, 4), decides=8),
        Phase("both", 300, 3, 6, 4, 3e-4, sees=True, says=(1, 2, 4), decides=8),
    )
    muon_times: float = 10.0  # Muon's rate is so many times AdamW's
    decay_from: float = 0.6  # share of a phase after which the rate falls
    warmup: int = 150
    dense_weight: float = 0.3  # of the heads' loss where answers are learned, too
    pointing_layer: int = 1  # whose first heads learn to look from a region's name at the region
    pointing_heads: int = 2
    hint_weight: float = 0.5  # of losses.py's hints, all of them
    hundredths: float = 0.2  # of what counts in a number: nobody can see them
    weight_decay: float = 0.05
    save_every: int = 250

    @property
    def steps(self) -> int:
        return sum(phase.steps for phase in self.phases)

    def at(self, step: int) -> At:
        """Find a step's place. The rate rises, stays, and falls to nearly nothing in a phase."""
        scenes = 0
        for phase in self.phases:
            if step < phase.steps:
                left = (phase.steps - step) / (phase.steps * (1 - self.decay_from))
                lr = phase.lr * min(1.0, (step + 1) / self.warmup, max(0.01, left))
                return At(phase, scenes + step * phase.scenes, lr)
            step, scenes = step - phase.steps, scenes + phase.steps * phase.scenes
        raise IndexError("the plan has no such step")


PLAN = Plan()
WORLD = Settings(seed=PLAN.seed)
