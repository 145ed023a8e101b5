"""Pictures as they are published: the same pixels, without what the camera wrote beside them.

JPEG and PNG keep their data as it is and lose the blocks around it; a picture that is stored turned
is turned, as boxes and masks are those of the upright one.
"""

import io
import struct

from PIL import ExifTags, Image, ImageOps

from srkit.errors import RowError, plain
from srkit.records.paths import open_file

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
# Blocks that decide how pixels look: JFIF, colour profile, Adobe's colour transform.
_LOOKS = (0xE0, 0xE2, 0xEE)
_PNG_LOOKS = {
    b"IHDR",
    b"PLTE",
    b"IDAT",
    b"IEND",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"iCCP",
    b"sBIT",
}


def stripped(path: str) -> bytes:
    """Return a picture's file without EXIF, comments and text."""
    with open_file(path) as file:
        data = file.read()
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9):
                return _again(ImageOps.exif_transpose(image), image.format)
            if image.format == "JPEG" and data.startswith(_JPEG):
                return _jpeg(data)
            if image.format == "PNG" and data.startswith(_PNG):
                return _png(data)
            return _again(image, image.format)
    except (OSError, ValueError, SyntaxError, EOFError, struct.error,
            Image.DecompressionBombError) as error:  # fmt: skip
        raise RowError(f"a picture that can't be read: {plain(error)}") from error


def _again(image: Image.Image, stored_as: str | None) -> bytes:
    """Write a picture anew: photographs as JPEG of high quality, all else without loss."""
    made = io.BytesIO()
    if stored_as in ("JPEG", "MPO"):
        image.convert("RGB").save(made, "JPEG", quality=95, subsampling=0)
    else:
        image.convert("RGB").save(made, "PNG")
    return made.getvalue()


def _jpeg(data: bytes) -> bytes:
    """Drop the application blocks and comments before the picture's data, and what follows it."""
    kept, at = [_JPEG], 2
    while data[at] == 0xFF and data[at + 1] != 0xDA:
        marker, (size,) = data[at + 1], struct.unpack(">H", data[at + 2 : at + 4])
        is_told = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if not is_told or (marker in _LOOKS and not data[at + 4 : at + 7] == b"MPF"):
            kept.append(data[at : at + 2 + size])
        at += 2 + size
    end = data.rfind(b"\xff\xd9")
    if data[at] != 0xFF or end < at:
        raise ValueError("a JPEG file that ends early")
    return b"".join(kept) + data[at : _end_of_scan(data, at) + 2]


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the first picture's end marker is: further ones may follow it."""
    while True:
        at = data.index(b"\xff", at + 1)
        if data[at + 1] == 0xD9:
            return at
        if data[at + 1] == 0xDA or 0xC0 <= data[at + 1] <= 0xCF or data[at + 1] in (0xDB, 0xDD):
            at += 1 + struct.unpack(">H", data[at + 2 : at + 4])[0]


def _png(data: bytes) -> bytes:
    """Keep the chunks that make the picture."""
    kept, at = [_PNG], len(_PNG)
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind = data[at + 4 : at + 8]
        if kind in _PNG_LOOKS:
            kept.append(data[at : at + 12 + size])
        at += 12 + size
        if kind == b"IEND" and at <= len(data):
            return b"".join(kept)
    raise ValueError("a PNG file that ends early")
