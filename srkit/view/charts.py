"""Charts of what a run logged and of what an evaluation found: as PNG, and as SVG for the page."""

import base64
import io
import math
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any

from matplotlib import rc_context, rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from srkit.evaluation.published import MARK
from srkit.records.rows import Row

# A panel each: its title, and the values of the log that it shows.
PANELS = (
    ("loss", (("loss", "train"), ("eval_loss", "held out"))),
    ("margin β·F by segment", (("margin/desc", "description"), ("margin/reason", "reasoning"))),
    ("β by segment", (("fdpo/beta_desc", "description"), ("fdpo/beta_reason", "reasoning"))),
    ("chosen over rejected", (("rewards/accuracies", "share of pairs"),)),
    ("tokens right", (("mean_token_accuracy", "train"),)),
)
COLORS = ("#2563eb", "#d97706", "#16a34a", "#db2777", "#7c3aed", "#0891b2", "#dc2626", "#65a30d")
SMOOTH = 20  # of so many parts of a run, one is averaged over
MOST_POINTS = 400  # of a curve
# Text and lines of an SVG are dark or light as the reader's system is.
INK, DARK, LIGHT = "#010203", "#1b1f24", "#e8ebee"
STYLE = (
    f"<style>svg{{--ink:{DARK}}}@media(prefers-color-scheme:dark){{svg{{--ink:{LIGHT}}}}}</style>"
)
Draw = Callable[[], Figure]


def curves_of(log: list[Row]) -> Figure:
    """Draw what a log tells of a run: every step pale, a running mean over them."""
    shown = [(title, series) for title, series in PANELS if any(has(log, key) for key, _ in series)]
    figure = Figure(figsize=(4.2 * max(1, len(shown)), 3.2), layout="constrained")
    all_axes = figure.subplots(1, max(1, len(shown)), squeeze=False)[0]
    for axes, (title, series) in zip(all_axes, shown, strict=False):
        for (key, label), color in zip(series, COLORS, strict=False):
            draw_series(axes, log, key, label, color)
        axes.set_title(title, fontsize=10)
        axes.set_xlabel("step", fontsize=9)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.tick_params(labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(fontsize=8, frameon=False)
    return figure


def has(log: list[Row], key: str) -> bool:
    """Whether a log tells of something."""
    return any(key in line for line in log)


def draw_series(axes: Any, log: list[Row], key: str, label: str, color: str) -> None:
    """Draw one value over the steps."""
    found = [(line["step"], line[key]) for line in log if key in line]
    if not found:
        return
    steps, values = ([pair[k] for pair in found] for k in (0, 1))
    if key.startswith("eval_"):
        axes.plot(steps, values, "o-", color=color, markersize=4, label=label)
        return
    every = slice(None, None, math.ceil(len(values) / MOST_POINTS))
    smooth = running_mean(values, len(values) // SMOOTH)
    axes.plot(steps[every], values[every], color=color, alpha=0.25, linewidth=0.8)
    axes.plot(steps[every], smooth[every], color=color, label=label)


def running_mean(values: Sequence[float], reach: int) -> list[float]:
    """Return the mean of every value and of so many on both sides of it."""
    return [
        sum(near) / len(near)
        for near in (values[max(0, k - reach) : k + reach + 1] for k in range(len(values)))
    ]


def radar_of(rates: dict[str, dict[str, float]], title: str) -> Figure:
    """Draw success in % by group, one line a source, around a circle."""
    groups = list(dict.fromkeys(group for found in rates.values() for group in found))
    angles = [2 * math.pi * k / len(groups) for k in range(len(groups))]
    figure = Figure(figsize=(5.2, 4.6), layout="constrained")
    axes: Any = figure.add_subplot(projection="polar")
    axes.set_theta_offset(math.pi / 2)
    axes.set_theta_direction(-1)
    axes.set_ylim(0, 100)
    axes.set_yticks([25, 50, 75, 100])
    axes.tick_params(labelsize=8, pad=18)
    labels = [unmath(group).replace(" ", "\n") for group in groups]
    axes.set_xticks(angles, labels, fontsize=9)
    for (name, found), color in zip(rates.items(), cycle(COLORS), strict=False):
        values = [100 * found.get(group, math.nan) for group in groups]
        style = "--" if name.endswith(f"({MARK})") else "-"
        axes.plot([*angles, angles[0]], [*values, values[0]], style, color=color, linewidth=1.8,
                  label=unmath(name))  # fmt: skip
    axes.set_title(title, fontsize=11)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", fontsize=8,
                  ncols=3, frameon=False)  # fmt: skip
    return figure


def bars_of(found: dict[str, dict[str, tuple[float, float, float]]], title: str) -> Figure:
    """Draw rates with their intervals, one bar a source in every group."""
    groups = list(dict.fromkeys(group for one in found.values() for group in one))
    figure = Figure(figsize=(max(5.0, 0.9 * len(groups) + 0.25 * len(groups) * len(found)), 3.4),
                    layout="constrained")  # fmt: skip
    axes = figure.subplots()
    wide = 0.8 / max(1, len(found))
    for k, ((name, rates), color) in enumerate(zip(found.items(), cycle(COLORS), strict=False)):
        places = [groups.index(group) + (k - (len(found) - 1) / 2) * wide for group in rates]
        values = [100 * rate for rate, _, _ in rates.values()]
        below = [100 * (rate - low) for rate, low, _ in rates.values()]
        above = [100 * (high - rate) for rate, _, high in rates.values()]
        axes.bar(places, values, wide * 0.92, color=color, alpha=0.75, label=unmath(name))
        axes.errorbar(places, values, [below, above], fmt="none", elinewidth=0.9, capsize=2,
                      ecolor=rcParams["text.color"])  # fmt: skip
    axes.set_xticks(range(len(groups)), [unmath(group) for group in groups], rotation=25,
                    ha="right", fontsize=8)  # fmt: skip
    axes.set_ylim(0, 100)
    axes.set_ylabel("success in %, 95 % interval", fontsize=9)
    axes.set_title(title, fontsize=11)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8, frameon=False, loc="upper left", bbox_to_anchor=(1, 1))
    return figure


def unmath(text: str) -> str:
    """Return a text that matplotlib takes as it is: a dollar begins a formula otherwise."""
    return text[:60].replace("$", r"\$")


def inked(color: str) -> Any:
    """Return a context in which text and lines have a colour."""
    keys = ("text.color", "axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color")
    return rc_context({**dict.fromkeys(keys, color), "grid.color": color, "grid.alpha": 0.2,
                       "svg.fonttype": "none", "svg.hashsalt": "srkit"})  # fmt: skip


def save_png(draw: Draw, path: str) -> None:
    """Write a chart as PNG, on white."""
    with inked(DARK):
        FigureCanvasAgg(draw()).print_png(path, metadata={"Software": None})


def svg_url(draw: Draw) -> str:
    """Return a chart as the data URL of an SVG that follows the reader's dark or light."""
    buffer = io.BytesIO()
    with inked(INK):
        figure = draw()
        for patch in (figure.patch, *(axes.patch for axes in figure.axes)):
            patch.set_alpha(0)
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    text = buffer.getvalue().decode().replace(INK, "var(--ink)")
    at = text.index(">", text.index("<svg")) + 1
    whole = text[:at] + STYLE + text[at:]
    return f"data:image/svg+xml;base64,{base64.b64encode(whole.encode()).decode()}"
