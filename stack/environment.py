"""Where everything of the embedded stack lives, and what each process is told by its environment."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from stack.faults import StackFault
from stack.ports import LOOPBACK
from stack.postgres import PostgresServer
from stack.redis import RedisServer
from stack.secret_files import kept_secret
from stack.status import running_keeper

ROOT = Path(__file__).resolve().parent.parent
SERVICES = ("catalogue", "events", "notifications")
MAIL_FROM = "innovation.zone@zone.example"
_OFFSETS = {
    "front door": 0,
    "catalogue": 1,
    "events": 2,
    "notifications": 3,
    "mailbox": 25,
    "mailbox SMTP": 26,
    "PostgreSQL": 32,
    "Redis": 79,
}
_PORT_FILE = "base-port"
_LOWEST_PORT, _HIGHEST_PORT = 1024, 65535 - max(_OFFSETS.values())


@dataclass(frozen=True)
class Place:
    """One stack's folder and ports, and the servers it uses in place of its own."""

    var: Path
    base_port: int = 8000
    postgres_url: str | None = None
    redis_url: str | None = None

    @classmethod
    def here(cls, environment: Mapping[str, str] = os.environ) -> "Place":
        """The place that ZONE_VAR, ZONE_BASE_PORT, ZONE_POSTGRES_URL and ZONE_REDIS_URL name.

        Where the stack runs, its ports need not be named again.
        """
        var = Path(environment.get("ZONE_VAR") or ROOT / "var").absolute()
        return cls(
            var=var,
            base_port=_base_port(environment.get("ZONE_BASE_PORT") or _port_in_use(var) or "8000"),
            postgres_url=environment.get("ZONE_POSTGRES_URL") or None,
            redis_url=environment.get("ZONE_REDIS_URL") or None,
        )

    @property
    def ports(self) -> dict[str, int]:
        """Every port that the stack listens on itself, by what listens there."""
        foreign = {"PostgreSQL": self.postgres_url, "Redis": self.redis_url}
        return {
            name: self.base_port + offset
            for name, offset in _OFFSETS.items()
            if not foreign.get(name)
        }

    @property
    def public_url(self) -> str:
        """The front door as browsers see it."""
        return f"http://localhost:{self.base_port}"

    def service_url(self, service: str) -> str:
        """A service's own prefix, past the front door."""
        return f"http://{LOOPBACK}:{self.ports[service]}/{service}"

    def postgres(self) -> PostgresServer:
        """Our own PostgreSQL."""
        return PostgresServer(self.var / "postgres", self.base_port + _OFFSETS["PostgreSQL"])

    def redis(self) -> RedisServer:
        """Our own Redis."""
        port = self.base_port + _OFFSETS["Redis"]
        return RedisServer(self.var / "redis", port, self.secret("redis.password"))

    def admin_url(self) -> str:
        """The address of a database role that may create roles and databases."""
        return self.postgres_url or self.postgres().url()

    def secret(self, name: str) -> str:
        """A random secret of this stack, the same at every call."""
        return kept_secret(self.var / "secrets" / name)

    def database_password(self, service: str) -> str:
        """The password of a service's role."""
        return self.secret(f"{service}.database-password")


def note_port(place: Place) -> None:
    """Write down which ports the stack runs on, for commands in other terminals."""
    (place.var / _PORT_FILE).write_text(f"{place.base_port}\n")


def _port_in_use(var: Path) -> str:
    """The base port of the stack that runs from a folder; empty where none does."""
    if running_keeper(var) is None:
        return ""
    file = var / _PORT_FILE
    return file.read_text().strip() if file.exists() else ""


def _base_port(text: str) -> int:
    if text.isdecimal() and _LOWEST_PORT <= int(text) <= _HIGHEST_PORT:
        return int(text)
    raise StackFault(
        f"ZONE_BASE_PORT is {text!r}: choose a number from {_LOWEST_PORT} to {_HIGHEST_PORT}."
    )


def process_environment() -> dict[str, str]:
    """What every Python process of ours gets: the caller's environment, and unbuffered output."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # Nine processes that compile their modules at each start would take twice as long.
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return inherited | {"PYTHONUNBUFFERED": "1", "PATH": programs}


def service_environment(place: Place, service: str) -> dict[str, str]:
    """Every setting of one service; what a service does not need it is not told."""
    keys = place.var / "keys"
    settings = {
        "ZONE_ENV": "development",
        "DATABASE_URL": database_url(place, service),
        "REDIS_URL": place.redis_url or place.redis().url(),
        "PUBLIC_URL": place.public_url,
        "SECRET_KEY": place.secret(f"{service}.secret-key"),
        "SESSION_KEYS_FILE": str(keys / "session-keys.json"),
        "LOG_FORMAT": os.environ.get("LOG_FORMAT", "console"),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "INFO"),
    }
    if service == "catalogue":
        settings["INDEX_DIR"] = str(place.var / "index")
    if service == "notifications":
        settings["SIGNING_KEYS_FILE"] = str(keys / "signing-keys.json")
        settings["SMTP_URL"] = f"smtp://{LOOPBACK}:{place.ports['mailbox SMTP']}"
        settings["MAIL_FROM"] = MAIL_FROM
    return settings


def database_url(place: Place, service: str) -> str:
    """The address of a service's own database as its own role."""
    admin = urlsplit(place.admin_url())
    server = admin.netloc.rpartition("@")[2]
    login = f"{service}:{quote(place.database_password(service), safe='')}"
    return urlunsplit(("postgresql", f"{login}@{server}", f"/{service}", admin.query, ""))


def mailbox_environment(place: Place) -> dict[str, str]:
    """The settings of the development mailbox."""
    return {
        "MAILBOX_SMTP_PORT": str(place.ports["mailbox SMTP"]),
        "MAILBOX_HTTP_PORT": str(place.ports["mailbox"]),
        "MAILBOX_DIR": str(place.var / "mailbox"),
    }


def front_door_environment(place: Place) -> dict[str, str]:
    """The settings of `deploy/Caddyfile`; Caddy keeps what it stores in our folder too."""
    upstreams = {
        f"{name.upper()}_UPSTREAM": f"{LOOPBACK}:{place.ports[name]}"
        for name in (*SERVICES, "mailbox")
    }
    return upstreams | {
        "ZONE_ENV": "development",
        "FRONT_DOOR_BIND": LOOPBACK,
        "FRONT_DOOR_PORT": str(place.ports["front door"]),
        "XDG_DATA_HOME": str(place.var / "caddy"),
        "XDG_CONFIG_HOME": str(place.var / "caddy"),
    }
