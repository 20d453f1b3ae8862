"""Starting a pack of one's own: many regencies share one ancestor text."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from pydantic import BaseModel

from kentongan.law.model import Procedure, Regulation

_SCHEMAS: dict[str, type[BaseModel]] = {"regulation": Regulation, "procedure": Procedure}


def start_pack(key: str, source: Path, into: Path) -> Path:
    """Copy a pack under another key. FileExistsError when there is one already, ValueError for an unfit key."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,58}", key):
        raise ValueError(f"{key!r} is no key: small letters, digits and hyphens, beginning with a letter")
    target = into / key
    if target.exists():
        raise FileExistsError(f"{target} is there already")
    shutil.copytree(source, target)
    return target


def write_schemas(folder: Path) -> list[Path]:
    """The JSON Schema of each kind of file of a pack, for editors that complete and check YAML."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, model in _SCHEMAS.items():
        path = folder / f"{name}.schema.json"
        schema = model.model_json_schema(by_alias=True)
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n")
        written.append(path)
    return written
