"""What the notifications service is told by its environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env
from marshmallow.validate import OneOf, Range

from shared.settings import Settings, optional_secret, read_common, secret


@dataclass(frozen=True)
class NotificationsSettings(Settings):
    """`smtp_url` is `smtp://[user:password@]host:port`; `mail_from` the sender people see.

    `mail_lanes` is how many connections one campaign may send on; `lease_seconds` how long a worker
    may be silent before its mails go to another: more than the relay's slowest answer (60 s).
    `mail_bounces` is the mailbox to which campaigns' mails come back, "" for the sender's.
    `mail_marks` is how often the ledger is written before mails leave: "mail", "disk" or "ten".
    `address_key` marks addresses that refused mail; `mails_a_week` is how many one person gets at
    most of what they did not ask for, where they have not said otherwise.
    """

    signing_keys_file: Path
    smtp_url: str
    mail_from: str
    mail_lanes: int
    mail_marks: str
    mail_bounces: str
    lease_seconds: float
    address_key: str
    mails_a_week: int
    second_approver: bool
    bodies_kept_days: int
    contacts_kept_months: int

    @property
    def mail_marks_every(self) -> int:
        """How many mails leave on one note in the ledger; as many may come twice after a crash."""
        return 10 if self.mail_marks == "ten" else 1

    @property
    def mail_marks_to_disk(self) -> bool:
        """Whether each note waits for PostgreSQL's disk, so that not even a power cut loses it."""
        return self.mail_marks == "disk"

    @property
    def mail_domain(self) -> str:
        """The domain that our Message-IDs and our greeting name."""
        return self.mail_from.rpartition("@")[2].rstrip("> ")


def read_settings() -> NotificationsSettings:
    """Return the settings. Raises environs.EnvError naming what lacks."""
    env = Env()
    common = read_common("notifications", env)
    return NotificationsSettings(
        **common,  # type: ignore[arg-type]
        signing_keys_file=Path(env.str("SIGNING_KEYS_FILE")),
        smtp_url=secret(env, "SMTP_URL"),
        mail_from=env.str("MAIL_FROM"),
        mail_lanes=env.int("MAIL_LANES", 2),
        mail_bounces=env.str("MAIL_BOUNCES", ""),
        mail_marks=env.str("MAIL_MARKS", "mail", validate=OneOf(["disk", "mail", "ten"])),
        lease_seconds=env.float("MAIL_LEASE_SECONDS", 150),
        address_key=optional_secret(env, "ADDRESS_KEY") or str(common["secret_key"]),
        second_approver=env.bool("SECOND_APPROVER", common["environment"] != "development"),
        bodies_kept_days=env.int("BODIES_KEPT_DAYS", 90, validate=Range(min=1)),
        contacts_kept_months=env.int("CONTACTS_KEPT_MONTHS", 24, validate=Range(min=1)),
        mails_a_week=env.int("MAILS_A_WEEK", 3, validate=Range(min=1, max=100)),
    )
