"""What an operator may set, with defaults that are safe for a public endpoint.

Each field is read from the environment (`UNDERSIGNED_` and the field's name in capitals) and from a TOML file named
by `UNDERSIGNED_SETTINGS`; an argument of the command line wins over the environment, and that over the file.
`Settings()` reads and checks them once; the object is frozen. `undersigned settings` prints `describe_settings()`.
"""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ByteSize, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def size(text: str) -> ByteSize:
    """The number of bytes that a text such as `64MiB` means."""
    return ByteSize._validate(text, None)  # type: ignore[arg-type]


class Settings(BaseSettings):
    """All settings of the server; raises pydantic's ValidationError that names each bad one."""

    model_config = SettingsConfigDict(env_prefix="UNDERSIGNED_", frozen=True, extra="forbid")

    release: Path = Field(
        Path("data/releases"), description="Directory of releases (with `current` in it), or one release."
    )
    host: str = Field("127.0.0.1", description="Address to listen at.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen at; 0 takes a free one.")
    root_path: str = Field("", description="Path prefix that a proxy takes off before it passes a request on.")
    trusted_proxies: str = Field(
        "", description="Addresses, by comma, of proxies whose X-Forwarded-For is believed; none without."
    )
    release_check_seconds: float = Field(2.0, gt=0, description="How often a new `current` release is looked for.")
    log_requests: bool = Field(True, description="Write a line of JSON for each request to standard output.")
    log_clients: bool = Field(False, description="Write client addresses into the log.")
    metrics: bool = Field(True, description="Answer /metrics, for Prometheus; a proxy should keep it to operators.")

    sparql_endpoint: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="A SPARQL 1.1 store to ask in place of the release's own."
    )
    store_union: bool = Field(
        False, description="That store's default graph is the union of its graphs; else each query lists the release's."
    )
    store_user: str = Field("", description="User name for that store (HTTP Basic).")
    store_password: SecretStr = Field(SecretStr(""), description="Password for that store.")

    workers: int = Field(
        max(2 * CORES, 3), ge=1, description="Processes kept ready for queries that have run less than 100 ms."
    )
    slow_queries: int = Field(
        max(4 * CORES, 8), ge=1, description="Queries that may run longer than that at the same time."
    )
    query_seconds: float = Field(30.0, gt=0, description="Time limit of a query.")
    query_memory: ByteSize = Field(size("1GiB"), description="Memory that the process of one query may take.")
    query_bytes: ByteSize = Field(size("100kB"), description="Longest query text.")
    query_nesting: int = Field(100, ge=1, description="Deepest nesting of brackets, negations and signs in a query.")
    query_chain: int = Field(1000, ge=1, description="Longest chain of operators (UNION, ||, /, …) at one level.")
    row_limit: int = Field(500_000, ge=1, description="Most rows or triples of an answer; beyond it, an error.")
    answer_bytes: ByteSize = Field(size("64MiB"), description="Largest answer before compression; beyond it, an error.")
    batch_names: int = Field(1000, ge=1, description="Most names, or values, that one reconciliation request asks for.")
    body_bytes: ByteSize = Field(size("256kB"), description="Largest request body.")
    queries_per_client: int = Field(16, ge=1, description="Queries of one client address at the same time.")
    query_queue: int = Field(256, ge=0, description="Queries, of all clients, that may wait for a process.")
    cache_bytes: ByteSize = Field(size("64MiB"), description="Memory for answers that are kept within a release.")
    cache_seconds: int = Field(60, ge=0, description="How long others may keep an answer without asking again.")

    connections: int = Field(1000, ge=1, description="Connections open at the same time.")
    head_seconds: float = Field(10.0, gt=0, description="Time for the head of a request to arrive.")
    head_bytes: ByteSize = Field(size("128kB"), description="Largest head of a request; longer queries go by POST.")
    body_seconds: float = Field(20.0, gt=0, description="Time for the body of a request to arrive.")
    write_seconds: float = Field(30.0, gt=0, description="Time a client may take none of an answer that waits for it.")
    keep_alive_seconds: int = Field(15, ge=0, description="Time an idle connection is kept.")
    shutdown_seconds: int = Field(35, ge=0, description="Time for requests under way to end at shutdown.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the TOML file that UNDERSIGNED_SETTINGS names."""
        named = os.environ.get("UNDERSIGNED_SETTINGS")
        file = (TomlConfigSettingsSource(settings_cls, toml_file=named),) if named else ()
        return (init_settings, env_settings, *file)


def describe_settings(settings: Settings) -> list[tuple[str, str, str]]:
    """Environment variable, value and description of each setting, in the order of the class."""
    return [
        (f"UNDERSIGNED_{name.upper()}", str(getattr(settings, name)), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
