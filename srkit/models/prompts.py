"""How a question is shown to a model: the one place where a row becomes messages.

The picture comes with its regions outlined (`scene.regions.draw_regions`); the text names the
colours. `trained` is the form that `train` writes; the others come with the models that need them.
"""

from typing import Any

from srkit.language.tags import tag
from srkit.records.rows import Region, Row
from srkit.scene.regions import color_of

Message = dict[str, Any]


def region_legend(regions: list[Region]) -> str:
    """Say which outline is which region; nothing where there are none."""
    named = [f"{tag(index)} (outlined in {color_of(index)})" for index in range(len(regions))]
    return f"Regions: {', '.join(named)}.\n" if named else ""


def trained_text(row: Row) -> str:
    """Return the text that goes with the picture: legend and question."""
    return region_legend(row.get("regions", [])) + str(row["question"])


def chat_messages(row: Row) -> list[Message]:
    """Return the messages for a processor's chat template; the picture stands first."""
    content = [{"type": "image"}, {"type": "text", "text": trained_text(row)}]
    return [{"role": "user", "content": content}]
