"""What people attach is told by its content, and nothing but the picture is kept of a photo."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ops.errors import RegieError
from ops.kit.media import (
    BrokenFile,
    EmptyFile,
    FileTooBig,
    Media,
    MediaLimits,
    PictureTooBig,
    UnknownMedia,
    read_media,
    safe_name,
)
from tests.support.uploads import (
    A_PDF,
    HTML,
    LIMITS,
    SVG_WITH_SCRIPT,
    photo_from_a_phone,
    picture,
    png_bomb,
    polyglot,
)

_TIGHT = MediaLimits(
    photo_bytes=2_000_000, pdf_bytes=1_000_000, photo_pixels=10_000, longest_edge_px=50, thumbnail_px=20
)


def _read(content: bytes, limits: MediaLimits = LIMITS) -> Media:
    return read_media(io.BytesIO(content), limits)


def _shown(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stays_the_picture_that_it_was(format_name: str) -> None:
    media = _read(picture(format_name))
    image = _shown(media.stream.read()).convert("RGB")
    assert (media.media_type, image.size) == (f"image/{format_name.lower()}", (64, 48))
    red, blue = image.getpixel((5, 5)), image.getpixel((60, 40))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 240 > 20 > red[2]
    assert blue[2] > 240 > 20 > blue[0]


def test_a_photo_loses_its_position_its_phone_and_its_comment_and_stands_upright() -> None:
    sent = photo_from_a_phone()
    assert b"Secret Phone" in sent
    kept = _read(sent).stream.read()
    image = _shown(kept)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(word in kept for word in (b"Secret Phone", b"Exif", b"Peeters"))
    assert image.size == (40, 60)


def test_nothing_is_kept_of_what_hides_behind_a_picture() -> None:
    assert HTML not in _read(polyglot()).stream.read()


def test_a_photo_comes_with_a_small_one() -> None:
    media = _read(picture(size=(4000, 1000)))
    assert media.thumbnail is not None
    assert _shown(media.thumbnail).size == (320, 80)
    assert _shown(media.stream.read()).size == (3000, 750)


def test_a_transparent_signature_stays_transparent() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 10), (0, 0, 0, 0)).save(out, "PNG")
    assert _shown(_read(out.getvalue()).stream.read()).mode == "RGBA"


def test_a_pdf_is_kept_as_it_came() -> None:
    media = _read(A_PDF)
    assert (media.media_type, media.stream.read(), media.thumbnail) == ("application/pdf", A_PDF, None)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"", EmptyFile, id="nothing at all"),
        pytest.param(SVG_WITH_SCRIPT, UnknownMedia, id="a drawing with a script in it"),
        pytest.param(HTML, UnknownMedia, id="a page that calls itself a photo"),
        pytest.param(b"GIF89a" + bytes(20), UnknownMedia, id="a kind that we do not take"),
        pytest.param(b"PK\x03\x04" + bytes(20), UnknownMedia, id="an archive"),
        pytest.param(HTML + A_PDF, UnknownMedia, id="a page before a PDF"),
        pytest.param(png_bomb(), PictureTooBig, id="a picture that would fill the memory"),
        pytest.param(png_bomb(3000, 3000), BrokenFile, id="a picture with too few rows"),
        pytest.param(picture("JPEG", (400, 400), noise=True)[:-9000], BrokenFile, id="a photo that was cut off"),
        pytest.param(picture("PNG", (400, 400), noise=True)[:-9000], BrokenFile, id="a drawing that was cut off"),
        pytest.param(picture("WEBP", (400, 400), noise=True)[:-9000], BrokenFile, id="a small photo that was cut off"),
        pytest.param(b"\xff\xd8\xff" + HTML, BrokenFile, id="a page behind three bytes of a photo"),
        pytest.param(A_PDF[:-8], BrokenFile, id="a PDF that was cut off"),
    ],
)
def test_what_is_no_whole_photo_or_pdf_is_refused(content: bytes, error: type[RegieError]) -> None:
    with pytest.raises(error):
        _read(content)


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_one_byte_short_is_refused_or_mended_but_never_kept_broken(format_name: str) -> None:
    try:
        media = _read(picture(format_name)[:-1])
    except BrokenFile:
        return
    assert _shown(media.stream.read()).size == (64, 48)


def test_what_is_too_large_names_the_limit() -> None:
    with pytest.raises(FileTooBig) as photo:
        _read(picture() + bytes(2_000_000), _TIGHT)
    with pytest.raises(FileTooBig) as document:
        _read(A_PDF + bytes(1_000_000), _TIGHT)
    with pytest.raises(PictureTooBig):
        _read(picture(size=(200, 200)), _TIGHT)
    assert [photo.value.params, document.value.params] == [{"limit_mb": 2}, {"limit_mb": 1}]


@given(
    st.binary(max_size=200),
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x00\x00\x00WEBP", b"%PDF-", b""]),
)
def test_no_bytes_at_all_bring_the_reader_down(content: bytes, head: bytes) -> None:
    try:
        media = _read(head + content)
    except (EmptyFile, UnknownMedia, PictureTooBig, BrokenFile):
        return
    assert media.size_bytes > 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param("kitchen.jpeg", "kitchen.jpg", id="the ending follows the content"),
        pytest.param("../../etc/passwd", "passwd.jpg", id="no folder above"),
        pytest.param("C:\\Users\\Ann\\leak 2.HTML", "leak 2.jpg", id="no folder of another system"),
        pytest.param("a\x00b.php.jpg", "ab.php.jpg", id="no sign that ends a name"),
        pytest.param("photo‮gpj.exe", "photogpj.jpg", id="no sign that turns a name around"),
        pytest.param('a"b<c>;d%0a.png', "a_b_c__d_0a.jpg", id="no sign that a header or a shell reads"),
        pytest.param("", "photo.jpg", id="a name of its own"),
        pytest.param(" . ", "photo.jpg", id="a name of dots"),
        pytest.param("x" * 500 + ".jpg", "x" * 80 + ".jpg", id="a long one cut"),
        pytest.param("fuite évier.jpg", "fuite évier.jpg", id="accents stay"),
    ],
)
def test_a_name_is_made_safe(sent: str, kept: str) -> None:
    assert safe_name(sent, "image/jpeg") == kept


@given(st.text(max_size=300))
def test_any_name_is_short_visible_and_without_folders(name: str) -> None:
    kept = safe_name(name, "application/pdf")
    assert kept.endswith(".pdf")
    assert 5 <= len(kept) <= 84
    assert kept.isprintable()
    assert not set(kept) & set('/\\"<>%;\n')
