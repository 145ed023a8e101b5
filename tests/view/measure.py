"""How long a large page takes to open in a real browser, and how large it is.

python -m tests.view.measure
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from srkit.cli.main import main as srkit
from tests.test_browser import CHROMIUM, large


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        rows, tree = large(lambda *words: srkit([*map(str, words), "-q"]), folder)  # type: ignore[arg-type, return-value]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for inputs in ([rows], [tree], [rows, tree]):
            page_file, seconds = folder / "look.html", []
            srkit(["view", *map(str, inputs), "-o", str(page_file), "-q"])
            for _ in range(5):
                page = browser.new_page()
                began = time.perf_counter()
                page.goto(page_file.as_uri())
                page.wait_for_selector("article")
                seconds.append(time.perf_counter() - began)
                page.close()
            named = " and ".join(path.name for path in inputs)
            size = page_file.stat().st_size / 2**20
            line = f"{named}: {size:.1f} MB, open in {statistics.median(seconds):.2f} s"
            sys.stderr.write(line + "\n")
        browser.close()


if __name__ == "__main__":
    main()
