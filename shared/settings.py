"""Reads what every service process is told by its environment, secrets also from files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env


@dataclass(frozen=True)
class Settings:
    """The settings every service shares; a service adds its own in a subclass."""

    service: str
    environment: str
    database_url: str
    redis_url: str
    public_url: str
    secret_key: str
    session_keys_file: Path
    allowed_origins: tuple[str, ...]
    log_level: str
    log_format: str

    @property
    def public_host(self) -> str:
        """Host and port that people's browsers see, for example `localhost:8000`."""
        return urlsplit(self.public_url).netloc

    @property
    def is_development(self) -> bool:
        """True where development conveniences (printed sign-in links) are allowed."""
        return self.environment == "development"


def read_common(service: str, env: Env | None = None) -> dict[str, object]:
    """Return the shared settings as keyword arguments. Raises environs.EnvError naming what lacks."""
    env = env or Env()
    return {
        "service": service,
        "environment": env.str("ZONE_ENV", "production"),
        "database_url": secret(env, "DATABASE_URL"),
        "redis_url": secret(env, "REDIS_URL"),
        "public_url": env.str("PUBLIC_URL", "http://localhost:8000").rstrip("/"),
        "secret_key": secret(env, "SECRET_KEY"),
        "session_keys_file": Path(env.str("SESSION_KEYS_FILE")),
        "allowed_origins": tuple(env.list("ALLOWED_ORIGINS", [])),
        "log_level": env.str("LOG_LEVEL", "INFO"),
        "log_format": env.str("LOG_FORMAT", "json"),
    }


def secret(env: Env, name: str) -> str:
    """Return the value of NAME, or the content of the file that NAME_FILE names."""
    path = env.str(f"{name}_FILE", "")
    return Path(path).read_text().strip() if path else env.str(name)


def optional_secret(env: Env, name: str) -> str:
    """Return the value of NAME, or of the file that NAME_FILE names; "" where neither is set."""
    path = env.str(f"{name}_FILE", "")
    return Path(path).read_text().strip() if path else env.str(name, "")
