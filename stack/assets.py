"""Builds what pages load: the page kit without the GOV.UK font and crown, and our own files.

Every file is written under its name and under a name with its content's hash, which may be
cached for a year; `manifest.json` leads from the one to the other.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KIT = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk"
OWN = ROOT / "shared" / "web" / "static"

SYSTEM_FONTS = (
    'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif'
)
"""The fonts of the reader's own machine: GDS Transport is licensed for GOV.UK alone."""

_FONT_FACE = re.compile(r"(?:/\*![^*]*Calvert[^*]*\*/)?@font-face\{[^}]*\}")
_CROWN = re.compile(r"url\(/assets/images/[^)]*\)")
_SOURCE_MAP = re.compile(r"\n?/[/*]# sourceMappingURL=[^\n]*")


def own_style(css: str) -> str:
    """The page kit's style sheet with our fonts and without pictures that are GOV.UK's own."""
    css = _FONT_FACE.sub("", css)
    css = css.replace("GDS Transport,arial,sans-serif", SYSTEM_FONTS)
    css = _CROWN.sub("none", css)
    return _SOURCE_MAP.sub("", css)


def build(kit: Path = KIT, own: Path = OWN) -> dict[str, str]:
    """Write `own`/build anew and return its manifest."""
    files = {
        "govuk-frontend.min.css": own_style((kit / "govuk-frontend.min.css").read_text()).encode(),
        "govuk-frontend.min.js": _script(kit / "govuk-frontend.min.js").encode(),
    }
    own.mkdir(parents=True, exist_ok=True)
    files |= {file.name: file.read_bytes() for file in sorted(own.iterdir()) if file.is_file()}
    manifest = {name: _hashed_name(name, content) for name, content in files.items()}
    _replace(own / "build", files, manifest)
    return manifest


def _script(path: Path) -> str:
    return _SOURCE_MAP.sub("", path.read_text())


def _hashed_name(name: str, content: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}{dot}{ending}"


def _replace(target: Path, files: dict[str, bytes], manifest: dict[str, str]) -> None:
    """Write the files and, last, the manifest; running services keep finding the old names."""
    target.mkdir(exist_ok=True)
    for name, content in files.items():
        for written in (name, manifest[name]):
            _write(target / written, content)
    _write(target / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode())


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o666 & ~_umask())
    shutil.move(file.name, path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def main() -> None:
    """Command line: `python -m stack.assets`."""
    if not KIT.exists():
        sys.exit("The page kit is missing: run `make setup`.")
    build()


if __name__ == "__main__":
    main()
