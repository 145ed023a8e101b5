"""A Hub on the loopback: as much of its HTTP API as pushing and loading ask for, in memory.

Written after what `huggingface_hub` and `datasets` send, which drive it in the tests. Files above
10 bytes of no text are LFS; the Xet protocol is declined. `faults` break a request: a status, or
`drop`, which closes the connection without an answer.
"""

import base64
import hashlib
import json
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

TOKEN = "hf_" + "loopback" * 4
REPO = r"(?P<repo>[^/]+/[^/]+)"
API = rf"/api/(?P<kind>model|dataset)s/{REPO}"
FILES = rf"/(?P<prefix>datasets/)?{REPO}"


class Fault:
    """Breaks the first `times` requests that match."""

    def __init__(self, pattern: str, what: int | str, times: int = 1, said: str = "") -> None:
        self.pattern, self.what, self.times, self.said = pattern, what, times, said


class Repo:
    def __init__(self, private: bool) -> None:
        self.private = private
        self.branches: dict[str, dict[str, bytes]] = {"main": {}}
        self.heads = {"main": hashlib.sha1(b"first").hexdigest()}
        self.commits: dict[str, dict[str, bytes]] = {self.heads["main"]: {}}
        self.is_lfs: set[str] = set()
        self.requests = 0

    def files(self, revision: str) -> dict[str, bytes] | None:
        return self.branches.get(revision, self.commits.get(revision))

    def sha(self, revision: str) -> str:
        return self.heads.get(revision, revision)


class Hub:
    """What the server knows, and what it was asked."""

    def __init__(self) -> None:
        self.repos: dict[tuple[str, str], Repo] = {}
        self.objects: dict[str, bytes] = {}
        self.faults: list[Fault] = []
        self.log: list[str] = []
        self.received = b""
        self.lock = threading.Lock()
        self.url = ""

    def repo(self, kind: str, name: str) -> Repo:
        return self.repos[kind, name]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: Hub

    def log_message(self, *said: Any) -> None:
        pass

    def do_GET(self) -> None:
        self.answer("GET")

    def do_HEAD(self) -> None:
        self.answer("HEAD")

    def do_POST(self) -> None:
        self.answer("POST")

    def do_PUT(self) -> None:
        self.answer("PUT")

    def body_of(self) -> bytes:
        if self.headers.get("Transfer-Encoding") == "chunked":
            found = b""
            while size := int(self.rfile.readline(), 16):
                found += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return found
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, method: str) -> None:
        body = self.body_of()
        where = urlsplit(self.path)
        path = unquote(where.path)
        with self.hub.lock:
            self.hub.log.append(f"{method} {path}")
            self.hub.received += body
            for fault in self.hub.faults:
                if fault.times and re.search(fault.pattern, f"{method} {path}"):
                    fault.times -= 1
                    if fault.what == "drop":
                        self.close_connection = True
                        self.connection.shutdown(2)
                        return
                    said = fault.said or "broken"
                    self.send(int(fault.what), {"error": said, "errors": [{"message": said}]})
                    return
            is_known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            for verb, pattern, handle in ROUTES:
                found = re.fullmatch(pattern, path)
                if verb == ("GET" if method == "HEAD" else method) and found:
                    if not is_known and method not in ("GET", "HEAD") and "/lfs/" not in path:
                        self.send(401, {"error": "Invalid user token."})
                        return
                    handle(self, parse_qs(where.query), body, **found.groupdict())
                    return
        self.send(404, {"error": f"nothing at {path}"})

    def send(self, status: int, content: Any = None, **headers: str) -> None:
        asked = f"answer to {self.command} {unquote(urlsplit(self.path).path)}"
        for fault in self.hub.faults:
            if (
                fault.pattern.startswith("answer")
                and fault.times
                and re.search(fault.pattern, asked)
            ):
                fault.times -= 1
                self.close_connection = True
                self.connection.shutdown(2)
                return
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if status >= 400:
            headers["X-Error-Message"] = str(content["error"])
            if status == 404 and "Code" in content:
                headers["X-Error-Code"] = content["Code"]
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def no_repo(self) -> None:
        self.send(404, {"error": "Repository not found", "Code": "RepoNotFound"})

    # What is asked for, by name of the route.
    def create(self, query: Any, body: bytes) -> None:
        asked = json.loads(body)
        kind = asked.get("type") or "model"
        name = f"{asked['organization']}/{asked['name']}"
        if (kind, name) in self.hub.repos:
            self.send(409, {"error": "You already created this repo", "url": name})
            return
        private = asked.get("visibility") == "private" or bool(asked.get("private"))
        self.hub.repos[kind, name] = Repo(private)
        prefix = "datasets/" if kind == "dataset" else ""
        self.send(200, {"url": f"{self.hub.url}/{prefix}{name}", "name": name})

    def info(self, query: Any, body: bytes, kind: str, repo: str, revision: str = "main") -> None:
        if (kind, repo) not in self.hub.repos:
            return self.no_repo()
        found = self.hub.repo(kind, repo)
        if found.private and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self.no_repo()
        files = found.files(revision)
        if files is None:
            self.send(404, {"error": f"Invalid rev id: {revision}", "Code": "RevisionNotFound"})
            return
        siblings = [{"rfilename": name} for name in sorted(files)]
        self.send(200, {"id": repo, "modelId": repo, "sha": found.sha(revision), "tags": [],
                        "private": found.private, "siblings": siblings, "gated": False,
                        "lastModified": "2026-01-01T00:00:00.000Z", "disabled": False})  # fmt: skip

    def entries(self, found: Repo, files: dict[str, bytes]) -> list[dict[str, Any]]:
        told = []
        for name, data in sorted(files.items()):
            entry = {"type": "file", "path": name, "size": len(data), "oid": blob(data)}
            if name in found.is_lfs:
                oid = hashlib.sha256(data).hexdigest()
                entry["lfs"] = {"oid": oid, "size": len(data), "pointerSize": 134}
            told.append(entry)
        return told

    def tree(self, query: Any, body: bytes, kind: str, repo: str, revision: str, under: str = ""
             ) -> None:  # fmt: skip
        found = self.hub.repo(kind, repo)
        files = found.files(revision)
        if files is None:
            self.send(404, {"error": f"Invalid rev id: {revision}", "Code": "RevisionNotFound"})
            return
        under = (under or "").strip("/")
        inside = {name: data for name, data in files.items()
                  if not under or name.startswith(under + "/")}  # fmt: skip
        if under and not inside:
            self.send(404, {"error": f"{under} does not exist", "Code": "EntryNotFound"})
            return
        told = self.entries(found, inside)
        if query.get("recursive", ["false"])[0].lower() not in ("true", "1"):
            depth = under.count("/") + 1 if under else 0
            folders = {"/".join(one["path"].split("/")[: depth + 1]) for one in told
                       if one["path"].count("/") > depth}  # fmt: skip
            told = [one for one in told if one["path"].count("/") == depth]
            told += [{"type": "directory", "path": name, "oid": blob(b""), "size": 0}
                     for name in sorted(folders)]  # fmt: skip
        self.send(200, told)

    def paths(self, query: Any, body: bytes, kind: str, repo: str, revision: str) -> None:
        found = self.hub.repo(kind, repo)
        asked = json.loads(body)["paths"] if body[:1] == b"{" else parse_qs(body.decode())["paths"]
        files = found.files(revision) or {}
        told = self.entries(found, {name: files[name] for name in asked if name in files})
        told += [{"type": "directory", "path": name, "oid": blob(b""), "size": 0} for name in asked
                 if any(one.startswith(name + "/") for one in files)]  # fmt: skip
        self.send(200, told)

    def refs(self, query: Any, body: bytes, kind: str, repo: str) -> None:
        heads = self.hub.repo(kind, repo).heads
        self.send(200, {"branches": [{"name": name, "ref": f"refs/heads/{name}",
                                      "targetCommit": sha} for name, sha in heads.items()],
                        "tags": [], "converts": []})  # fmt: skip

    def preupload(self, query: Any, body: bytes, kind: str, repo: str, revision: str) -> None:
        if (kind, repo) not in self.hub.repos:
            return self.no_repo()
        files = self.hub.repo(kind, repo).files(revision) or {}
        told = []
        for one in json.loads(body)["files"]:
            path = one["path"]
            known = files.get(path)
            is_large = path.endswith((".safetensors", ".parquet", ".png"))
            oid = None if known is None else (
                hashlib.sha256(known).hexdigest() if is_large else blob(known))  # fmt: skip
            told.append({"path": path, "uploadMode": "lfs" if is_large else "regular",
                         "shouldIgnore": False, "oid": oid})  # fmt: skip
        self.send(200, {"files": told})

    def batch(self, query: Any, body: bytes, repo: str, prefix: str | None = None) -> None:
        asked = json.loads(body)
        assert "xet" not in asked["transfers"], "Xet is declined"
        told: list[dict[str, Any]] = []
        for one in asked["objects"]:
            entry = {"oid": one["oid"], "size": one["size"]}
            if one["oid"] not in self.hub.objects:
                upload = {"href": f"{self.hub.url}/lfs/{one['oid']}"}
                entry["actions"] = {"upload": upload,
                                    "verify": {"href": f"{self.hub.url}/lfs/verify"}}  # fmt: skip
            told.append(entry)
        self.send(200, {"transfer": "basic", "objects": told})

    def put(self, query: Any, body: bytes, oid: str) -> None:
        if hashlib.sha256(body).hexdigest() != oid:
            self.send(400, {"error": "these bytes have another hash"})
            return
        self.hub.objects[oid] = body
        self.send(200, {})

    def verify(self, query: Any, body: bytes) -> None:
        asked = json.loads(body)
        if len(self.hub.objects.get(asked["oid"], b"")) != asked["size"]:
            self.send(400, {"error": "not all of it is here"})
            return
        self.send(200, {})

    def commit(self, query: Any, body: bytes, kind: str, repo: str, revision: str) -> None:
        found = self.hub.repo(kind, repo)
        files = dict(found.files(revision) or {})
        for line in body.splitlines():
            item = json.loads(line)
            value = item["value"]
            if item["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif item["key"] == "lfsFile":
                files[value["path"]] = self.hub.objects[value["oid"]]
                found.is_lfs.add(value["path"])
            elif item["key"] == "deletedFile":
                del files[value["path"]]
        sha = hashlib.sha1(
            repr([(n, blob(d)) for n, d in sorted(files.items())]).encode()
        ).hexdigest()
        found.commits[sha] = files
        prefix = "datasets/" if kind == "dataset" else ""
        told = {"commitUrl": f"{self.hub.url}/{prefix}{repo}/commit/{sha}", "commitOid": sha}
        if query.get("create_pr") == ["1"]:
            found.requests += 1
            name = f"refs/pr/{found.requests}"
            told["pullRequestUrl"] = f"{self.hub.url}/{prefix}{repo}/discussions/{found.requests}"
        else:
            name = revision
        found.branches[name], found.heads[name] = files, sha
        self.send(200, told)

    def branch(self, query: Any, body: bytes, kind: str, repo: str, revision: str) -> None:
        found = self.hub.repo(kind, repo)
        if revision in found.branches:
            self.send(409, {"error": "Reference already exists"})
            return
        found.branches[revision] = dict(found.branches["main"])
        found.heads[revision] = found.heads["main"]
        self.send(200, {})

    def card(self, query: Any, body: bytes) -> None:
        asked = json.loads(body)
        errors = faults_of_card(asked["content"], asked["repoType"])
        self.send(400 if errors else 200, {"errors": [{"message": one} for one in errors],
                                           "warnings": [], "error": "; ".join(errors)})  # fmt: skip

    def resolve(self, query: Any, body: bytes, repo: str, revision: str, path: str,
                prefix: str | None = None) -> None:  # fmt: skip
        kind = "dataset" if prefix else "model"
        if (kind, repo) not in self.hub.repos:
            return self.no_repo()
        found = self.hub.repo(kind, repo)
        files = found.files(revision)
        if files is None:
            self.send(404, {"error": f"Invalid rev id: {revision}", "Code": "RevisionNotFound"})
        elif path not in files:
            self.send(404, {"error": "Entry not found", "Code": "EntryNotFound"})
        else:
            self.content(found, revision, path, files[path])

    def content(self, found: Repo, revision: str, path: str, data: bytes) -> None:
        etag = hashlib.sha256(data).hexdigest() if path in found.is_lfs else blob(data)
        headers = {"X_Repo_Commit": found.sha(revision), "ETag": f'"{etag}"',
                   "X_Linked_Size": str(len(data)), "Accept_Ranges": "bytes"}  # fmt: skip
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range") or "")
        if not wanted:
            return self.send(200, data, **headers)
        first, last = int(wanted[1]), int(wanted[2] or len(data) - 1)
        last = min(last, len(data) - 1)
        self.send(206, data[first : last + 1],
                  Content_Range=f"bytes {first}-{last}/{len(data)}", **headers)  # fmt: skip


def blob(data: bytes) -> str:
    """Return what git calls some bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def faults_of_card(text: str, kind: str) -> list[str]:
    """Return what the Hub would not take in a card's metadata."""
    from srkit.publish.licenses import KNOWN

    head = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
    if not head:
        return ["no metadata"]
    data = yaml.safe_load(head[1])
    errors = []
    if "license" in data and data["license"] not in KNOWN | {"other", "unknown"}:
        errors.append(f'"license" must be one of the known ones, not {data["license"]}')
    if data.get("license") == "other" and kind == "model" and "license_name" not in data:
        errors.append('"license_name" is missing')
    if not re.fullmatch(r"[\w-]+/[\w.-]+|", data.get("base_model", "")):
        errors.append('"base_model" is no repository')
    for model in data.get("model-index", []):
        for result in model["results"]:
            if not {"task", "dataset", "metrics"} <= result.keys():
                errors.append("a result without task, dataset or metrics")
            for metric in result["metrics"]:
                if not {"type", "value"} <= metric.keys():
                    errors.append("a metric without type or value")
    return errors


ROUTES: list[tuple[str, str, Any]] = [
    ("POST", "/api/repos/create", Handler.create),
    ("POST", "/api/validate-yaml", Handler.card),
    ("GET", API, Handler.info),
    ("GET", API + r"/revision/(?P<revision>.+)", Handler.info),
    ("GET", API + r"/refs", Handler.refs),
    ("GET", API + r"/tree/(?P<revision>refs/pr/\d+|[^/]+)(?P<under>/.*)?", Handler.tree),
    ("POST", API + r"/paths-info/(?P<revision>.+)", Handler.paths),
    ("POST", API + r"/preupload/(?P<revision>.+)", Handler.preupload),
    ("POST", API + r"/commit/(?P<revision>.+)", Handler.commit),
    ("POST", API + r"/branch/(?P<revision>.+)", Handler.branch),
    ("POST", FILES + r"\.git/info/lfs/objects/batch", Handler.batch),
    ("POST", "/lfs/verify", Handler.verify),
    ("PUT", "/lfs/(?P<oid>[0-9a-f]{64})", Handler.put),
    ("GET", FILES + r"/resolve/(?P<revision>refs/pr/\d+|[^/]+)/(?P<path>.+)", Handler.resolve),
]


@contextmanager
def serving() -> Iterator[Hub]:
    """Run a Hub on a free port of the loopback."""
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"hub": hub}))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":  # to try a command by hand
    import time

    with serving() as hub:
        said = f"export HF_ENDPOINT={hub.url} HF_TOKEN={TOKEN} HF_HUB_DISABLE_XET=1\n"
        sys.stdout.write(said)
        sys.stdout.flush()
        while True:
            time.sleep(1)
