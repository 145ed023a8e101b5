#!/usr/bin/env bash
# The experiment of docs/proof.md: what search, DPO and fDPO buy, on synthetic scenes and through
# srkit's own commands. Files go to ./proof (or $SRKIT_PROOF); what is finished is not done again.
#
#   bash recipes/proof.sh             the main rows: SFT on search, DPO, fDPO, on the first mix
#   bash recipes/proof.sh --full      and single teachers, sampled answers, the second mix
#   bash recipes/proof.sh --tune      the trials on the validation split that chose the settings
#   bash recipes/proof.sh --ablations what each part does: one seed, on the validation split
#
# $SRKIT_SEEDS (0 1 2 3 4) are run $SRKIT_JOBS (2) at a time; what --full adds beside sampled answers
# of the main rows has the first $SRKIT_FEW (3) of them.
# shellcheck disable=SC2046,SC2086 # lists are split into words, and (set -f) no patterns
set -euo pipefail
here=$PWD
. "$(dirname "${BASH_SOURCE[0]}")/environment.sh"
. "$SRKIT_ROOT/recipes/steps.sh"
what=${1:-}
case $what in "" | --full | --tune | --ablations) ;; *) sed -n '5,8s/^# *//p' "$0" >&2 && exit 2 ;; esac
work=${SRKIT_PROOF:-$here/proof} jobs=${SRKIT_JOBS:-2} seeds=${SRKIT_SEEDS:-0 1 2 3 4}
learn=${SRKIT_LEARN:-2000} prefer=${SRKIT_PREFER:-600} val=${SRKIT_VAL:-600} test=${SRKIT_TEST:-2400}
export HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1
mkdir -p "$work"
cd "$work"
set -f

declare -A teachers=([mix1]="mirrored nearsighted noisy" [mix2]="scaled hasty short")
rough='geometry:?scene_noise=0.5' # rates what the search proposes
fine='geometry:?scene_noise=0.1'  # rewards
# What --tune tries on the validation split, and what did best there (docs/proof.md).
rates="1e-4" betas="0.3 1.0"
dpo=(--lr 1e-4 --beta 0.3)
fdpo=(--lr 1e-4 --beta 1.0)

# at_once COMMAND ARGUMENT …: run the command with each of the arguments, $jobs at a time. Each is
# a process group of its own, so that none is left when another fails or the script is ended.
trap 'for job in $(jobs -p); do kill -- "-$job" 2>/dev/null || true; done' EXIT
at_once() {
    local command=$1 one running=0
    shift
    set -m
    for one; do
        "$command" "$one" &
        running=$((running + 1))
        [ $running -lt "$jobs" ] || { wait -n; running=$((running - 1)); }
    done
    for ((; running > 0; running--)); do wait -n; done
    set +m
}

tasks() { # NAME COUNT SEED WORD …
    step "$1.jsonl" srkit synth --count "$2" --seed "$3" --images images "${@:4}" -o "$1.jsonl"
}

scenes() { # NAME COUNT SEED: tasks, measured
    tasks "$@"
    step "$1-scenes.jsonl" srkit describe "$1.jsonl" -o "$1-scenes.jsonl"
}

addresses() { # OPTION TEACHER …
    local teacher
    for teacher in "${@:2}"; do echo "$1" "geometry:?faults=$teacher&name=$teacher"; done
}

# What the seeds of a mix share: what the teachers and the search write.
shared() {
    local mix=$1
    mkdir -p "$mix"
    step "$mix/found.jsonl" srkit search learn-scenes.jsonl --judge "$rough" \
        $(addresses --policy ${teachers[$mix]}) -o "$mix/found.jsonl"
    best "$mix/found"
}

best() { # NAME: what SFT learns from NAME.jsonl
    step "$1-scored.jsonl" srkit score "$1.jsonl" --judge "$rough" -o "$1-scored.jsonl"
    step "$1-sft.jsonl" srkit pair --sft "$1-scored.jsonl" -o "$1-sft.jsonl"
}

# The SFT model of a seed, FOLDER/seedK, and the pairs that its own answers make.
begin() { # FOLDER MIX
    local to=$1 mix=$2 number=${1##*seed}
    mkdir -p "$to"
    sft "$to" "$mix/found-sft.jsonl" sft
    step "$to/own.jsonl" srkit search prefer-scenes.jsonl --no-tree --seed "$number" -q \
        --direct "hf:$to/sft?n=8&temperature=1&batch=64&name=own" -o "$to/own.jsonl"
    step "$to/own-scored.jsonl" srkit score "$to/own.jsonl" --judge "$fine" -q \
        -o "$to/own-scored.jsonl"
    step "$to/pairs.jsonl" srkit pair "$to/own-scored.jsonl" --min-margin 1 -q \
        --conclusion-negatives 0.25 --seed "$number" -o "$to/pairs.jsonl"
}

sft() { # FOLDER ROWS ARM
    step "$1/$3" srkit train sft "$2" --model tiny: --lora none --freeze-vision --batch-size 16 \
        --lr 5e-4 --seed "${1##*seed}" -q -o "$1/$3"
}

preferring() { # FOLDER ARM METHOD WORD …: train on the folder's pairs, from its SFT model
    preferring_on "$1/pairs.jsonl" "$@"
}

preferring_on() { # PAIRS FOLDER ARM METHOD WORD …
    step "$2/$3" srkit train "$4" "$1" --model "hf:$2/sft" --lora none \
        --freeze-vision --batch-size 8 --seed "${2##*seed}" "${@:5}" -q -o "$2/$3"
}

results() { # FOLDER ARM SPLIT OPTIONS
    step "$1/$2${4:+-sampled}.results.jsonl" srkit eval "$3.jsonl" -q \
        --model "hf:$1/$2?batch=64&name=$2${4:-}" -o "$1/$2${4:+-sampled}.results.jsonl"
}

# One seed of a mix from `tiny:` to the results of every arm.
seed() {
    local arm
    begin "$1" "${1%/*}"
    preferring "$1" dpo dpo "${dpo[@]}"
    preferring "$1" fdpo fdpo "${fdpo[@]}"
    for arm in sft dpo fdpo; do results "$1" "$arm" test; done
}

single() { # FOLDER: what a model learns from each teacher alone
    local mix=${1%/*} teacher
    for teacher in ${teachers[$mix]}; do
        sft "$1" "$mix/$teacher-sft.jsonl" "sft-$teacher"
        results "$1" "sft-$teacher" test
    done
}

sampled() { # FOLDER: what its models say at a temperature
    local arm
    for arm in sft dpo fdpo; do results "$1" "$arm" test '&temperature=0.7'; done
}

first_of() { # COUNT WORD …
    echo "${@:2:$1}"
}

trial() { # METHOD:RATE:BETA
    local method rate beta
    IFS=: read -r method rate beta <<<"$1"
    preferring tuned/seed100 "$method-$rate-$beta" "$method" --lr "$rate" --beta "$beta"
    results tuned/seed100 "$method-$rate-$beta" val
}

# What differs from fDPO as it is run on the test split, one thing at a time; in `tuned`, where the
# SFT model of seed 100 is, its candidates and its pairs.
ablation() { # ARM:WHAT[:VALUE]
    local to=tuned/seed100 arm what value
    IFS=: read -r arm what value <<<"$1"
    case $what in
    alpha | lam) preferring "$to" "$arm" fdpo "${fdpo[@]}" "--$what" "$value" ;;
    pairs) preferring_on "$to/$value" "$to" "$arm" fdpo "${fdpo[@]}" ;;
    sft) sft "$to" "$value" "$arm" ;;
    esac
    results "$to" "$arm" val
}

# Pairs of the same candidates by other rewards.
other_pairs() {
    local to=tuned/seed100 part pair=(--min-margin 1 -q --seed 100) more=(--conclusion-negatives 0.25)
    step "$to/pairs-plain.jsonl" srkit pair "$to/own-scored.jsonl" "${pair[@]}" \
        -o "$to/pairs-plain.jsonl"
    step "$to/exact-scored.jsonl" srkit score "$to/own.jsonl" -q -o "$to/exact-scored.jsonl"
    step "$to/pairs-exact.jsonl" srkit pair "$to/exact-scored.jsonl" "${pair[@]}" "${more[@]}" \
        -o "$to/pairs-exact.jsonl"
    for part in vc sp_desc lc sp_reason; do
        printf '\n$ python recipes/proof/without.py %s\n' "$part"
        python "$SRKIT_ROOT/recipes/proof/without.py" "$part" <"$to/own-scored.jsonl" \
            >"$to/without-$part.jsonl"
        step "$to/pairs-$part.jsonl" srkit pair "$to/without-$part.jsonl" "${pair[@]}" \
            "${more[@]}" -o "$to/pairs-$part.jsonl"
    done
}

# As many calls of each teacher as the search made, as whole answers; the rough judge's best of all.
samples() {
    local calls
    calls=$(python -c 'import json, sys
counts = json.load(open(sys.argv[1]))["counts"]
print(round(counts["models"][sys.argv[2]]["calls"] / counts["rows_in"]))' \
        mix1/found.jsonl.run.json "${teachers[mix1]%% *}")
    step mix1/samples.jsonl srkit search learn-scenes.jsonl --no-tree \
        $(addresses --direct ${teachers[mix1]} | sed "s/\$/\&n=$calls/") -o mix1/samples.jsonl
    best mix1/samples
}

table() { # MIX CONTRAST …
    local words=() one
    for one in "${@:2}"; do words+=(--compare "$one"); done
    printf '\n%s\n' "$1"
    python "$SRKIT_ROOT/recipes/proof/table.py" "$1" "${words[@]}" --json "$1/table.json"
}

scenes learn "$learn" 21
scenes prefer "$prefer" 22
shared mix1
if [ "$what" = --tune ] || [ "$what" = --ablations ]; then
    tasks val "$val" 21 --split val
    begin tuned/seed100 mix1
    results tuned/seed100 sft val
fi
if [ "$what" = --ablations ]; then
    other_pairs
    samples
    arms=(fdpo:alpha:0.3) # as it is
    for value in 0 0.1 0.2 0.4; do arms+=("alpha$value:alpha:$value"); done
    for value in 0.2 0.4 0.8; do arms+=("lam$value:lam:$value"); done
    for value in plain exact vc sp_desc lc sp_reason; do
        arms+=("on-$value:pairs:pairs-$value.jsonl")
    done
    at_once ablation "${arms[@]}" sft-samples:sft:mix1/samples-sft.jsonl
    contrasts=(sft:sft-samples)
    for one in "${arms[@]:1}"; do contrasts+=("fdpo:${one%%:*}"); done
    table tuned "${contrasts[@]}"
    exit
fi
if [ "$what" = --tune ]; then
    trials=()
    for method in dpo fdpo; do for rate in $rates; do for beta in $betas; do
        trials+=("$method:$rate:$beta")
    done; done; done
    at_once trial "${trials[@]}"
    table tuned
    exit
fi
tasks test "$test" 21 --split test
step ceiling.results.jsonl srkit eval test.jsonl --model 'tiny:?batch=64' -o ceiling.results.jsonl
contrasts=(dpo:sft fdpo:sft fdpo:dpo)
at_once seed $(printf 'mix1/seed%s ' $seeds)
if [ "$what" = --full ]; then
    few=$(first_of "${SRKIT_FEW:-3}" $seeds)
    for mix in mix1 mix2; do
        shared "$mix"
        for teacher in ${teachers[$mix]}; do
            step "$mix/$teacher.jsonl" srkit search learn-scenes.jsonl --no-tree \
                $(addresses --direct "$teacher") -o "$mix/$teacher.jsonl"
            best "$mix/$teacher"
        done
        these=$seeds
        [ "$mix" = mix1 ] || these=$few
        at_once seed $(printf "$mix/seed%s " $these)
        at_once single $(printf "$mix/seed%s " $few)
        at_once sampled $(printf "$mix/seed%s " $these)
        table "$mix" "${contrasts[@]}" $(printf 'sft:sft-%s ' ${teachers[$mix]}) \
            dpo-sampled:sft-sampled fdpo-sampled:dpo-sampled
    done
else
    table mix1 "${contrasts[@]}"
fi
