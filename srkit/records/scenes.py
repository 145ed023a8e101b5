"""Measured scenes of a file, joined to answers by their task; in memory is where they stand."""

from srkit.errors import DataError
from srkit.records.flow import is_error, task_of
from srkit.records.jsonl import read_files
from srkit.records.rows import Row, SceneRow
from srkit.records.spool import Spool

# What a scene brings to an answer that lacks it.
KEYS = tuple(key for key in SceneRow.__annotations__ if key not in ("id", "facts"))


class Scenes:
    """The SceneRows of a file, by id."""

    def __init__(self, path: str, root: str | None = None) -> None:
        self.path = path
        self.spool = Spool()
        self.at: dict[str, int] = {}
        for row in read_files([path], (SceneRow,), root=root):
            if is_error(row):
                continue
            if row["id"] in self.at:
                raise DataError(f"{path}: two scenes are called {row['id']!r}")
            self.at[row["id"]] = self.spool.put(row)

    def join(self, row: Row) -> Row:
        """Return an answer with its task's scene; its own keys count more."""
        if "objects" in row or task_of(row) not in self.at:
            return row
        scene = self.spool.get(self.at[task_of(row)])
        return {**{key: scene[key] for key in KEYS if key in scene}, **row}
