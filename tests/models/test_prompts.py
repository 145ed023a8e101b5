"""How a question is put to a model."""

from srkit.models.prompts import chat_messages, trained_text


def test_legend_and_question() -> None:
    row = {"question": "Is it?", "regions": [{"box": [0, 0, 1, 1]}, {"box": [0, 0, 1, 1]}]}
    assert trained_text(row) == (
        "Regions: Region [0] (outlined in red), Region [1] (outlined in blue).\nIs it?"
    )
    assert trained_text({"question": "Is it?"}) == "Is it?"
    assert [part["type"] for part in chat_messages(row)[0]["content"]] == ["image", "text"]
