"""`srkit`: the group of commands, and the one place where an error becomes a line and a status.

Status: 0 done, 1 failed, 2 usage, 3 finished with error rows, 65 unreadable row, 130 Ctrl-C,
141 closed pipe.
"""

import os
from collections.abc import Sequence

import click

import srkit
from srkit.cli.describe import describe
from srkit.cli.evaluate import evaluate
from srkit.cli.pair import pair
from srkit.cli.push import push
from srkit.cli.score import score
from srkit.cli.search import search
from srkit.cli.streams import ClosedPipe, open_missing_streams
from srkit.cli.synth import synth
from srkit.cli.train import train
from srkit.cli.view import view
from srkit.errors import SrkitError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class PipelineOrder(click.Group):
    """Lists the commands in the order in which data flows through them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=PipelineOrder, context_settings=CONTEXT)
@click.version_option(srkit.__version__, message="srkit %(version)s", allow_from_autoenv=False)
def cli() -> None:
    """Give vision-language models spatial reasoning, one Unix filter at a time.

    Every command reads and writes JSONL rows, on files or through pipes:

    \b
      srkit synth --count 100 --images images -o tasks.jsonl
      srkit describe tasks.jsonl | srkit search | srkit score -o scored.jsonl
      srkit eval scored.jsonl > /dev/null
    """


for command in (synth, describe, search, score, pair, train, evaluate, push, view):
    cli.add_command(command)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    open_missing_streams()
    try:
        status = cli.main(
            argv, prog_name="srkit", standalone_mode=False, auto_envvar_prefix="SRKIT"
        )
        return status if isinstance(status, int) else 0
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except ClosedPipe:
        return 141
    except SrkitError as error:
        if os.environ.get("SRKIT_DEBUG"):
            raise
        click.echo(f"srkit: {error}", err=True)
        return error.exit_code
    except Exception as error:
        if os.environ.get("SRKIT_DEBUG"):
            raise
        kind = type(error).__name__
        click.echo(f"srkit: {kind}: {error} (SRKIT_DEBUG=1 shows the traceback)", err=True)
        return 1
