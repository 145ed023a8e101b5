"""What went through a stage: rows, failures, and what the models that were asked have cost."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from srkit.records.flow import Result, Usage, is_error, total

Prices = Mapping[str, tuple[float, float]]  # $ per million tokens, read and written


@dataclass
class Counts:
    """Rows that failed in an earlier stage are counted on their own."""

    rows_in: int = 0
    rows_out: int = 0
    failed: int = 0
    failed_earlier: int = 0
    first_failure: str = ""
    models: dict[str, list[int]] = field(default_factory=dict)  # a Usage each
    notes: dict[str, int] = field(default_factory=dict)

    def add(self, result: Result) -> None:
        """Count what one input row gave."""
        self.rows_out += len(result.rows)
        self.failed += result.has_failed
        for name, used in result.usage.items():
            self.models[name] = list(total([Usage(*self.models.get(name, ())), used]))
        for note in result.notes:
            self.notes[note] = self.notes.get(note, 0) + 1
        self.note_failure(result)

    def take(self, ahead: deque[tuple[str, bool]]) -> str:
        """Count the next of the rows that were read, and return the hash of the input up to it."""
        digest, was_error = ahead.popleft() if ahead else ("", False)
        self.rows_in += 1
        self.failed_earlier += was_error
        return digest

    def note_failure(self, result: Result) -> None:
        """Remember the first row that failed, and why."""
        if result.has_failed and not self.first_failure:
            row = next(row for row in result.rows if is_error(row))
            self.first_failure = f"{row.get('id')}: {row['error']['message']}"[:200]

    def for_record(self, prices: Prices) -> dict[str, Any]:
        """Return what the run record keeps."""
        found: dict[str, Any] = {key: getattr(self, key) for key in (
            "rows_in", "rows_out", "failed", "failed_earlier")}  # fmt: skip
        if self.models:
            found["models"] = {name: Usage(*used)._asdict() for name, used in self.models.items()}
        if prices:
            found["cost_usd"] = round(sum(self.cost(name, prices) for name in prices), 4)
        return found | ({"notes": self.notes} if self.notes else {})

    def cost(self, name: str, prices: Prices) -> float:
        """Return what a model has cost, in dollars."""
        used = Usage(*self.models.get(name, ()))
        read, written = prices.get(name, (0.0, 0.0))
        return (used.input * read + used.output * written) / 1e6

    def lines(self, command: str, prices: Prices) -> list[str]:
        """Return the counts as people read them, and the first failure with its reason."""
        text = f"{self.rows_in} in, " if command != "synth" else ""
        text += f"{self.rows_out} out"
        text += f", {self.failed} failed" if self.failed else ""
        text += f", {self.failed_earlier} failed earlier" if self.failed_earlier else ""
        lines = [text] + ([f"first failure: {self.first_failure}"] if self.failed else [])
        lines += [f"{count} {note}" for note, count in sorted(self.notes.items())]
        for name, values in self.models.items():
            used = Usage(*values)
            if used.input or used.output or used.useless:
                said = (
                    f"{name}: {used.calls} calls, {used.input} tokens read, {used.output} written"
                )
                said += f", {used.useless} times of no use" if used.useless else ""
                said += f", ${self.cost(name, prices):.2f}" if name in prices else ""
                lines.append(said)
        return lines
