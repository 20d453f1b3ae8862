"""The pack a government works by, loaded once a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from kentongan.law.loader import load_packs
from kentongan.law.model import Pack, Role
from kentongan.offices.models import Government


@cache
def installed_packs() -> dict[str, Pack]:
    """Every pack in the program and under KENTONGAN_PACKS, by key. `PackFaults` when one of them is broken."""
    return load_packs(settings.KENTONGAN_PACKS)


def pack_folders() -> dict[str, Path]:
    """Where each installed pack lies, by key."""
    roots = [root for root in settings.KENTONGAN_PACKS if root.is_dir()]
    return {path.parent.name: path.parent for root in roots for path in sorted(root.glob("*/regulation.yaml"))}


def pack_of(government: Government) -> Pack:
    """The government's pack; KeyError when it is not installed any more."""
    return installed_packs()[government.pack]


def roles_of(government: Government) -> dict[str, Role]:
    """The roles that decrees of this government may fill, by key."""
    return pack_of(government).regulation.roles
