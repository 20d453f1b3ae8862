"""A real WordPress on loopback, up in seconds, gone without a trace.

By hand: python -m kentongan.networks.testing.wordpress_server
"""

from __future__ import annotations

import json
import signal
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pymysql

from kentongan.networks.testing.mariadb import mariadb
from kentongan.networks.testing.processes import Program, Unstarted, find_program, free_port, give, listens, running
from kentongan.networks.testing.wordpress_site import DATABASE, lay_out

_ACCOUNT = "mysql"  # the user that runs the servers when we are root; it comes with the package
_WORKERS = "4"
_PHP = (
    "opcache.enable=1",
    "opcache.revalidate_freq=60",
    "memory_limit=128M",
    "upload_max_filesize=16M",
    "post_max_size=20M",
    "display_errors=0",
    "sendmail_path=/bin/true",
)


@dataclass(frozen=True)
class WordPressSite:
    """A running site. `passwords`: application passwords by user name (admin, editor, author, contributor)."""

    base_url: str
    passwords: Mapping[str, str]
    socket: Path

    def credentials(self, username: str, *, base_url: str = "") -> dict[str, str]:
        """What the adapter needs to act as that user; `base_url` instead of the site's own, for a line in between."""
        return {"address": base_url or self.base_url, "username": username, "password": self.passwords[username]}

    @property
    def author_credentials(self) -> dict[str, str]:
        return self.credentials("author")

    @property
    def editor_credentials(self) -> dict[str, str]:
        return self.credentials("editor")

    def count_public(self, slug: str) -> int:
        """How many public posts carry that slug, or that slug with the number WordPress adds to a second one."""
        condition = "post_type = 'post' AND post_status = 'publish' AND post_name REGEXP %s"
        return int(self.ask(f"SELECT COUNT(*) FROM wp_posts WHERE {condition}", f"^{slug}(-[0-9]+)?$")[0][0])  # noqa: S608 (fixed text)

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the site's database directly: what is true, whatever any interface says."""
        connection = pymysql.connect(unix_socket=str(self.socket), user="root", database=DATABASE, autocommit=True)
        with connection, connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def read(self, path: str) -> str:
        """A page as the public sees it."""
        with urllib.request.urlopen(f"{self.base_url}/{path.lstrip('/')}", timeout=20) as page:  # noqa: S310 (loopback)
            return str(page.read().decode())


@contextmanager
def wordpress() -> Iterator[WordPressSite]:
    """Start database and site, install it with its users, and end all of it afterwards.

    Raises `Unstarted` naming the Debian package that is missing.
    """
    php = find_program("php", "php-cli php-mysql php-gd")
    with tempfile.TemporaryDirectory(prefix="kt-wp-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the servers' account must reach it
        store, root = folder / "db", folder / "www"
        for part in (store, root):
            part.mkdir()
            give(part, _ACCOUNT)
        with mariadb(store, _ACCOUNT) as socket:
            port = free_port()
            address = f"http://127.0.0.1:{port}"
            passwords = _install(php, root, socket=socket, address=address)
            with running(_web(php, root, port), lambda: listens(port)):
                yield WordPressSite(address, passwords, socket)


def _install(php: str, root: Path, *, socket: Path, address: str) -> dict[str, str]:
    connection = pymysql.connect(unix_socket=str(socket), user="root")
    with connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
    lay_out(root, socket=socket, address=address)
    for folder in (root / "wp-content", root / "wp-content" / "uploads"):
        give(folder, _ACCOUNT)
    program = Program([php, str(root / "install.php")], root.parent / "install.log", _ACCOUNT)
    program.run()
    said = program.tail()
    if "PEOPLE=" not in said:
        raise Unstarted(f"WordPress could not be installed (is php-mysql there?): {said}")
    people: dict[str, str] = json.loads(said.rpartition("PEOPLE=")[2])
    return people


def _web(php: str, root: Path, port: int) -> Program:
    settings = [part for setting in _PHP for part in ("-d", setting)]
    command = [php, *settings, "-S", f"127.0.0.1:{port}", "-t", str(root)]
    return Program(command, root.parent / "web.log", _ACCOUNT, {"PHP_CLI_SERVER_WORKERS": _WORKERS})


def main() -> None:
    """Keep a site running until Ctrl-C, and say how to sign in."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), wordpress() as site:
        print(site.base_url)  # noqa: T201 (for a person at a terminal)
        for username, password in site.passwords.items():
            print(f"  {username}: {password}", flush=True)  # noqa: T201 (a throw-away site)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
