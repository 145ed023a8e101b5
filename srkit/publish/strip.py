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
# Blocks that decide how pixels look, by marker and how they begin.
_LOOKS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_PNG_LOOKS = {b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"}
_PNG_END = b"\0\0\0\0IEND\xae\x42\x60\x82"
_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")  # that PNG takes as they are
_SCAN, _END = 0xDA, 0xD9


def stripped(path: str) -> bytes:
    """Return a picture's file without EXIF, comments and text."""
    with open_file(path) as file:
        data = file.read()
    try:
        with Image.open(io.BytesIO(data)) as image:
            is_jpeg = image.format in ("JPEG", "MPO") and data.startswith(_JPEG)
            if image.getexif().get(ExifTags.Base.Orientation, 1) in range(2, 9):
                return _again(ImageOps.exif_transpose(image), is_jpeg)
            if is_jpeg:
                return _jpeg(data)
            if image.format == "PNG" and data.startswith(_PNG):
                return _png(data)
            return _again(image, is_jpeg)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error,
            Image.DecompressionBombError) as error:  # fmt: skip
        raise RowError(f"a picture that can't be read: {plain(error)}") from error


def _again(image: Image.Image, is_jpeg: bool) -> bytes:
    """Write a picture anew: photographs as JPEG of high quality, all else without loss."""
    made = io.BytesIO()
    bare = image.copy() if image.mode in _MODES and not is_jpeg else image.convert("RGB")
    bare.info = {key: value for key, value in bare.info.items() if key == "transparency"}
    if is_jpeg:
        bare.save(made, "JPEG", quality=95, subsampling=0)
    else:
        bare.save(made, "PNG")
    return made.getvalue()


def _jpeg(data: bytes) -> bytes:
    """Drop application blocks and comments, and what follows the first picture."""
    kept, at = [_JPEG], 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("a JPEG file that is not one")
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _END:
            return b"".join([*kept, b"\xff\xd9"])
        (size,) = struct.unpack(">H", data[at + 2 : at + 4])
        end = at + 2 + size
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        is_told = 0xE0 <= marker <= 0xEF or marker == 0xFE
        looks = _LOOKS.get(marker)
        if not is_told or (looks and data.startswith(looks, at + 4)):
            kept.append(data[at:end])
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the marker behind a scan's own data is."""
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:  # a stuffed byte, a restart
            return at
        at += 2


def _png(data: bytes) -> bytes:
    """Keep the chunks that make the picture."""
    kept, at = [_PNG], len(_PNG)
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, whole = data[at + 4 : at + 8], data[at : at + 12 + size]
        at += 12 + size
        if kind == b"IEND" and at <= len(data):
            return b"".join([*kept, _PNG_END])
        if kind in _PNG_LOOKS:
            kept.append(whole)
    raise ValueError("a PNG file that ends early")
