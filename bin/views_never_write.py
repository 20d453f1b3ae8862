"""Views parse, call one action and render. Finds any that saves, creates, updates or deletes a row itself."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "kentongan"
WRITING = {
    "save",
    "create",
    "bulk_create",
    "update_or_create",
    "get_or_create",
    "bulk_update",
    "delete",
    "set_password",
}


def writes(path: Path) -> Iterator[str]:
    """Each call by which the file would write."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITING:
            yield f"{path.relative_to(ROOT.parent)}:{node.lineno}: a view calls .{node.func.attr}(); move it into an action"


def main() -> int:
    found = [
        fault
        for path in sorted(ROOT.rglob("*.py"))
        if path.name == "views.py" or "views" in path.parts
        for fault in writes(path)
    ]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
