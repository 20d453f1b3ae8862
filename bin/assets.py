"""Collect the style and one sprite of the icons in use from the installed npm packages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "kentongan" / "workspace" / "static" / "vendor"
ICONS = (
    "house", "chat-square-text", "megaphone", "building", "journal-text", "bell", "person", "search", "plus-lg", "check-circle",
    "exclamation-triangle", "clock", "pencil", "camera", "trash", "box-arrow-right", "link-45deg", "shield-check", "three-dots", "diagram-3", "inbox",
)  # fmt: skip


def symbol(name: str) -> str:
    """One icon as a symbol of the sprite."""
    drawn = (MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text()
    inner = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawn, flags=re.DOTALL)
    return f'<symbol id="{name}" viewBox="0 0 16 16">{inner.strip()}</symbol>'


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    style = (MODULES / "bootstrap" / "dist" / "css" / "bootstrap.min.css").read_text()
    (TARGET / "bootstrap.min.css").write_text(re.sub(r"/\*# sourceMappingURL=.*?\*/", "", style))
    shutil.copy(MODULES / "bootstrap" / "LICENSE", TARGET / "bootstrap.LICENSE")
    sprite = "".join(map(symbol, ICONS))
    (TARGET / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">{sprite}</svg>')


if __name__ == "__main__":
    main()
