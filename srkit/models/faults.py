"""What `geometry:` gets wrong: named presets, frozen, and how they change what it reads.

Each answer draws for itself whether its description is faulty, and whether what comes after it is;
so answers differ for reasons that a reward can find in one part or in the other.
"""

import math
import random
from typing import NamedTuple

from srkit.scene.facts import Scene


class Faults(NamedTuple):
    """The chances are per answer, of the others one is taken where several apply."""

    description: float = 0.0  # how often the description is faulty,
    after: float = 0.0  # and how often what comes after it
    noise: float = 0.0  # standard deviation of the logarithm of a length
    scale: float = 1.0  # every length is so many times the true one
    order: float = 0.0  # how often a comparison is read the wrong way round
    swaps: tuple[str, ...] = ()  # relations that are always read the wrong way round
    colors: bool = False  # colours are mistaken
    invents: bool = False  # things are told that aren't there, or left out
    slips: bool = False  # a calculation comes out wrong
    jumps: bool = False  # the conclusion does not follow


# Frozen: what a name means does not change once it is released.
PRESETS = {
    "none": Faults(),
    "noisy": Faults(description=0.5, after=0.55, noise=0.8),
    "scaled": Faults(description=0.45, after=0.5, scale=0.6, order=0.6, colors=True),
    "hasty": Faults(description=0.45, after=0.5, invents=True, slips=True, jumps=True),
    "flat": Faults(after=1.0, order=0.5),
    "short": Faults(description=1.0, after=1.0, scale=2 / 3),
    "mirrored": Faults(description=0.8, after=0.8, scale=0.65, swaps=("left", "right")),
    "nearsighted": Faults(description=0.8, after=0.8, scale=0.65, swaps=("behind", "front")),
    "painted": Faults(description=1.0, colors=True),
    "sloppy": Faults(0.6, 0.6, noise=0.3, scale=0.85, order=0.2, colors=True, invents=True,
                     slips=True, jumps=True),
}  # fmt: skip


class Reader:
    """Reads one scene for one part of an answer; what is read twice is the same."""

    def __init__(self, scene: Scene, faults: Faults, chance: float, rng: random.Random) -> None:
        self.scene = scene
        self.rng = rng
        self.is_faulty = rng.random() < chance
        self.faults = faults if self.is_faulty else PRESETS["none"]
        self._read: dict[tuple[str, int], float] = {}

    def length(self, name: str, value_m: float, region: int = -1) -> float:
        """Read a length; `name` and region say which one it is."""
        key = name, region
        if key not in self._read:
            off = self.faults.scale * math.exp(self.rng.gauss(0, self.faults.noise))
            self._read[key] = value_m * off if self.is_faulty else value_m
        return self._read[key]

    def place(self, name: str, value_m: float, away_m: float, region: int) -> float:
        """Read a coordinate across the line of sight: off by a share of the distance."""
        key = name, region
        if key not in self._read:
            off = self.rng.gauss(0, self.faults.noise) * away_m / 3 if self.faults.noise else 0.0
            self._read[key] = value_m * self.faults.scale + off
        return self._read[key]

    def holds(self, truth: bool, relation: str = "") -> bool:
        """Read whether a comparison holds."""
        if relation in self.faults.swaps:
            return not truth
        return truth != (self.rng.random() < self.faults.order)
