"""A private MariaDB in a temporary folder, reached by its socket only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kentongan.networks.testing.processes import Program, Unstarted, find_program, running

# Tests' data is thrown away: nothing needs to survive a crash.
_SETTINGS = (
    "--skip-networking",
    "--skip-log-bin",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--performance-schema=0",
    "--max-allowed-packet=64M",
)


@contextmanager
def mariadb(folder: Path, account: str) -> Iterator[Path]:
    """Run a server with its data in `folder`, which belongs to `account`; gives its socket. Root has no password."""
    where = [f"--datadir={folder / 'data'}", "--innodb-log-file-size=16M"]
    install = find_program("mariadb-install-db", "mariadb-server")
    server = find_program("mariadbd", "mariadb-server")
    log, socket = folder / "mariadb.log", folder / "socket"
    options = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve", "--cross-bootstrap"]
    Program([install, "--no-defaults", *where, *options], log, account).run()
    # A socket's path has at most 107 bytes, whatever the temporary folder is called.
    if len(str(socket)) > 100:
        raise Unstarted(f"the temporary folder's name is too long for a socket: {socket}")
    command = [server, "--no-defaults", *where, f"--socket={socket}", f"--pid-file={folder / 'pid'}", *_SETTINGS]
    with running(Program(command, log, account), socket.exists):
        yield socket
