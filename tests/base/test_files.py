"""Files from outside: told by their content, photos drawn anew, names that no system misreads."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from jinlin.base.files import Kind, Photo, download_header, safe_name, sniff, storage_name, take_photo
from jinlin.base.files.kinds import JPEG, MIB
from jinlin.base.rule import Reason
from jinlin.base.spreadsheets import Heading, Page, write_xlsx


def picture(form: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **given: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode != "L" else 90).save(out, form, **given)
    return out.getvalue()


def placed_photo(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Fictional Phone"
    exif.get_ifd(0x8825).update({1: "N", 2: (25.0, 6.0, 30.0), 3: "E", 4: (117.0, 1.0, 2.0)})
    return picture("JPEG", exif=exif, comment=b"hidden words")


def archive(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, contents.get(name.rsplit("/", 1)[-1].split(".")[0], b"<a/>"))
    return out.getvalue()


def pdf(body: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"


def object_stream(objects: bytes) -> bytes:
    packed = zlib.compress(objects)
    return (
        b"<< /Type /ObjStm /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream"
    )


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (picture("JPEG"), "a.JPG", "jpeg"),
        (picture("PNG"), "a.png", "png"),
        (picture("WEBP"), "a.webp", "webp"),
        (picture("HEIF"), "IMG_0001.HEIC", "heic"),
        (picture("PNG"), "微信图片.jpg", "png"),
        (pdf(b"<< /Type /Catalog >>"), "公约.pdf", "pdf"),
        (DOCX, "协议.docx", "docx"),
        ("编号,标题\r\n1,路灯\r\n".encode("gb18030"), "台账.csv", "csv"),
        (b"ID3\x04" + b"\0" * 50, "a.mp3", "mp3"),
        (b"\xff\xfb\x90\x00" + b"\0" * 50, "a.mp3", "mp3"),
        (b"\0\0\0\x18ftypM4A \0\0", "录音.m4a", "m4a"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a.wav", "wav"),
        (picture("JPEG"), "", "jpeg"),
    ],
)
def test_what_a_file_is_its_content_tells(data, name, kind):
    found = sniff(data, name)
    assert isinstance(found, Kind)
    assert found.name == kind


def test_a_workbook_written_here_and_an_old_one_of_an_office_are_known(tmp_path):
    write_xlsx(tmp_path / "a.xlsx", Page("甲", [Heading("x")], [["1"]]))
    assert sniff((tmp_path / "a.xlsx").read_bytes(), "a.xlsx").name == "xlsx"
    import xlwt

    book = xlwt.Workbook()
    book.add_sheet("甲").write(0, 0, "x")
    book.save(str(tmp_path / "a.xls"))
    assert sniff((tmp_path / "a.xls").read_bytes(), "a.xls").name == "xls"


HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OUTSIDE = b'<Relationships><Relationship Id="1" Type="x/attachedTemplate" Target="http://a" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.jpg", "no_content"),
        (HTML, "photo.jpg", "wrong_markup"),
        (b"\xef\xbb\xbf \n" + HTML, "a.txt", "wrong_markup"),
        (b"\xff\xfe" + HTML.decode().encode("utf-16-le"), "a.txt", "wrong_markup"),
        (SVG, "a.svg", "wrong_markup"),
        (b"MZ" + b"\0" * 100, "a.exe", "wrong_kind"),
        (picture("GIF"), "a.gif", "wrong_kind"),
        (archive("a.txt"), "a.zip", "wrong_kind"),
        (DOCX, "a.pdf", "wrong_name"),
        (pdf(b""), "a.jpg", "wrong_name"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx", "wrong_macro"),
        (
            archive(
                "[Content_Types].xml", "word/document.xml", "word/_rels/settings.xml.rels", settings=OUTSIDE
            ),
            "a.docx",
            "wrong_outside_link",
        ),
        (
            archive("[Content_Types].xml", "word/document.xml", document=b" " * 40_000_000),
            "a.docx",
            "too_large_unpacked",
        ),
        (
            archive("[Content_Types].xml", "word/document.xml", document=b"<!DOCTYPE a>"),
            "a.docx",
            "wrong_entities",
        ),
        (b"PK\x03\x04broken", "a.docx", "not_readable"),
        (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf", "wrong_action"),
        (pdf(b"<< /S /J#61vaScript >>"), "a.pdf", "wrong_action"),
        (pdf(b"<< /AA << /O 2 0 R >> >>"), "a.pdf", "wrong_action"),
        (pdf(b"<< /Names << /EmbeddedFiles 3 0 R >> >>"), "a.pdf", "wrong_action"),
        (pdf(object_stream(b"<< /S /JavaScript >>")), "a.pdf", "wrong_action"),
        (pdf(object_stream(b"<< /JS (x) >>")), "a.pdf", "wrong_action"),
        (pdf(b"<< /Type /ObjStm /Filter /LZWDecode >>\nstream\nxx\nendstream"), "a.pdf", "wrong_action"),
        (pdf(b"<< /Encrypt 5 0 R >>"), "a.pdf", "not_readable_with_password"),
        (b"\xff\xd8\xff" + b"\0" * (26 * MIB), "a.jpg", "too_large"),
        (b"\0" * (51 * MIB), "a.bin", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_could_harm_or_is_not_wanted_is_refused_in_words(data, name, code):
    reason = sniff(data, name)
    assert isinstance(reason, Reason)
    assert reason.code == code
    assert reason.words.zh and "{" not in reason.words.zh


def test_letters_in_a_picture_of_a_pdf_are_no_script():
    noise = b"<< /Subtype /Image >>\nstream\n\x01\x02/JS\x03/AA(\x04\nendstream"
    assert sniff(pdf(noise), "a.pdf").name == "pdf"
    assert sniff(pdf(object_stream(b"<< /Type /Page /A (https://example.org) >>")), "a.pdf").name == "pdf"


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_bytes_whatever_they_are_make_the_sniffer_fail(data, name):
    assert isinstance(sniff(data, name), Kind | Reason)


def test_a_photo_loses_its_position_its_device_and_its_comment_and_stands_upright():
    photo = take_photo(placed_photo(), "IMG.jpg")
    assert isinstance(photo, Photo)
    assert (photo.width, photo.height) == (40, 60)
    for data in (photo.data, photo.thumb):
        with Image.open(io.BytesIO(data)) as image:
            assert image.format == "JPEG"
            assert dict(image.getexif()) == {}
            assert not {"exif", "comment", "icc_profile", "xmp"} & set(image.info)
        assert b"hidden words" not in data
        assert b"Fictional" not in data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_phone_ends_upright(orientation):
    upright = Image.new("RGB", (64, 32), "white")
    upright.paste("black", (0, 0, 16, 16))
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    held = upright if orientation == 1 else upright.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    out = io.BytesIO()
    held.save(out, "PNG", exif=exif)
    photo = take_photo(out.getvalue())
    with Image.open(io.BytesIO(photo.data)) as image:
        assert image.size == (64, 32)
        assert image.getpixel((4, 4))[0] < 60
        assert image.getpixel((60, 28))[0] > 200


@pytest.mark.parametrize(
    "data",
    [
        picture("JPEG", (5000, 3000)),
        picture("HEIF", (3000, 2400)),
        picture("PNG", (3000, 100), "RGBA"),
        picture("PNG", (90, 60), "P"),
        picture("PNG", (90, 60), "L"),
        picture("WEBP", (3000, 1500)),
        picture("JPEG", (3000, 1500), "CMYK"),
        picture("PNG", (90, 60), "1"),
        picture("PNG", (40, 40), "I;16"),
    ],
    ids=["jpeg", "heic", "rgba", "palette", "grey", "webp", "cmyk", "bits", "deep"],
)
def test_every_photo_is_kept_as_a_bounded_jpeg_with_a_small_one(data):
    photo = take_photo(data)
    assert isinstance(photo, Photo)
    assert photo.kind is JPEG
    assert max(photo.width, photo.height) <= 2048
    with Image.open(io.BytesIO(photo.thumb)) as small:
        assert max(small.size) <= 480
    again = take_photo(photo.data)
    assert (again.width, again.height) == (photo.width, photo.height)
    assert again.came_as == photo.digest


def test_what_hangs_behind_a_photo_is_not_kept():
    photo = take_photo(picture("JPEG") + archive("evil.txt") + HTML)
    assert b"PK\x03\x04" not in photo.data
    assert b"<script>" not in photo.data


def png_declaring(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    line = zlib.compress(b"\0" * 200_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", line) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 50_000, 2_000_000])
def test_an_image_bomb_is_refused_by_the_size_that_it_declares(side):
    reason = take_photo(png_declaring(side, side))
    assert isinstance(reason, Reason)
    assert reason.code in ("too_many_pixels", "wrong_photo")
    if side <= 50_000:
        assert reason.code == "too_many_pixels"


def test_a_photo_cut_short_and_a_document_are_refused():
    assert take_photo(picture("JPEG", (800, 800))[:2_000]).code == "wrong_photo"
    assert take_photo(picture("PNG", (800, 800))[:60]).code == "wrong_photo"
    assert take_photo(pdf(b"")).code == "not_a_photo"
    assert take_photo(SVG).code == "wrong_markup"


def test_a_storage_name_is_random_and_says_nothing():
    names = {storage_name(JPEG) for _ in range(200)}
    assert len(names) == 200
    for name in names:
        folder, file = name.split("/")
        assert file.startswith(folder)
        assert len(file) == len("jpg") + 33


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("议事纪要 9月.docx", "议事纪要 9月.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.xls", "a.xls"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ('a"b;c.pdf', "a_b;c.pdf"),
        (".htaccess", "htaccess"),
        ("con.txt", "download_con.txt"),
        ("", "download"),
        ("...", "download"),
        ("长" * 300 + ".xlsx", "长" * 115 + ".xlsx"),
    ],
)
def test_a_name_is_made_safe_and_chinese_stays(name, safe):
    assert safe_name(name) == safe


@given(st.text(max_size=200))
def test_a_download_header_is_one_plain_line_that_gives_the_name_back(name):
    header = download_header(name)
    assert header.isascii()
    assert header.startswith("attachment; ")
    assert not set(header) & set("\r\n\0")
    message = Message()
    message["Content-Disposition"] = header
    assert message.get_filename() is not None
    assert Path(safe_name(name)).name == safe_name(name)
    assert safe_name(safe_name(name)) == safe_name(name)


def test_a_chinese_name_travels_in_the_header():
    expected = "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%85%AC%E7%BA%A6.pdf"
    assert download_header("公约.pdf") == expected
