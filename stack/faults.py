"""What can keep the stack from running, each with one line for the reader and an exit code."""


class StackFault(Exception):
    """The stack cannot run; the message says what happened and what to do next, in one line."""

    exit_code = 1


class PortBusy(StackFault):
    """Another program listens where one of ours must."""

    exit_code = 3


class AlreadyRunning(StackFault):
    """Another runner holds this data folder."""

    exit_code = 4


class DataFolderUnusable(StackFault):
    """The data folder cannot be read or written, or was made by something we cannot continue."""

    exit_code = 5


class DiskFull(StackFault):
    """There is too little room to start safely."""

    exit_code = 6


class NotSetUp(StackFault):
    """Something that `make setup` installs is missing."""

    exit_code = 7


class StartFailed(StackFault):
    """A process stopped, or did not become ready in time, while the stack was starting."""

    exit_code = 8


class MigrationFailed(StackFault):
    """A service's database could not be brought to its newest shape."""

    exit_code = 9


class NotRunning(StackFault):
    """The command needs a running stack."""

    exit_code = 10


def exit_codes() -> dict[int, str]:
    """Every exit code of ours with what it means, for `zone up --help`."""
    kinds: list[type[StackFault]] = [StackFault, *StackFault.__subclasses__()]
    return {kind.exit_code: (kind.__doc__ or "").split(";")[0].rstrip(".") for kind in kinds}
