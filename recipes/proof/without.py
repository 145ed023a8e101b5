"""The reward without one of its parts: rows of `srkit score` in, the same with that part at 0 out.

    python recipes/proof/without.py vc < scored.jsonl > without-vc.jsonl

Parts are vc, sp_desc, lc and sp_reason. Paths in rows are left as they are: keep both files in one
folder.
"""

import json
import sys

from srkit.rewards.total import REWARDS, with_sums


def main() -> None:
    if sys.argv[1:] not in [[name] for name in REWARDS]:
        raise SystemExit(f"name one of {', '.join(REWARDS)}")
    (part,) = sys.argv[1:]
    for line in sys.stdin:
        row = json.loads(line)
        if row.get("scores") and row["scores"][part] is not None:
            rewards = {name: row["scores"][name] for name in REWARDS}
            row["scores"] = with_sums({**rewards, part: 0.0})
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
