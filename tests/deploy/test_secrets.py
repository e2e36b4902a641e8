"""deploy/make-secrets makes what docker-compose.yml names, once, and readable for containers alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture.source import REPOSITORY, SERVICES
from tests.deploy.composed import composed

PRODUCTION = ("https://zone.example.org", "zone@example.org")
RELAY = "smtp://user:word@relay.example.org:587"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    shutil.copy(REPOSITORY / "deploy" / "make-secrets", tmp_path / "deploy")
    return tmp_path


def _make(checkout: Path, *argv: str, relay: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(checkout / "deploy" / "make-secrets"), *argv],
        input=relay,
        capture_output=True,
        text=True,
        check=False,
    )


def _made(checkout: Path) -> dict[str, str]:
    folder = checkout / "deploy" / "secrets"
    return {p.name: p.read_text() for p in folder.iterdir()} | {
        ".env": (checkout / ".env").read_text()
    }


def test_every_secret_is_made_once_and_kept(checkout: Path) -> None:
    assert _make(checkout, *PRODUCTION, relay=RELAY).returncode == 0
    made = _made(checkout)
    assert made.keys() - {".env"} == set(composed()["secrets"])
    assert made["smtp-url"].strip() == RELAY
    assert _make(checkout, *PRODUCTION).returncode == 0
    assert _made(checkout) == made


def test_secrets_are_random_and_closed_to_other_people(checkout: Path) -> None:
    _make(checkout, *PRODUCTION, relay=RELAY)
    made = _made(checkout)
    random = [urlsplit(made[f"{s}-database-url"]).password for s in SERVICES]
    random += [made[f"{s}-secret-key"] for s in SERVICES]
    random += [made["postgres-password"], urlsplit(made["redis-url"]).password]
    assert len(set(random)) == 8
    assert {len(word or "") for word in random} == {64}
    folder = checkout / "deploy" / "secrets"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o444}


def test_development_is_chosen_by_name_and_keeps_mails_in_the_house(checkout: Path) -> None:
    assert _make(checkout, "--dev").returncode == 0
    made = _made(checkout)
    assert "ZONE_ENV=development\nCOMPOSE_PROFILES=dev\n" in made[".env"]
    assert made["smtp-url"].strip() == "smtp://mailbox:8026"


@pytest.mark.parametrize(
    ("argv", "relay", "told"),
    [
        ((), "", "Usage"),
        (("--prod",), "", "Usage"),
        (("http://zone.example.org", "zone@example.org"), RELAY, "PUBLIC_URL"),
        (("https://zone.example.org", "zone"), RELAY, "MAIL_FROM"),
        (PRODUCTION, "", "mail relay"),
        (PRODUCTION, "relay.example.org", "mail relay"),
    ],
)
def test_what_cannot_work_is_refused_with_nothing_made(
    checkout: Path, argv: tuple[str, ...], relay: str, told: str
) -> None:
    done = _make(checkout, *argv, relay=relay)
    assert done.returncode in {1, 2}
    assert told in done.stderr
    assert not (checkout / ".env").exists()
    assert not list((checkout / "deploy").glob("secrets/*"))
