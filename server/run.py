"""Running the server: `serve()` listens until it is told to stop, and lets requests under way end."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from pydantic import ValidationError

from server.app import create_app
from server.connections import make_server
from server.settings import Settings


def serve(
    release: Path | None = None, *, host: str | None = None, port: int | None = None, workers: int | None = None
) -> None:
    """Serve a release until SIGINT or SIGTERM. What is not given comes from the environment and the settings file.

    Raises ReleaseError if there is no release to serve, SystemExit 2 where a setting is wrong. One process answers
    HTTP; it is the query workers (see server.query) that use all cores.
    """
    given = {"release": release, "host": host, "port": port, "workers": workers}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        for problem in error.errors():
            place = "_".join(str(part) for part in problem["loc"]).upper()
            print(f"UNDERSIGNED_{place}: {problem['msg']}", file=sys.stderr)
        raise SystemExit(2) from None
    server = make_server(create_app(settings), settings)
    gc.collect()
    gc.freeze()
    server.run()
