"""Run records: unfinished at the start, finished at the end, with the inputs' own inside."""

import json
from pathlib import Path

from srkit.records.run import RunRecord, describe_input


def test_a_chain_of_records(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text("{}\n")
    one = RunRecord(str(first), "srkit synth", {"seed": 3}, [])
    assert json.loads((tmp_path / "a.jsonl.run.json").read_text())["finished"] is False
    one.finish({"rows_out": 1})
    second.touch()
    RunRecord(str(second), "srkit describe", {}, [str(first)]).finish({})
    content = json.loads((tmp_path / "b.jsonl.run.json").read_text())
    assert content["finished"] is True
    source = content["inputs"][0]
    # sha256 of the three bytes "{}\n"
    assert source["sha256"] == "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
    assert (source["run"]["command"], source["run"]["seed"]) == ("srkit synth", 3)


def test_a_pipe_is_unknown() -> None:
    assert describe_input("-") == {"path": "-", "sha256": None, "run": "unknown"}


def test_a_checkpoint_folder_holds_its_record(tmp_path: Path) -> None:
    RunRecord(str(tmp_path), "srkit train", {}, []).finish({"steps": 2})
    assert json.loads((tmp_path / "run.json").read_text())["counts"] == {"steps": 2}
