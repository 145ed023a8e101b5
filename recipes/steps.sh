# Sourced by recipes that are made of steps: a step prints its command as a reader could type it,
# and runs it unless its output is finished; one that was interrupted goes on.

# step OUTPUT COMMAND …
step() {
    local output=$1 began=$SECONDS
    shift
    if finished "$output"; then
        printf '\n$ %s\n  (there already)\n' "$(typed "$@")"
        return
    fi
    case "$1 $2" in
    "srkit pair" | "srkit view") rm -rf -- "$output" ;; # they are done at once
    "srkit "*) [ ! -e "$output" ] || set -- "$@" --resume ;;
    *) rm -rf -- "$output" ;;
    esac
    printf '\n$ %s\n' "$(typed "$@")"
    "$@" >/dev/null || [ $? -eq 3 ] # 3: done, some rows failed and say why
    echo "  $output ($(du -sh "$output" | cut -f1)), $((SECONDS - began)) s"
}

typed() {
    printf '%s ' "${@@Q}" | sed -E "s/'([A-Za-z0-9_.,:/=@%+-]+)'/\1/g; s/ $//"
}

# Whether an output is whole: its run record says so (records of its inputs lie deeper in it). What
# has none, a page, is made anew.
finished() {
    local record=$1.run.json
    [ -d "$1" ] && record=$1/run.json
    [ -e "$1" ] && [ -e "$record" ] && grep -q '^ "finished": true' "$record"
}
