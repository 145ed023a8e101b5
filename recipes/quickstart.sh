#!/usr/bin/env bash
# From nothing to a table: every stage on synthetic scenes, about three minutes on two cores after
# the install. Files go to ./quickstart (or $SRKIT_QUICKSTART). What is finished is not done again,
# what was interrupted goes on.
#
#   bash recipes/quickstart.sh
set -euo pipefail
here=$PWD
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
. "$SRKIT_ROOT/recipes/steps.sh"
work=${SRKIT_QUICKSTART:-$here/quickstart}
export HF_HUB_OFFLINE=1
mkdir -p "$work"
cd "$work"

echo "cd $work"
step train.jsonl srkit synth --count 240 --images images -o train.jsonl
step test.jsonl srkit synth --count 72 --split test --images images -o test.jsonl
step scenes.jsonl srkit describe train.jsonl -o scenes.jsonl
step candidates.jsonl srkit search scenes.jsonl --trees trees.jsonl \
    --direct 'geometry:?faults=noisy&n=2&name=noisy' \
    --direct 'geometry:?faults=scaled&strategy=reference&n=2&name=scaled' \
    --direct 'geometry:?faults=hasty&strategy=coordinates&n=2&name=hasty' -o candidates.jsonl
step scored.jsonl srkit score candidates.jsonl -o scored.jsonl
step sft.jsonl srkit pair --sft scored.jsonl -o sft.jsonl
step pairs.jsonl srkit pair scored.jsonl -o pairs.jsonl
step base python "$SRKIT_ROOT/recipes/tiny/build.py" sft.jsonl --output base
step sft srkit train sft sft.jsonl --model hf:base -o sft --lora none --save-every 50 \
    --max-steps 150 --epochs 20 --batch-size 16 --lr 3e-3
step fdpo srkit train fdpo pairs.jsonl --model hf:sft -o fdpo --lora none --save-every 10 \
    --max-steps 30 --batch-size 4 --lr 2e-5
step answers-sft.jsonl srkit eval test.jsonl --model 'hf:sft?name=tiny+SFT' --quiet \
    -o answers-sft.jsonl
step answers-fdpo.jsonl srkit eval test.jsonl --model 'hf:fdpo?name=tiny+SFT+fDPO' --quiet \
    -o answers-fdpo.jsonl
step page.html srkit view scored.jsonl pairs.jsonl trees.jsonl sft fdpo --limit 60 -o page.html

printf '\n$ srkit eval scored.jsonl answers-sft.jsonl answers-fdpo.jsonl -o results.jsonl\n'
srkit eval scored.jsonl answers-sft.jsonl answers-fdpo.jsonl -o results.jsonl

cat <<TABLE

Synthetic scenes, and a model of 0.6 million parameters that was trained for a minute: the
table shows that the path is whole, not what the method is worth. The files are in
$work; open page.html to look at scenes, trees, answers and pairs.
TABLE
