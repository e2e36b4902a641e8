"""Passes commands of `zone` on to the services that own them, with the environment they need."""

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence

import click

from stack.environment import SERVICES, Place, service_environment
from stack.faults import NotRunning, NotSetUp
from stack.status import running_keeper

OWNERS = {
    "user": "notifications",
    "token": "notifications",
    "signin": "notifications",
    "register": "catalogue",
    "index": "catalogue",
    "selections": "events",
}
_HELP = {
    "user": "People who may sign in, and their roles.",
    "token": "Bearer tokens for programs.",
    "signin": "Print a fresh sign-in link for a role.",
    "register": "The register of councils and other bodies.",
    "index": "The search index.",
    "selections": "Selections of councils: run an audit file again.",
}
ROLES = ("contributor", "reviewer", "organiser", "operator")


def passed_on(name: str) -> click.Command:
    """A command that its service runs; the service is imported when it is called, not before."""

    def call(arguments: Sequence[str]) -> None:
        run_for(OWNERS[name], [name, *arguments])

    return _with_any_arguments(name, _HELP[name], call)


def messages() -> click.Command:
    """`zone messages [SERVICE] …`, for all services in turn where none is named."""

    def call(arguments: Sequence[str]) -> None:
        named = bool(arguments) and arguments[0] in SERVICES
        for service in [arguments[0]] if named else SERVICES:
            if not named:
                click.echo(f"{service}:")
            run_for(service, ["messages", *(arguments[1:] if named else arguments)])

    line = "What waits and what failed: [SERVICE] status|dead|replay."
    return _with_any_arguments("messages", line, call)


def run_for(service: str, argv: Sequence[str]) -> None:
    """Call a service's command in this process."""
    use_environment(service)
    group = service_commands(service)
    if argv[0] not in group.commands:
        raise click.UsageError(f"The {service} service has no `{argv[0]}` command yet.")
    group.main(args=list(argv), prog_name="zone", standalone_mode=False)


def use_environment(service: str) -> None:
    """Take the settings from the environment where they are set (a container), else from ours."""
    if _is_contained():
        return
    place = Place.here()
    if running_keeper(place.var) is None:
        raise NotRunning("The stack is not running: start it with `make up`, then try again.")
    os.environ.update(service_environment(place, service))


def _is_contained() -> bool:
    """Whether somebody else set this environment up; remembered, for we change it ourselves."""
    return _CONTAINED


_CONTAINED = any(name in os.environ for name in ("DATABASE_URL", "DATABASE_URL_FILE"))


def service_commands(service: str) -> click.Group:
    """The click group a service offers."""
    module = importlib.import_module(f"services.{service}.cli")
    group = module.commands
    if not isinstance(group, click.Group):
        raise NotSetUp(f"services/{service}/cli.py offers no group named `commands`.")
    return group


@click.command(hidden=True)
def sign_in_links() -> None:
    """Print a link for each role; one process, for each start of Python costs a second."""
    if "signin" not in service_commands_of("notifications"):
        return
    for role in ROLES:
        click.echo(f"  Sign in as {role}: ", nl=False)
        run_for("notifications", ["signin", role])


def service_commands_of(service: str) -> list[str]:
    """The names of what a service offers, with its environment in place."""
    use_environment(service)
    return sorted(service_commands(service).commands)


@click.group()
def sample() -> None:
    """Sample data."""


@sample.command(name="load")
def load_sample() -> None:
    """Load the sample data; what is there already is left as it is."""
    if importlib.util.find_spec("stack.sample") is None:
        raise click.UsageError("There is no sample data in this checkout.")
    use_environment("catalogue")
    sys.argv = ["python -m stack.sample"]
    importlib.import_module("stack.sample").main()


def _with_any_arguments(
    name: str, line: str, call: Callable[[Sequence[str]], None]
) -> click.Command:
    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(
        name,
        callback=call,
        params=[click.Argument(["arguments"], nargs=-1, type=click.UNPROCESSED)],
        context_settings=settings,
        add_help_option=False,
        help=line,
        options_metavar="",
    )
