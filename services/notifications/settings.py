"""What the notifications service is told by its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env

from shared.settings import Settings, read_common, secret


@dataclass(frozen=True)
class NotificationsSettings(Settings):
    """`smtp_url` is `smtp://[user:password@]host:port`; `mail_from` the sender people see."""

    signing_keys_file: Path
    smtp_url: str
    mail_from: str


def read_settings() -> NotificationsSettings:
    """Return the settings. Raises environs.EnvError naming what lacks."""
    env = Env()
    return NotificationsSettings(
        **read_common("notifications", env),  # type: ignore[arg-type]
        signing_keys_file=Path(env.str("SIGNING_KEYS_FILE")),
        smtp_url=secret(env, "SMTP_URL"),
        mail_from=env.str("MAIL_FROM"),
    )
