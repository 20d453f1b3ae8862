"""Foreign programs for tests: each in a process group of its own, which ends as a whole."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


class Unstarted(Exception):  # noqa: N818 (it says what is missing, and how to get it)
    """A program is missing or did not come up; the text says what to do."""


@dataclass(frozen=True)
class Program:
    """How to start a program. `account`: the user to run it as when we are root ("" for ourselves)."""

    command: Sequence[str]
    log: Path
    account: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Run it to its end. Raises `Unstarted` with the end of its log when it fails."""
        code = self.start().wait()
        if code:
            raise Unstarted(f"{Path(self.command[0]).name} ended with {code}: {self.tail()}")

    def start(self) -> subprocess.Popen[bytes]:
        """Start it as the leader of a new process group."""
        user, group = (self.account, _group(self.account)) if _steps_down(self.account) else (None, None)
        with self.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 (the tests' own programs)
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env={**_ENVIRONMENT, **self.environment},
                user=user,
                group=group,
                extra_groups=None if group is None else [],
            )

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]


_ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}


def _steps_down(account: str) -> bool:
    return bool(account) and os.geteuid() == 0


def _group(account: str) -> int:
    return pwd.getpwnam(account).pw_gid


def give(folder: Path, account: str) -> None:
    """Make the account the owner of the folder, when we are root."""
    if _steps_down(account):
        shutil.chown(folder, account, _group(account))


def find_program(name: str, package: str) -> str:
    """The path of a program; `Unstarted` names the Debian package it comes from."""
    path = shutil.which(name, path=_ENVIRONMENT["PATH"])
    if path is None:
        raise Unstarted(f"{name} is not installed. On Debian: apt-get install {package}")
    return path


def free_port() -> int:
    """A TCP port on loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(program: Program, ready: Callable[[], bool], *, seconds: float = 30.0) -> Iterator[None]:
    """Start the program, wait until `ready`, and end its whole process group afterwards."""
    process = program.start()
    try:
        _wait(program, process, ready, seconds)
        yield
    finally:
        _end(process)


def _wait(program: Program, process: subprocess.Popen[bytes], ready: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Unstarted(f"{Path(program.command[0]).name} did not come up: {program.tail()}")
        time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)
    # Workers may outlive their leader.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def listens(port: int) -> bool:
    """Whether something accepts connections on that loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
