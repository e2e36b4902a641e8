"""Installs what the checkout needs into the checkout; run by any Python 3.11, it imports no other.

`python3 stack/bootstrap.py run` installs what `make up` needs, `dev` also what checks need:
measured, the one is half of the other in time and room.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
LOCKS = {"run": "stack.lock", "dev": "dev.lock"}
NOT_SET_UP = 7
_ZONE_SCRIPT = """\
#!/bin/sh
exec "$(dirname "$0")/python" -m stack "$@"
"""


def main(wanted: str) -> None:
    """Install what is missing, one caller at a time."""
    lock = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _say("Waiting for another setup to finish.")
        fcntl.flock(lock, fcntl.LOCK_EX)
    _ensure_environment()
    _ensure_packages(wanted)
    _ensure_command()
    _ensure_page_kit()
    _run([str(PYTHON), "-m", "stack.assets"], "The page assets could not be built.")


def _ensure_environment() -> None:
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    _say("Making a Python environment in .venv")
    _run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "Python cannot make an environment: install its venv module (on Debian and Ubuntu: "
        "`sudo apt-get install python3-venv`) and run this again.",
    )


def _ensure_packages(wanted: str) -> None:
    """Install the lock, unless it or the larger one is installed already."""
    installed = {name for name, lock in LOCKS.items() if _stamp(lock) == _digest(lock)}
    if "dev" in installed or wanted in installed:
        return
    lock = "dev.lock" if _stamp("dev.lock") else LOCKS[wanted]
    _say(f"Installing the packages of requirements/{lock}")
    _install(lock)


def _install(lock: str) -> None:
    """Install exactly what the lock says: nothing is resolved, only checked."""
    argv = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    argv += ["--require-hashes", "--no-deps", "--only-binary=:all:", "--no-compile"]
    argv += ["--no-binary=dkimpy"]  # published as a source package only
    _run(
        [*argv, "-r", str(ROOT / "requirements" / lock)],
        f"The packages of requirements/{lock} could not be installed: see the lines above, check "
        "that this machine reaches a Python package index, and run this again.",
    )
    _compile()
    _stamp_file(lock).write_text(_digest(lock))


def _compile() -> None:
    """Compile on all cores what was installed: a start without costs twice the time each time."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    # A package may carry a file for another Python: what does not compile is not imported either.
    argv = [str(PYTHON), "-m", "compileall", "-q", "-q", "-j", "0", str(VENV / "lib")]
    subprocess.run(argv, env=environment, check=False)


def _ensure_command() -> None:
    """Put the checkout on the environment's path and the `zone` command into it."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    configured = next((VENV / "lib").glob("python3*"), VENV / "lib" / version)
    _write_if_changed(configured / "site-packages" / "innovation_zone.pth", f"{ROOT}\n")
    script = VENV / "bin" / "zone"
    _write_if_changed(script, _ZONE_SCRIPT)
    script.chmod(0o755)


def _ensure_page_kit() -> None:
    """Fetch the page kit with the machine's npm, or with the nodejs wheel's where that fails."""
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = NODE_MODULES / ".installed"
    if stamp.exists() and stamp.read_text() == digest:
        return
    _say("Fetching the page kit")
    if not _npm_ci(shutil.which("npm")):
        if _stamp("node.lock") != _digest("node.lock"):
            _install("node.lock")
        if not _npm_ci(str(VENV / "bin" / "npm"), loud=True):
            _fail("npm could not fetch the page kit: see the lines above and run this again.")
    stamp.write_text(digest)


def _npm_ci(npm: str | None, *, loud: bool = False) -> bool:
    if npm is None:
        return False
    output = None if loud else subprocess.DEVNULL
    path = f"{Path(npm).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    done = subprocess.run(
        [npm, "ci", "--silent"],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
        stdout=output,
        stderr=output,
        check=False,
    )
    return done.returncode == 0


def _digest(lock: str) -> str:
    return hashlib.sha256((ROOT / "requirements" / lock).read_bytes()).hexdigest()


def _stamp_file(lock: str) -> Path:
    return VENV / f".installed-{lock}"


def _stamp(lock: str) -> str:
    return _stamp_file(lock).read_text() if _stamp_file(lock).exists() else ""


def _write_if_changed(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def _run(argv: list[str], otherwise: str) -> None:
    if subprocess.run(argv, cwd=ROOT, check=False).returncode:
        _fail(otherwise)


def _say(line: str) -> None:
    print(line, flush=True)


def _fail(line: str) -> None:
    print(line, file=sys.stderr)
    raise SystemExit(NOT_SET_UP)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "dev")
