"""The `zone` command: runs the stack, shows it, and reaches the services' own commands."""

import shutil
import sys

import click

from stack import passing
from stack.environment import SERVICES, Place
from stack.faults import StackFault, exit_codes
from stack.status import running_keeper
from stack.viewing import follow_logs, status_lines

_CODES = "\b\nExit codes:\n" + "\n".join(
    f"  {code:>2}  {meaning}" for code, meaning in {0: "All went well", **exit_codes()}.items()
)


class Zone(click.Group):
    """A group that turns a fault into one line and its exit code."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a fault of the stack is a line for the reader, not a trace."""
        try:
            return super().invoke(ctx)
        except StackFault as fault:
            click.echo(" ".join(str(fault).split()), err=True)
            sys.exit(fault.exit_code)


@click.group(cls=Zone, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Run Innovation Zone on this machine and look after it."""


@main.command(epilog=_CODES)
@click.option(
    "--detach", is_flag=True, help="Return once the stack is ready; `zone down` stops it."
)
@click.option("--bound-to-parent", is_flag=True, hidden=True, help="Stop when the caller ends.")
def up(*, detach: bool, bound_to_parent: bool) -> None:
    """Start everything and follow the logs; Ctrl-C stops it in order and keeps the data."""
    from stack import runner

    var = Place.here().var
    if detach:
        sys.exit(runner.run_detached(var))
    sys.exit(runner.run(var, bound_to_parent=bound_to_parent))


@main.command()
def down() -> None:
    """Stop a running stack in order and wait until it has stopped."""
    from stack import runner

    runner.stop(Place.here().var)
    click.echo("Stopped.")


@main.command()
def status() -> None:
    """Show the processes, whether each service is ready, and the addresses."""
    for line in status_lines(Place.here()):
        click.echo(line)


@main.command()
@click.argument("service")
@click.option("-f", "--follow", is_flag=True, help="Go on until Ctrl-C.")
@click.option("-n", "--lines", default=200, show_default=True, help="How many lines of each log.")
def logs(*, service: str, follow: bool, lines: int) -> None:
    """Show what SERVICE wrote: a service (catalogue), one process (catalogue-web), or zone."""
    follow_logs(Place.here().var / "logs", service, lines=lines, follow=follow)


@main.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(*, yes: bool) -> None:
    """Delete all data, keys and logs of the stack; the next start begins anew."""
    place = Place.here()
    if running_keeper(place.var):
        raise StackFault("The stack is running: stop it with `zone down` first.")
    if not yes:
        click.confirm(f"Delete everything in {place.var}? This cannot be undone", abort=True)
    if not place.postgres_url:
        place.postgres().erase()
    if place.var.exists():
        shutil.rmtree(place.var)
    click.echo("Deleted. `make up` starts anew.")


@main.command()
def doctor() -> None:
    """Say what is missing or in the way, and what to do."""
    from stack.browser import find_browser
    from stack.doctor import examine

    wrong = 0
    for subject, fault in examine(Place.here()):
        click.echo(f"{'wrong' if fault else 'good':<6} {subject}")
        if fault:
            wrong += 1
            click.echo(f"       {fault}")
    if not find_browser():
        click.echo("note   `make test-browser` needs the system package chromium.")
    sys.exit(1 if wrong else 0)


@main.command()
@click.argument("service", type=click.Choice(SERVICES), required=False)
def migrate(*, service: str | None) -> None:
    """Bring the database of SERVICE, or of every service, to its newest shape."""
    from environs import Env

    from shared.db.migrate import upgrade
    from shared.settings import secret

    for name in [service] if service else SERVICES:
        passing.use_environment(name)
        upgrade(name, secret(Env(), "DATABASE_URL"))
        click.echo(f"{name}: up to date")


for _name in passing.OWNERS:
    main.add_command(passing.passed_on(_name))
main.add_command(passing.messages())
main.add_command(passing.sample)
main.add_command(passing.sign_in_links, "sign-in-links")
