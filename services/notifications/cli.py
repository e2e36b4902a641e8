"""The notifications service's commands of `zone`: people, tokens and sign-in links."""

from __future__ import annotations

import datetime as dt
import uuid

import click

from services.notifications.accounts.actions import (
    create_token,
    grant_role,
    make_link_for_role,
    revoke_token,
    withdraw_role,
)
from services.notifications.accounts.queries import find_roles, list_accounts, list_tokens
from services.notifications.database import database
from services.notifications.settings import read_settings
from shared.auth.keys import SigningKey
from shared.auth.tokens import Role
from shared.bus.cli import message_commands
from shared.refusals import Refusal

_LISTED = 500
ROLES = click.Choice([str(role) for role in Role])


@click.group()
def commands() -> None:
    """Work on the notifications service's database, named by DATABASE_URL."""
    database.connect(read_settings().database_url, pool_size=1)


commands.add_command(message_commands(database))


@commands.group()
def user() -> None:
    """People who may sign in."""


@user.command("add", help="Give ADDRESS a role; the account is made where it is new.")
@click.argument("address")
@click.option("--role", "roles", type=ROLES, multiple=True, required=True)
@click.option("--name", default="")
def add_user(address: str, roles: tuple[str, ...], name: str) -> None:
    """Grant roles."""
    try:
        for role in roles:
            grant_role(address, Role(role), name=name, now=_now())
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"{address} may sign in as {', '.join(roles)}.")


@user.command("remove", help="Take a role from ADDRESS and end its sessions.")
@click.argument("address")
@click.option("--role", type=ROLES, required=True)
def remove_user(address: str, role: str) -> None:
    """Withdraw a role."""
    try:
        withdraw_role(address, Role(role), _now())
    except Refusal as refusal:
        raise click.ClickException(refusal.message) from refusal
    click.echo(f"{address} is no longer {role}.")


@user.command("list", help="Who may sign in, as what.")
def list_users() -> None:
    """List accounts."""
    with database.reading() as session:
        page = list_accounts(session, limit=_LISTED)
        while True:
            roles = find_roles(session, [account.id for account in page.items])
            for account in page.items:
                click.echo(f"{account.email}  {', '.join(roles.get(account.id, []))}")
            if page.next is None:
                return
            page = list_accounts(session, limit=_LISTED, cursor=page.next)


@commands.group()
def token() -> None:
    """Bearer tokens for programs."""


@token.command("create", help="Print a bearer token.")
@click.option("--role", "roles", type=ROLES, multiple=True, required=True)
@click.option("--name", default="a program", help="What the token is for.")
@click.option("--days", default=30, type=click.IntRange(1, 366), help="When it ends.")
def create(roles: tuple[str, ...], name: str, days: int) -> None:
    """Make a token."""
    key = SigningKey.read(read_settings().signing_keys_file)
    wanted = [Role(role) for role in roles]
    click.echo(create_token(wanted, name=name, days=days, key=key, now=_now()))


@token.command("list", help="The tokens that are valid.")
def list_valid() -> None:
    """List tokens."""
    with database.reading() as session:
        for held in list_tokens(session, _now()):
            click.echo(
                f"{held.id}  {', '.join(held.roles)}  {held.name}  until {held.expires_at:%F}"
            )


@token.command("revoke", help="End a token everywhere.")
@click.argument("token_id", type=click.UUID)
def revoke(token_id: uuid.UUID) -> None:
    """Revoke a token."""
    try:
        revoke_token(token_id, _now())
    except Refusal as refusal:
        raise click.ClickException("There is no such token. List them first.") from refusal
    click.echo("The token has ended.")


@commands.command(help="Print a fresh sign-in link for a sample person of ROLE (development only).")
@click.argument("role", type=ROLES)
def signin(role: str) -> None:
    """Make a sign-in link."""
    settings = read_settings()
    if not settings.is_development:
        raise click.ClickException(
            "Sign-in links are printed in development only. Use `zone user add ADDRESS --role ROLE`"
            " and sign in at /notifications/sign-in."
        )
    click.echo(make_link_for_role(Role(role), public_url=settings.public_url, now=_now()))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
