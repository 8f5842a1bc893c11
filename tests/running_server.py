"""The server as an operator runs it: a process of its own, on a port of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

START_SECONDS = 60
COMMAND = (sys.executable, "-c", "from server.run import serve; serve()")


class Running(NamedTuple):
    """A server that answers: its address, its process, the file with all that it writes."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def run_server(release: Path, folder: Path, **settings: object) -> Iterator[Running]:
    """What `undersigned serve` runs, with these settings; ended by SIGTERM if it has not ended by then."""
    settings["release"] = release
    given = {f"UNDERSIGNED_{name.upper()}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "UNDERSIGNED_PORT": "0", "UNDERSIGNED_WORKERS": "2", **given}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(COMMAND, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            yield Running(await_address(log, process), process, log)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(timeout=START_SECONDS)


def await_address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """The address that the server says it listens at."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"^Serving (http://\S+:\d+)", log.read_text(), re.MULTILINE)
        if found:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text())
