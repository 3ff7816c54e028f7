"""Files as people, and people of ill will, send them."""

import io
import struct
import zlib

from PIL import Image

from ops.kit.media import MediaLimits

LIMITS = MediaLimits(
    photo_bytes=15_000_000, pdf_bytes=20_000_000, photo_pixels=50_000_000, longest_edge_px=3000, thumbnail_px=320
)
GPS_IFD, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG_WITH_SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(format_name: str = "JPEG", size: tuple[int, int] = (64, 48), *, noise: bool = False) -> bytes:
    """The left half red, the right half blue; with `noise` nothing that packs well."""
    out = io.BytesIO()
    image = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size, "blue")
    if not noise:
        image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(out, format_name)
    return out.getvalue()


def photo_from_a_phone() -> bytes:
    """On its side, with the position of the house where it was taken and the name of the phone."""
    image = Image.new("RGB", (60, 40), "red")
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Secret Phone"
    exif[GPS_IFD] = {1: "N", 2: (50.0, 50.0, 12.0), 3: "E", 4: (4.0, 20.0, 48.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"kitchen of Mrs Peeters")
    return out.getvalue()


def png_bomb(width: int = 40_000, height: int = 40_000) -> bytes:
    """Small to send, gigabytes to decode."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(65_536))) + chunk(b"IEND", b"")
    )


def polyglot() -> bytes:
    """A picture that is a page too, for whoever reads it from behind."""
    return picture() + HTML
