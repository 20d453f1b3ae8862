"""A real MediaWiki on loopback, on SQLite, up in a second, gone without a trace.

By hand: python -m kentongan.networks.testing.mediawiki_server
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kentongan.networks.testing.processes import Program, Unstarted, find_program, free_port, give, listens, running

SOURCE = Path("/usr/share/mediawiki")
_ACCOUNT = "www-data"
_WORKERS = "4"
_LIBRARIES = ("includes", "languages", "maintenance", "vendor", "resources", "skins", "extensions", "extensions-core")
_OFFICE, _BOT = "Humas", "kentongan"
_BOT_PASSWORD = "a" * 32  # the form that bot passwords have
PASSWORD = "sandi-uji-wiki-2026"  # noqa: S105 (of throw-away wikis)
_SETTINGS = """
$wgEnableUploads = true;
$wgFileExtensions = [ 'png', 'jpg', 'jpeg', 'gif', 'webp' ];
$wgRateLimits = [];
$wgMainCacheType = CACHE_NONE;
$wgParserCacheType = CACHE_NONE;
$wgJobRunRate = 0;
$wgEnableBotPasswords = true;
$wgPasswordPolicy['policies']['default'] = [ 'MinimalPasswordLength' => [ 'value' => 1 ] ];
$wgUseInstantCommons = false;
$wgEnableEmail = false;
$wgReadOnlyFile = "{root}/read-only";
"""


@dataclass(frozen=True)
class MediaWikiSite:
    """A running wiki. The office is Humas; citizens are Budi and Siti, with `PASSWORD`."""

    base_url: str
    root: Path
    php: str

    def credentials(self, *, base_url: str = "", password: str = "") -> dict[str, str]:
        """What the adapter needs to act as the office."""
        return {
            "address": base_url or self.base_url,
            "username": f"{_OFFICE}@{_BOT}",
            "password": password or _BOT_PASSWORD,
        }

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """The wiki takes no change for a while."""
        lock = self.root / "read-only"
        lock.write_text("perawatan")
        try:
            yield
        finally:
            lock.unlink()

    def maintain(self, script: str, *arguments: str) -> None:
        """Run one of the wiki's own maintenance scripts."""
        _maintain(self.php, self.root, script, *arguments)


@contextmanager
def mediawiki() -> Iterator[MediaWikiSite]:
    """Install a wiki with its users, serve it, and end all of it afterwards. Raises `Unstarted` naming what is missing."""
    php = find_program("php", "php-cli php-sqlite3")
    if not (SOURCE / "api.php").exists():
        raise Unstarted("MediaWiki is not installed. On Debian: apt-get install mediawiki php-sqlite3")
    with tempfile.TemporaryDirectory(prefix="kt-mw-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        root, port = folder / "www", free_port()
        address = f"http://127.0.0.1:{port}"
        _lay_out(root)
        _install(php, root, address)
        with running(_web(php, root, port), lambda: listens(port)):
            yield MediaWikiSite(address, root, php)


def _lay_out(root: Path) -> None:
    for part in (root, root / "images", root / "cache", root / "data"):
        part.mkdir()
        give(part, _ACCOUNT)
    for page in SOURCE.glob("*.php"):
        # PHP takes a link's target for the file's place, and the wiki would read the machine's own settings.
        if page.name != "LocalSettings.php":
            shutil.copyfile(page, root / page.name)
    for library in _LIBRARIES:
        (root / library).symlink_to(SOURCE / library)


def _install(php: str, root: Path, address: str) -> None:
    _maintain(
        php, root, "install.php", "--dbtype", "sqlite", "--dbpath", str(root / "data"), "--dbname", "wiki", "--pass", PASSWORD,
        "--server", address, "--scriptpath", "", "--confpath", str(root), "--lang", "id", "Wiki uji", "Pengelola",
    )  # fmt: skip
    settings = root / "LocalSettings.php"
    settings.write_text(settings.read_text() + _SETTINGS.replace("{root}", str(root)))
    for user in (_OFFICE, "Budi", "Siti"):
        _maintain(php, root, "createAndPromote.php", user, PASSWORD)
    grants = "basic,createeditmovepage,editpage,uploadfile,uploadeditmovefile,highvolume"
    _maintain(php, root, "createBotPassword.php", "--appid", _BOT, "--grants", grants, _OFFICE, _BOT_PASSWORD)


def _environment(root: Path) -> Mapping[str, str]:
    settings = root / "LocalSettings.php"
    return {"MW_INSTALL_PATH": str(root), **({"MW_CONFIG_FILE": str(settings)} if settings.exists() else {})}


def _maintain(php: str, root: Path, script: str, *arguments: str) -> None:
    command = [php, str(root / "maintenance" / script), *arguments]
    Program(command, root.parent / "install.log", _ACCOUNT, _environment(root)).run()


def _web(php: str, root: Path, port: int) -> Program:
    command = [
        php,
        "-d",
        "opcache.revalidate_freq=0",  # settings that a test changes hold at once
        "-d",
        "upload_max_filesize=16M",
        "-d",
        "post_max_size=20M",
        "-S",
        f"127.0.0.1:{port}",
        "-t",
        str(root),
    ]
    return Program(
        command, root.parent / "web.log", _ACCOUNT, {**_environment(root), "PHP_CLI_SERVER_WORKERS": _WORKERS}
    )


def main() -> None:
    """Keep a wiki running until Ctrl-C, and say how to sign in."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), mediawiki() as site:
        print(site.base_url, site.credentials(), flush=True)  # noqa: T201 (for a person at a terminal)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
