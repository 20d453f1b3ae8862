"""A network's name stands in its own folder and in installed.py, nowhere else: the next one touches no other room."""

from __future__ import annotations

from pathlib import Path

import pytest

import kentongan
from kentongan.networks.installed import installed

HOUSE = Path(kentongan.__file__).parent
NETWORKS = HOUSE / "networks"
KINDS = {".py", ".html", ".typ", ".yaml", ".txt"}
LEFT_OUT = {"packs", "docs", "tests", "testing", "locale", "vendor"}
# Too short, or too common a word, to be searched for.
ORDINARY = {"x", "lainnya"}


def _names() -> list[str]:
    return sorted({network.title.casefold() for network in installed()} - ORDINARY)


def _own_folders() -> list[Path]:
    return [folder for folder in NETWORKS.iterdir() if folder.is_dir()]


def _files() -> list[Path]:
    own = (*_own_folders(), NETWORKS / "installed.py")
    return [
        file
        for file in HOUSE.rglob("*")
        if file.suffix in KINDS
        and not LEFT_OUT.intersection(file.relative_to(HOUSE).parts)
        and not any(file.is_relative_to(place) for place in own)
    ]


def test_there_is_something_to_search() -> None:
    assert "wordpress" in _names()
    assert NETWORKS / "base.py" in _files()


@pytest.mark.parametrize("name", _names())
def test_name_appears_in_its_folder_only(name: str) -> None:
    elsewhere = [
        f"{file.relative_to(HOUSE)}:{number}"
        for file in _files()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if name in line.casefold()
    ]
    assert elsewhere == []
