"""Loaded by pytest before anything reads the settings: a data folder of the tests' own, its database running."""

from __future__ import annotations

import os
from pathlib import Path

from kentongan.config import embedded

_OWN = str(Path(__file__).resolve().parents[2] / "build" / "tests")
os.environ.setdefault("KENTONGAN_DATA", _OWN)
os.environ.setdefault("KENTONGAN_LOOPBACK", "1")
if embedded.is_embedded():
    SERVER = embedded.start()
    # Processes are killed in tests, the machine is not: nothing in the tests' own folder needs to outlive it.
    if os.environ["KENTONGAN_DATA"] == _OWN:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            SERVER.psql(f"ALTER SYSTEM SET {setting} = off")
        SERVER.psql("SELECT pg_reload_conf()")
