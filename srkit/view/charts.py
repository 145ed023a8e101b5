"""Charts as PNG, from what a run logged."""

from collections.abc import Sequence
from typing import Any

from srkit.records.rows import Row

# A panel each: its title, and the values of the log that it shows.
PANELS = (
    ("loss", (("loss", "train"), ("eval_loss", "held out"))),
    ("margin β·F by segment", (("margin/desc", "description"), ("margin/reason", "reasoning"))),
    ("β by segment", (("fdpo/beta_desc", "description"), ("fdpo/beta_reason", "reasoning"))),
    ("chosen over rejected", (("rewards/accuracies", "share of pairs"),)),
    ("tokens right", (("mean_token_accuracy", "train"),)),
)
BLUE, ORANGE = "#2563eb", "#d97706"
SMOOTH = 20  # of so many parts of a run, one is averaged over


def draw_curves(log: list[Row], path: str) -> None:
    """Draw what a log tells of a run: every step pale, a running mean over them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    shown = [(title, series) for title, series in PANELS if any(has(log, key) for key, _ in series)]
    figure = Figure(figsize=(4.2 * len(shown), 3.2), layout="constrained")
    for axes, (title, series) in zip(figure.subplots(1, len(shown), squeeze=False)[0], shown,
                                     strict=True):  # fmt: skip
        for (key, label), color in zip(series, (BLUE, ORANGE), strict=False):
            draw_series(axes, log, key, label, color)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("step", fontsize=9)
        axes.tick_params(labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(fontsize=8, frameon=False)
    FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})


def has(log: list[Row], key: str) -> bool:
    """Whether a log tells of something."""
    return any(key in line for line in log)


def draw_series(axes: Any, log: list[Row], key: str, label: str, color: str) -> None:
    """Draw one value over the steps."""
    steps = [line["step"] for line in log if key in line]
    values = [line[key] for line in log if key in line]
    if key.startswith("eval_"):
        axes.plot(steps, values, "o-", color=color, markersize=4, label=label)
    elif values:
        axes.plot(steps, values, color=color, alpha=0.25, linewidth=0.8)
        axes.plot(steps, running_mean(values, len(values) // SMOOTH), color=color, label=label)


def running_mean(values: Sequence[float], reach: int) -> list[float]:
    """Return the mean of every value and of so many on both sides of it."""
    return [
        sum(near) / len(near)
        for near in (values[max(0, k - reach) : k + reach + 1] for k in range(len(values)))
    ]
