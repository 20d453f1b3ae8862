"""Pictures as they go onto paper: decoded, turned upright, made small enough, and encoded again."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

import typst
from PIL import Image, ImageOps

LONGEST_SIDE = 1600  # pixels: 16 cm at 250 dots an inch
_SVG_RESOLUTION = 300


@dataclass(frozen=True, slots=True)
class Drawable:
    """A picture known to be readable: JPEG without transparency, or PNG."""

    data: bytes
    suffix: str


def drawable(data: bytes) -> Drawable | None:
    """The picture fit for PDF and DOCX, or ``None`` when it cannot be read (paper then shows its words alone)."""
    raster = from_svg(data, dots_per_inch=_SVG_RESOLUTION, fill="none") if b"<svg" in data[:4096].lower() else data
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _encoded(raster)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None


def _encoded(data: bytes) -> Drawable:
    with Image.open(BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF")) as opened:
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        sees_through = picture.has_transparency_data
        picture = picture.convert("RGBA" if sees_through else "RGB")
        out = BytesIO()
        if sees_through:
            picture.save(out, "PNG")
        else:
            picture.save(out, "JPEG", quality=85)
    return Drawable(out.getvalue(), "png" if sees_through else "jpg")


def from_svg(data: bytes, *, dots_per_inch: int, fill: Literal["none", "white"]) -> bytes:
    """An SVG as PNG, b"" when it cannot be read."""
    # The drawing is handed over as bytes in a document of its own, so that it can reach no file.
    paper = f"#set page(width: auto, height: auto, margin: 0pt, fill: {fill})\n"
    try:
        page = typst.compile(
            f'{paper}#image(bytes(sys.inputs.svg), format: "svg")'.encode(),
            format="png",
            ppi=dots_per_inch,
            sys_inputs={"svg": data.decode(errors="replace")},
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        return b""
    return page if isinstance(page, bytes) else b""
