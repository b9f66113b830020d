"""The smallest files of each format that look as real programs write them."""

import io
import zipfile
import zlib
from email.message import EmailMessage

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(members: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def docx(*paragraphs: str, extra: str = "") -> bytes:
    body = "".join(f"<w:p><w:pPr/><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    types = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}{extra}<w:sectPr/></w:body></w:document>'
    return zipped({"[Content_Types].xml": types, "word/document.xml": document})


def odt(*paragraphs: str, extra: str = "") -> bytes:
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs)
    names = f'xmlns:office="{ODF}:office:1.0" xmlns:text="{ODF}:text:1.0"'
    content = f"<office:document-content {names}><office:body><office:text>{body}{extra}</office:text></office:body>"
    mimetype = "application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": mimetype, "content.xml": content + "</office:document-content>"})


def rtf(*paragraphs: str) -> bytes:
    body = "\\par\n".join("".join(c if c < "\x80" else f"\\u{ord(c)}?" for c in text) for text in paragraphs)
    head = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\froman\\fcharset0 Times;}}{\\info{\\title ignored}}\\f0 "
    return (head + body + "\\par}").encode("ascii")


def eml(subject: str, text: str, *, html: str = "") -> bytes:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Ann Roe <ann@example.org>"
    message["Date"] = "Tue, 04 Mar 2025 23:30:00 -0500"
    if text:
        message.set_content(text)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="x.png")
    return message.as_bytes()


def html(*paragraphs: str) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>Marrow freezes its rents | The Marrow Post</title>
<meta property="og:title" content="Marrow freezes its rents"><meta property="og:site_name" content="The Marrow Post">
<meta name="author" content="Ann Roe"><meta property="article:published_time" content="2025-03-04T06:05:00Z">
<link rel="canonical" href="https://www.example.org/rents"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/politics">Politics</a></li></ul></nav>
<article><h1>Marrow freezes its rents</h1>{body}</article>
<footer><p>© 2025 The Marrow Post. All rights reserved.</p></footer></body></html>""".encode()


def pdf(*pages: list[tuple[float, str]], compress: bool = False, extra: bytes = b"") -> bytes:
    """A PDF of pages, each a list of lines with their height."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        shown = [f"BT /F1 12 Tf 1 0 0 1 72 {y} Tm ({_escaped(text)}) Tj ET" for y, text in lines]
        content = "\n".join(shown).encode("latin-1")
        filters = b"/Filter/FlateDecode" if compress else b""
        content = zlib.compress(content) if compress else content
        objects.append(b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), filters, content))
        kids.append(len(objects) + 1)
        resources = b"/Resources<</Font<</F1 3 0 R>>>>"
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%s/Contents %d 0 R>>" % (resources, len(objects))
        )
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF"
    return out + tail % (size, table, size, extra, len(out))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
