"""What many tests share: the curated tables, made-up documents, a release of the embedded data set."""

from __future__ import annotations

from pathlib import Path

import pytest

from converters.pipeline import release
from data import DATA, Reference, load_reference

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
BASE = "http://localhost:8000"
DAY = "2026-11-21"


@pytest.fixture(scope="session")
def reference() -> Reference:
    """The curated tables."""
    return load_reference()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real and made-up documents with labels; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED.name} is not beside this checkout: its documents are not scored")
    return SHARED


@pytest.fixture(scope="session")
def example_release(tmp_path_factory: pytest.TempPathFactory, reference: Reference) -> Path:
    """The release directory of the embedded data set, made once by the pipeline itself."""
    target = tmp_path_factory.mktemp("releases")
    released = release(
        [DATA / "statements"],
        target,
        base=BASE,
        date=DAY,
        today=DAY,
        ledger_path=target / "ledger.csv",
        reference=reference,
        collection=reference.collections["embedded"],
    )
    assert released.manifest is not None
    return target / released.manifest.version
