"""Makes sure that Debian's Chromium is there for the browser tests."""

import os
import shutil
import subprocess
import sys

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The browser's program, or None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def main() -> None:
    """Command line: `python -m stack.browser`: installs it as root, says what is missing else."""
    if find_browser():
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        sys.exit(
            "The browser tests need the system package `chromium`: "
            "install it with `sudo apt-get install chromium` and try again."
        )
    print("Installing Chromium with apt-get", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-q"], check=True, env=quiet)
    packages = ["chromium", "fonts-liberation"]
    subprocess.run(
        ["apt-get", "install", "-qy", "--no-install-recommends", *packages], check=True, env=quiet
    )


if __name__ == "__main__":
    main()
