from __future__ import annotations

import hashlib
import io
import itertools
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from kentongan.networks.base import Media, Outgoing
from kentongan.networks.calls import Patience
from kentongan.networks.testing.faulty_proxy import FaultyProxy, faulty_proxy
from kentongan.networks.testing.wordpress_server import WordPressSite, wordpress
from kentongan.networks.wordpress.network import WordPress

LATE = 1.0  # seconds that the proxy delays
_colours = itertools.count(1)


@pytest.fixture(scope="session")
def site() -> Iterator[WordPressSite]:
    with wordpress() as running:
        yield running


@pytest.fixture(scope="session")
def proxy(site: WordPressSite) -> Iterator[FaultyProxy]:
    with faulty_proxy(site.base_url, delay=LATE) as running:
        yield running


@pytest.fixture
def network() -> WordPress:
    return WordPress(loopback=True)


@pytest.fixture
def hasty() -> WordPress:
    """Gives up before the proxy's delay is over."""
    return WordPress(loopback=True, patience=Patience(connect=2, read=LATE * 0.7))


@pytest.fixture
def message() -> Callable[..., Outgoing]:
    """A message of its own key each time."""

    def make(**given: object) -> Outgoing:
        words = {"title": "Panen raya", "text": "Alinea satu.\n\nAlinea dua.", "caption": "Panen raya", "hashtags": ()}
        return Outgoing(**{"key": f"d-{uuid.uuid4().hex[:12]}", **words, **given})  # type: ignore[arg-type]

    return make


@pytest.fixture
def picture(tmp_path: Path) -> Callable[..., Media]:
    """A small picture that no test has used before."""

    def make(alt: str = "Petani memanen padi", *, mime: str = "image/jpeg") -> Media:
        number = next(_colours)
        file = io.BytesIO()
        image = Image.effect_noise((24, 24), 50 + number)
        image.save(file, "JPEG" if mime == "image/jpeg" else "PNG")
        path = tmp_path / f"{number}"
        path.write_bytes(file.getvalue())
        return Media(path=path, sha256=hashlib.sha256(file.getvalue()).hexdigest(), mime=mime, alt=alt)

    return make
