"""The page around the data: its files put together, and a policy that lets nothing run or load but them."""

import json
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import Any

STYLES = ("colours", "layout", "article", "panel", "charts", "print")
SCRIPTS = (
    "dom",
    "data",
    "state",
    "matching",
    "filters",
    "listing",
    "article",
    "panel",
    "corrections",
    "editor",
    "saving",
    "figures",
    "charts",
    "keys",
    "main",
)
UNSAFE = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


def page_parts() -> tuple[bytes, bytes]:
    """What stands before and after the data in the page."""
    style = "\n".join(_read(f"{name}.css") for name in STYLES)
    script = '(() => {\n"use strict";\n' + "\n".join(_read(f"{name}.js") for name in SCRIPTS) + "})();\n"
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    page = _read("page.html").replace("POLICY", policy).replace("STYLE", style)
    start, end = page.split("DATA\n")
    return start.encode(), end.replace("SCRIPT", script).encode()


def data_block(name: str, value: Any) -> bytes:
    """The value as JSON that a browser neither runs nor reads as markup, whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(UNSAFE)
    return f'<script type="application/json" id="{name}">{text}</script>\n'.encode("utf-8", "replace")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _read(name: str) -> str:
    return (files("pipeline.review") / "page" / name).read_text("utf-8")
