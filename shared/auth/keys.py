"""The Ed25519 keys that sign sessions: private for notifications, public for every service."""

from __future__ import annotations

import argparse
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm


@dataclass
class PublicKeys:
    """The published public keys (RFC 7517 set), read again whenever their file changes."""

    path: Path
    _stamp: tuple[int, int] = (0, 0)
    _keys: dict[str, Ed25519PublicKey] = field(default_factory=dict)

    def find(self, key_id: str) -> Ed25519PublicKey | None:
        """Return the key of that id, or None."""
        stat = self.path.stat()
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            documents = json.loads(self.path.read_text())["keys"]
            self._keys = {d["kid"]: _public(d) for d in documents}
            self._stamp = stamp
        return self._keys.get(key_id)


@dataclass(frozen=True)
class SigningKey:
    """The private key in use."""

    key_id: str
    key: Ed25519PrivateKey

    @classmethod
    def read(cls, path: Path) -> SigningKey:
        """Return the key that signs now: the first of the private set."""
        document = json.loads(path.read_text())["keys"][0]
        key = OKPAlgorithm.from_jwk(document)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(f"{path} holds no Ed25519 private key")
        return cls(document["kid"], key)


def ensure(private: Path, public: Path) -> None:
    """Make the first key pair where there is none."""
    if not private.exists():
        _write(private, [_new_document()], mode=0o600)
        publish(private, public)
    elif not public.exists():
        publish(private, public)


def prepare_next(private: Path, public: Path) -> None:
    """Make and publish the next key without signing with it yet. Every service then knows it."""
    documents = json.loads(private.read_text())["keys"]
    _write(private, [*documents, _new_document()], mode=0o600)
    publish(private, public)


def rotate(private: Path, public: Path) -> None:
    """Sign with the key prepared last; the old one stays published until `retire`."""
    documents = json.loads(private.read_text())["keys"]
    if len(documents) < 2:
        raise SystemExit("There is no next key. Run `prepare` first, and rotate a minute later.")
    _write(private, [documents[-1], *documents[:-1]], mode=0o600)
    publish(private, public)


def retire(private: Path, public: Path) -> None:
    """Forget every key but the one in use; tokens signed by the others end at once."""
    _write(private, json.loads(private.read_text())["keys"][:1], mode=0o600)
    publish(private, public)


def publish(private: Path, public: Path) -> None:
    """Write the public halves of the private set."""
    documents = json.loads(private.read_text())["keys"]
    _write(public, [{k: v for k, v in d.items() if k != "d"} for d in documents], mode=0o644)


def _public(document: dict[str, Any]) -> Ed25519PublicKey:
    key = OKPAlgorithm.from_jwk(document)
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("the public key set holds something that is not an Ed25519 public key")
    return key


def _new_document() -> dict[str, Any]:
    document: dict[str, Any] = OKPAlgorithm.to_jwk(Ed25519PrivateKey.generate(), as_dict=True)
    return document | {"kid": secrets.token_hex(8), "use": "sig", "alg": "EdDSA"}


def _write(path: Path, documents: list[dict[str, Any]], *, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        json.dump({"keys": documents}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.chmod(mode)
    beside.replace(path)


def main() -> None:
    """Command line: `python -m shared.auth.keys ensure|prepare|rotate|retire --private --public`."""
    parser = argparse.ArgumentParser(prog="python -m shared.auth.keys", description=main.__doc__)
    steps = {"ensure": ensure, "prepare": prepare_next, "rotate": rotate, "retire": retire}
    parser.add_argument("step", choices=list(steps))
    parser.add_argument("--private", type=Path, required=True)
    parser.add_argument("--public", type=Path, required=True)
    arguments = parser.parse_args()
    steps[arguments.step](arguments.private, arguments.public)


if __name__ == "__main__":
    main()
