"""What comes from a phone: told by its content, cleaned of place and device, refused when it is broken or a disguise."""

from __future__ import annotations

import io
import zipfile

import av
import pytest
from PIL import Image

from kentongan.files.cleaning import keep_media, keep_scan
from kentongan.files.store import read_stored
from kentongan.law.refusal import Refused

GPS = 0x8825


def jpeg_with_place() -> io.BytesIO:
    picture, exif = Image.new("RGB", (80, 60), "#447722"), Image.Exif()
    exif[0x010F], exif[0x0112] = "Telepon Dinas", 6
    exif.get_ifd(GPS)[2] = (2.0, 31.0, 11.0)
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=b"rahasia")
    return written


def video_with_place() -> io.BytesIO:
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as target:
        target.metadata["location"] = "-2.5311+111.3125/"
        target.metadata["comment"] = "Telepon Dinas"
        stream = target.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(12):
            frame = av.VideoFrame.from_image(Image.new("RGB", (64, 48), (number * 20, 90, 60)))
            for packet in stream.encode(frame):
                target.mux(packet)
        for packet in stream.encode():
            target.mux(packet)
    written.seek(0)
    return written


def test_a_picture_loses_place_device_and_comment_and_stands_upright() -> None:
    assert b"Telepon" in jpeg_with_place().getvalue()
    kept = keep_media(jpeg_with_place())
    content = read_stored(kept.sha256)
    with Image.open(io.BytesIO(content)) as clean:
        assert dict(clean.getexif()) == {}
        assert clean.size == (60, 80) == (kept.width, kept.height)
    assert b"Telepon" not in content
    assert b"rahasia" not in content


def test_a_video_loses_place_and_device_and_still_plays() -> None:
    assert b"Telepon" in video_with_place().getvalue()
    kept = keep_media(video_with_place())
    content = read_stored(kept.sha256)
    assert kept.mime == "video/mp4"
    assert b"Telepon" not in content
    assert b"111.3125" not in content
    with av.open(io.BytesIO(content)) as played:
        assert sum(1 for _frame in played.decode(video=0)) == 12


def test_the_same_file_twice_is_kept_once() -> None:
    assert keep_media(jpeg_with_place()).sha256 == keep_media(jpeg_with_place()).sha256


def polyglot() -> io.BytesIO:
    """A picture with an archive behind it."""
    written = jpeg_with_place()
    written.seek(0, io.SEEK_END)
    behind = io.BytesIO()
    with zipfile.ZipFile(behind, "w") as archive:
        archive.writestr("jahat.html", "<script>alert(1)</script>")
    written.write(behind.getvalue())
    return written


def test_nothing_hides_behind_a_picture() -> None:
    content = read_stored(keep_media(polyglot()).sha256)
    assert b"PK\x03\x04" not in content
    assert b"<script" not in content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"halo",
        b"<svg onload=alert(1)>",
        b"%PDF-1.7",
        b"\xff\xd8\xff\xe0broken",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"GIF89a",
    ],
)
def test_what_is_no_photo_or_video_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(Refused) as error:
        keep_media(io.BytesIO(content))
    assert str(error.value.reasons[0])


def test_a_picture_that_unfolds_too_far_is_refused() -> None:
    written = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    with pytest.raises(Refused, match="megapiksel"):
        keep_media(written)


def test_a_broken_video_is_refused() -> None:
    whole = video_with_place().getvalue()
    with pytest.raises(Refused):
        keep_media(io.BytesIO(whole[:60] + b"\0" * 200))


def test_a_scan_is_a_pdf_as_it_is_or_a_cleaned_picture() -> None:
    evidence = b"%PDF-1.7\n" + b"x" * 100
    assert read_stored(keep_scan(io.BytesIO(evidence)).sha256) == evidence
    assert b"Telepon" not in read_stored(keep_scan(jpeg_with_place()).sha256)
    with pytest.raises(Refused):
        keep_scan(io.BytesIO(b"MZ\x90"))
