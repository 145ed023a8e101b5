#!/usr/bin/env bash
# Make the models that come with srkit, from nothing: an hour and a half on two cores. It goes on
# where it was stopped. At the end it puts them over those in srkit/models/shipped, whose sha256 and
# figures are in docs/tiny.md, and a fixed answer in tests/test_shipped.py.
#
#   bash recipes/tiny/make.sh work
set -euo pipefail
work=$(realpath -m "${1:?folder to work in}")
. "$(dirname "${BASH_SOURCE[0]}")/../environment.sh"
. "$SRKIT_ROOT/recipes/steps.sh"
export HF_HUB_OFFLINE=1
shipped=$SRKIT_ROOT/srkit/models/shipped
mkdir -p "$work"
cd "$work"

# tiny: learns from true answers.
finished model ||
    torchrun --nproc_per_node 2 "$SRKIT_ROOT/recipes/tiny/train.py" --work .
python "$SRKIT_ROOT/recipes/tiny/ship.py" model "$shipped/tiny"

# tiny:base goes on from it with new questions, a third answered by each of three imperfect teachers.
step tasks.jsonl srkit synth --count 4800 --seed 1 --images images -o tasks.jsonl
step scenes.jsonl srkit describe tasks.jsonl -o scenes.jsonl
third=0
for teacher in mirrored nearsighted noisy; do
    third=$((third + 1))
    step $teacher.jsonl srkit search scenes.jsonl --shard $third/3 --no-tree \
        --direct "geometry:?faults=$teacher&name=$teacher" -o $teacher.jsonl
done
step scored.jsonl srkit score mirrored.jsonl nearsighted.jsonl noisy.jsonl -o scored.jsonl
step sft.jsonl srkit pair --sft scored.jsonl -o sft.jsonl
step base srkit train sft sft.jsonl --model hf:model --lora none --freeze-vision --batch-size 16 \
    --lr 5e-4 --save-every 100 -o base
python "$SRKIT_ROOT/recipes/tiny/ship.py" base "$shipped/tiny-base"
