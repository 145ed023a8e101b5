"""`srkit push`: a checkpoint or rows on the Hugging Face Hub, with a card of what happened."""

import os
import re
from functools import partial
from typing import Any

import click

from srkit import stages
from srkit.cli.config import config_option
from srkit.cli.options import log_level
from srkit.cli.progress import Progress
from srkit.cli.streams import open_pipe, rows_only

EXAMPLES = """\b
Examples:
  srkit push fdpo --repo me/spatial-fdpo --results after.jsonl --license apache-2.0 --dry-run
  srkit push adapter --repo me/spatial --merge-adapter --private
  srkit push pairs.jsonl --repo me/spatial-pairs --license cc-by-4.0
"""


class Repo(click.ParamType[str]):
    """OWNER/NAME."""

    name = "OWNER/NAME"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        if not re.fullmatch(r"[\w][\w.-]*/[\w][\w.-]*", str(value)):
            self.fail(f"{value} is not OWNER/NAME", param, ctx)
        return str(value)


@click.command("push", epilog=EXAMPLES)
@click.argument("path", type=click.Path(exists=True))
@click.option("--repo", type=Repo(), required=True, help="Where to.")
@click.option(
    "--type", type=click.Choice(["model", "dataset"]),
    help="What it is.  [default: a folder is a model, a file is a dataset]",
)  # fmt: skip
@click.option("--private", is_flag=True, help="Make a new repository private.")
@click.option("--license", metavar="ID", help="Under which licence, as the Hub names it.")
@click.option(
    "--results", multiple=True, type=click.Path(exists=True, dir_okay=False), metavar="FILE",
    help="Rows of eval --model hf:PATH: their figures go on the card.",
)  # fmt: skip
@click.option("--merge-adapter", is_flag=True, help="Send base and adapter as one model.")
@click.option("--revision", metavar="B", help="Commit to this branch.")
@click.option("--create-pr", is_flag=True, help="Make a pull request of it.")
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--yes", is_flag=True, help="Send to a public repository that exists.")
@click.option(
    "--root", type=click.Path(exists=True, file_okay=False), metavar="DIR",
    help="Look for pictures here first, and allow none outside.",
)  # fmt: skip
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say more, with tracebacks.")
def push(path: str, dry_run: bool, root: str | None, quiet: bool, verbose: bool,
         **options: Any) -> int:  # fmt: skip
    """Publish a checkpoint folder, or rows, on the Hugging Face Hub.

    A model goes with what loads it and tells how it was made, never with what else lies in its
    folder; rows go with their pictures, without EXIF, as Parquet that load_dataset opens. The card
    is written from the run records. The token is HF_TOKEN or that of `hf auth login`. Writes one
    row to standard output.
    """
    from srkit.cli.main import cli
    from srkit.cli.quieten import quieten_hub
    from srkit.cli.typed import typed

    if options["revision"] == "":
        raise click.UsageError("--revision names no branch")
    log_level(quiet, verbose)
    quieten_hub()
    folders = [root] if root else [os.path.dirname(os.path.abspath(path)), os.getcwd()]
    with rows_only() as stdout, Progress("push", quiet) as progress:
        made = stages.push(
            path, dry_run=dry_run, folders=folders, root=root,
            typed=partial(typed, group=cli), say=progress.say, **options,
        )  # fmt: skip
        open_pipe(stdout)([made])
        size = f"{len(made['files'])} files, {made['bytes'] / 2**20:.1f} MB"
        progress.finish(f"would send {size} to {made['repo']}" if dry_run
                        else f"{size}, {made['url']}")  # fmt: skip
    return 0


push.params.append(config_option())
