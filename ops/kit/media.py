"""What people attach: told by its content, within bounds, and rid of what a photo says beside its picture.

A photo is decoded and written anew, so that neither the position where it was taken nor anything hidden behind the
picture is kept. A PDF is kept as it came and only ever handed out as a download.
"""

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from ops.errors import N_, InvalidInput, TooLarge

PDF = "application/pdf"
_SUFFIXES: Mapping[str, str] = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", PDF: ".pdf"}
#: What a form offers to choose from; a phone turns its own formats into one of these then.
ACCEPTED = ",".join(_SUFFIXES)
_FORMATS: Mapping[str, str] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_HEAD = 16
_PDF_TAIL = 2048
_LONGEST_STEM = 80
#: Decoding takes memory by the pixel: who comes third waits.
_AT_ONCE = BoundedSemaphore(2)
# The library would warn or refuse by a figure of its own; ours is a dated rule, looked at before a pixel is decoded.
Image.MAX_IMAGE_PIXELS = None


class EmptyFile(InvalidInput):
    code = "empty_file"
    text = N_("This file is empty. Choose another one.")


class UnknownMedia(InvalidInput):
    code = "unknown_media"
    text = N_("This is neither a photo (JPEG, PNG, WebP) nor a PDF. Take a photo of it instead.")


class FileTooBig(TooLarge):
    code = "file_too_big"
    text = N_("This file is too large: at most %(limit_mb)s MB. Send it smaller, or in parts.")


class PictureTooBig(InvalidInput):
    code = "picture_too_big"
    text = N_("This photo has too many pixels: at most %(limit_mp)s million. Take it smaller.")


class BrokenFile(InvalidInput):
    code = "broken_file"
    text = N_("This file did not arrive whole, or can't be read. Send it again.")


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """How much of a file we take, and how much of a picture we keep."""

    photo_bytes: int
    pdf_bytes: int
    photo_pixels: int
    #: Longest side of a photo as it is kept, and of its small picture.
    longest_edge_px: int
    thumbnail_px: int


@dataclass(frozen=True, slots=True)
class Media:
    """Content that is safe to keep, at its beginning."""

    media_type: str
    stream: BinaryIO
    size_bytes: int
    thumbnail: bytes | None = None


def media_type_of(head: bytes) -> str | None:
    """By the first bytes; what a browser or a name says counts for nothing."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    return PDF if head.startswith(b"%PDF-") else None


def read_media(stream: BinaryIO, limits: MediaLimits) -> Media:
    """Raises EmptyFile, UnknownMedia, FileTooBig, PictureTooBig, BrokenFile."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size == 0:
        raise EmptyFile(field="file")
    media_type = media_type_of(stream.read(_HEAD))
    if media_type is None:
        raise UnknownMedia(field="file")
    allowed = limits.pdf_bytes if media_type == PDF else limits.photo_bytes
    if size > allowed:
        raise FileTooBig(field="file", limit_mb=allowed // 1_000_000)
    return _pdf(stream, size) if media_type == PDF else _photo(stream, media_type, limits)


def _pdf(stream: BinaryIO, size: int) -> Media:
    """One that was cut off lacks its last mark, which readers look for near the end."""
    stream.seek(max(0, size - _PDF_TAIL))
    if b"%%EOF" not in stream.read():
        raise BrokenFile(field="file")
    stream.seek(0)
    return Media(PDF, stream, size)


def _photo(stream: BinaryIO, media_type: str, limits: MediaLimits) -> Media:
    stream.seek(0)
    with _AT_ONCE:
        try:
            picture = _decoded(stream, _FORMATS[media_type], limits)
            kept = _encoded(picture, _FORMATS[media_type])
            thumbnail = _encoded(_smaller(picture, limits.thumbnail_px), "WEBP")
        except (
            OSError,
            ValueError,
            SyntaxError,
            EOFError,
            UnidentifiedImageError,
            MemoryError,
            OverflowError,
        ) as error:
            raise BrokenFile(field="file") from error
    return Media(media_type, io.BytesIO(kept), len(kept), thumbnail)


def _decoded(stream: BinaryIO, format_name: str, limits: MediaLimits) -> Image.Image:
    """All of it, upright, no larger than it is kept; its size is known before a pixel is read. Raises PictureTooBig."""
    with Image.open(stream, formats=(format_name,)) as opened:
        width, height = opened.size
        if width * height > limits.photo_pixels:
            raise PictureTooBig(field="file", limit_mp=limits.photo_pixels // 1_000_000)
        # A JPEG is decoded at once to about the size that is kept, which saves most of the memory of a large one.
        opened.draft("RGB", (limits.longest_edge_px, limits.longest_edge_px))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
        return _smaller(upright.convert(_mode(upright, format_name)), limits.longest_edge_px)


def _mode(picture: Image.Image, format_name: str) -> str:
    see_through = format_name != "JPEG" and picture.has_transparency_data
    return "RGBA" if see_through else "RGB"


def _smaller(picture: Image.Image, longest_edge_px: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((longest_edge_px, longest_edge_px))
    return copy


def _encoded(picture: Image.Image, format_name: str) -> bytes:
    """The pixels alone: what an image carries beside them is not written unless it is handed over."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    bare.save(out, format_name, quality=85)
    return out.getvalue()


def safe_name(name: str, media_type: str) -> str:
    """A file's name without folders, invisible signs or a wrong ending; short enough for a list."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = " ".join(visible.rpartition(".")[0].split() or visible.split()).strip(". ")
    plain = re.sub(r'[<>:"|?*;%]', "_", stem)[:_LONGEST_STEM].strip()
    return (plain or ("document" if media_type == PDF else "photo")) + _SUFFIXES[media_type]
