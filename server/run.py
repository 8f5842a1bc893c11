"""Running the server: `serve()` listens until it is told to stop, and lets requests under way end."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from server import mirror
from server.app import create_app
from server.connections import make_server
from server.journal import write_messages
from server.settings import Settings, describe_settings


def read_settings(**given: Any) -> Settings:
    """The settings in force; what is not given (None) comes from the environment and the settings file.

    Raises SystemExit 2 where a setting is wrong, after saying which.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        for problem in error.errors():
            place = "_".join(str(part) for part in problem["loc"]).upper()
            print(f"UNDERSIGNED_{place}: {problem['msg']}", file=sys.stderr)
        raise SystemExit(2) from None


def list_settings() -> list[tuple[str, str, str]]:
    """Environment variable, value in force and description of each setting; passwords are hidden."""
    return describe_settings(read_settings())


def export_static(release: Path, folder: Path, on_progress: Callable[[str, int, int], None]) -> int:
    """Write a release into an empty folder, as files for any file server; the number of files. Raises ReleaseError."""
    return mirror.export_static(read_settings(release=release), folder, on_progress)


def serve(
    release: Path | None = None,
    *,
    host: str | None = None,
    port: int | None = None,
    workers: int | None = None,
    sparql_endpoint: str | None = None,
) -> None:
    """Serve a release until SIGINT or SIGTERM. What is not given comes from the environment and the settings file.

    Raises ReleaseError if there is no release to serve, SystemExit 2 where a setting is wrong. One process answers
    HTTP; it is the query workers (see server.query), or the store at `sparql_endpoint`, that use all cores.
    """
    settings = read_settings(release=release, host=host, port=port, workers=workers, sparql_endpoint=sparql_endpoint)
    server = make_server(create_app(settings), settings)
    write_messages()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    server.run()
