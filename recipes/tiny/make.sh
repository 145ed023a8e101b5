#!/usr/bin/env bash
# Make the two models that come with srkit, from nothing: `tiny:` learns from true chains, then
# `tiny:base` goes on from it with chains of teachers that are wrong in the same way most of the
# time. About an hour and a half on two cores; goes on where it was stopped.
#
#   bash recipes/tiny/make.sh work
set -euo pipefail
work=$(realpath -m "${1:?folder to work in}")
. "$(dirname "${BASH_SOURCE[0]}")/../environment.sh"
export HF_HUB_OFFLINE=1
shipped=$SRKIT_ROOT/srkit/models/shipped
mkdir -p "$work"
cd "$work"

[ -e model/run.json ] ||
    torchrun --nproc_per_node 2 "$SRKIT_ROOT/recipes/tiny/train.py" --work .
python "$SRKIT_ROOT/recipes/tiny/ship.py" model "$shipped/tiny"

# The base: three teachers, each of its own third of the questions; no answer is chosen among others.
[ -e base/model.safetensors ] || {
    srkit synth --count 4800 --seed 1 --images images -o tasks.jsonl --resume
    srkit describe tasks.jsonl -o scenes.jsonl --resume
    for part in 1:mirrored 2:nearsighted 3:noisy; do
        srkit search scenes.jsonl --shard "${part%%:*}/3" --no-tree \
            --direct "geometry:?faults=${part##*:}&name=${part##*:}" -o "${part##*:}.jsonl" --resume
    done
    srkit score mirrored.jsonl nearsighted.jsonl noisy.jsonl -o scored.jsonl --resume
    srkit pair --sft scored.jsonl -o sft.jsonl
    srkit train sft sft.jsonl --model hf:model --lora none --freeze-vision --batch-size 16 \
        --lr 5e-4 -o base
}
python "$SRKIT_ROOT/recipes/tiny/ship.py" base "$shipped/tiny-base"
