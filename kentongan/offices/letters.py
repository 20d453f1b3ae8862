"""The letterhead of an agency."""

from __future__ import annotations

from collections.abc import Sequence

from kentongan.documents.paper import Letterhead
from kentongan.files.store import read_stored
from kentongan.offices.models import Agency


def letterhead_of(agency: Agency, lines: Sequence[str] = ()) -> Letterhead:
    """The KOP with the government's crest; `lines` from an SOP's identity stand for the agency that coordinates."""
    government = agency.government
    own = tuple(lines) if agency.pk == government.coordinator_id and lines else ()
    crest = read_stored(government.crest_sha256) if government.crest_sha256 else None
    return Letterhead(own or (government.name.upper(), agency.name.upper()), agency.address, crest)
