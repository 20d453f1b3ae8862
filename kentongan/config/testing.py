"""Loaded by pytest before anything reads the settings: a data folder of the tests' own, its database running."""

from __future__ import annotations

import os
from pathlib import Path

from kentongan.config import embedded

os.environ.setdefault("KENTONGAN_DATA", str(Path(__file__).resolve().parents[2] / "build" / "tests"))
os.environ.setdefault("KENTONGAN_LOOPBACK", "1")
if embedded.is_embedded():
    SERVER = embedded.start()
