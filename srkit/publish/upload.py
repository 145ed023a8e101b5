"""Sending files to the Hub through its own client, and what went wrong in one sentence."""

import json
import time
from collections.abc import Callable
from functools import partial
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

from srkit.errors import SrkitError

T = TypeVar("T")
RECORD, MESSAGE = "run.json", "Pushed by srkit"
TRIES, WAIT_S = 4, 1.0
_SAID = {
    401: "the Hub does not know the token: log in with `hf auth login`, or set HF_TOKEN",
    402: "the account's storage is full, or its plan does not allow this",
    403: "the token may not write there",
    404: "no such repository, or the token may not see it",
    409: "somebody else is changing the repository, or it exists already: try again",
    412: "the repository has changed since it was looked at: try again",
    413: "a file is larger than the Hub takes",
    429: "the Hub asks to slow down: try again in a few minutes",
}


class Place(NamedTuple):
    """Where files go."""

    repo: str
    type: str  # model | dataset
    revision: str | None = None
    is_private: bool = False
    is_pr: bool = False
    is_sure: bool = False  # the user said --yes


class Sent(NamedTuple):
    url: str
    commit: str
    was_there: bool  # all files were, as they are


def send(files: dict[str, str], place: Place, say: Callable[[str], None]) -> Sent:
    """Make the repository if it is not there, and commit the files to it.

    Files that an earlier push sent and this one does not have are removed. A connection that is
    lost is tried again: what has arrived is not sent twice.
    """
    from huggingface_hub import HfApi

    api = HfApi()
    try:
        prepare(api, place, say)
        once = partial(commit, api, files, place, say)
        return once() if place.is_pr else retried(once, say)  # not two requests for one push
    except SrkitError:
        raise
    except Exception as error:
        raise failure(error, place) from error


def retried(do: Callable[[], T], say: Callable[[str], None]) -> T:
    """Do something that may fail for a while."""
    for left in reversed(range(TRIES)):
        try:
            return do()
        except Exception as error:
            status = status_of(error)
            if not left or not is_passing(error, status):
                raise
            say(f"{f'HTTP {status}' if status else 'the connection broke'}: trying again")
            time.sleep(WAIT_S * 2 ** (TRIES - 1 - left))
    raise AssertionError("the last try returns or raises")


def prepare(api: Any, place: Place, say: Callable[[str], None]) -> None:
    """Make the repository, or see that the one which is there may be written to."""
    from huggingface_hub.errors import RepositoryNotFoundError

    repo: Any = {"repo_id": place.repo, "repo_type": place.type}
    info = None
    try:
        info = retried(partial(api.repo_info, **repo), say)
    except RepositoryNotFoundError as error:
        if place.is_pr or status_of(error) == 401:
            raise
    if info is None:
        retried(partial(api.create_repo, **repo, private=place.is_private, exist_ok=True), say)
    elif not info.private and place.is_private:
        raise SrkitError(f"{place.repo} exists and is public: --private can't change that")
    elif not info.private and not place.is_sure:
        raise SrkitError(f"{place.repo} exists and is public: --yes sends to it")
    if place.revision and not place.is_pr:
        branch = partial(api.create_branch, **repo, branch=place.revision, exist_ok=True)
        retried(branch, say)


def commit(api: Any, files: dict[str, str], place: Place, say: Callable[[str], None]) -> Sent:
    """Commit all files at once."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    before = api.repo_info(place.repo, repo_type=place.type, revision=place.revision).sha
    there = api.list_repo_files(place.repo, repo_type=place.type, revision=before)
    stale: list[str] = []
    if RECORD in there:
        with TemporaryDirectory() as folder:
            record = api.hf_hub_download(place.repo, RECORD, repo_type=place.type,
                                         revision=before, local_dir=folder)  # fmt: skip
            stale = sorted({*pushed_before(record)} & {*there} - {*files})
    if stale:
        say(f"removing what an earlier push sent: {', '.join(stale)}")
    operations = [
        *(CommitOperationAdd(path_in_repo=name, path_or_fileobj=path)
          for name, path in files.items()),
        *(CommitOperationDelete(path_in_repo=name, is_folder=False) for name in stale),
    ]  # fmt: skip
    done = api.create_commit(
        place.repo, operations, commit_message=MESSAGE, repo_type=place.type,
        revision=place.revision, create_pr=place.is_pr, parent_commit=before,
    )  # fmt: skip
    return Sent(done.pr_url or done.commit_url, done.oid, done.oid == before)


def pushed_before(path: str) -> list[str]:
    """Return the names of the files that an earlier push sent, from the `RECORD` that it left."""
    try:
        with open(path, encoding="utf-8") as file:
            names = json.load(file)["pushed"]
    except (ValueError, KeyError, TypeError):
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def status_of(error: BaseException | None) -> int | None:
    """Return the HTTP status behind an error: of the answer, or of what it was raised from."""
    while error is not None:
        response = getattr(error, "response", None)
        if response is not None:
            return int(response.status_code)
        error = error.__cause__
    return None


def is_passing(error: BaseException, status: int | None) -> bool:
    """Whether another try may go better: the server's fault, or the line's."""
    from huggingface_hub.errors import OfflineModeIsEnabled

    if status is not None or isinstance(error, OfflineModeIsEnabled):
        return status is not None and status >= 500
    # By name: the client's HTTP library is another one from version to version.
    return isinstance(error, OSError | json.JSONDecodeError) or any(
        "transport" in kind.__name__.lower() or "connect" in kind.__name__.lower()
        for one in (error, error.__cause__) if one for kind in type(one).__mro__
    )  # fmt: skip


def failure(error: BaseException, place: Place) -> SrkitError:
    """Return what went wrong, in a sentence, without what the request carried."""
    from huggingface_hub.errors import LocalTokenNotFoundError, OfflineModeIsEnabled

    status = status_of(error)
    if isinstance(error, LocalTokenNotFoundError):
        said = "no token: log in with `hf auth login`, or set HF_TOKEN"
    elif isinstance(error, OfflineModeIsEnabled):
        said = "HF_HUB_OFFLINE is set, so nothing is sent"
    elif str(error).startswith("Invalid metadata"):
        why = " ".join(str(error).split("\n")[1:])[:200]
        return SrkitError(f"{place.repo}: the Hub does not take the card: {why}")
    elif status in _SAID:
        said = _SAID[status]
    elif status is not None:
        said = f"the Hub answered with HTTP {status}"
    else:
        said = (str(error).strip() or type(error).__name__).splitlines()[0]
    server = str(getattr(error, "server_message", None) or "").strip()
    told = f" ({server.splitlines()[0][:200]})" if server and status is not None else ""
    return SrkitError(f"{place.repo}: {said}{told}")
