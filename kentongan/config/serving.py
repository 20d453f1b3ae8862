"""One command that runs everything: database, web, worker with its scheduler; and stops everything on Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from types import FrameType

_GRACE = 15.0  # seconds a process has to finish what it holds


def _spawn(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches this process alone, which then stops the others in order.
    return subprocess.Popen([sys.executable, "-m", *arguments], start_new_session=True)  # noqa: S603 (our own modules)


def _web(host: str, port: int) -> subprocess.Popen[bytes]:
    return _spawn(
        "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", os.environ.get("WEB_WORKERS", "1"),
        "--blocking-threads", "8", "--no-access-log", "--log-level", "warning", "kentongan.config.wsgi:application",
    )  # fmt: skip


def _worker() -> subprocess.Popen[bytes]:
    return _spawn("kentongan.config.cli", "worker")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(host: str, port: int) -> int:
    """Run until a signal comes or a process ends; a worker that dies is started again. Returns the exit status."""
    stopping: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, note)
    web, worker = _web(host, port), _worker()
    status = 0
    while not stopping:
        time.sleep(0.3)
        if web.poll() is not None:
            status = web.returncode or 1
            break
        if worker.poll() is not None:
            worker = _worker()
            time.sleep(1)
    for process in (web, worker):
        _stop(process)
    return status
