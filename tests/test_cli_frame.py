"""The frame: every error is one clean sentence and the right exit code."""

from __future__ import annotations

import errno

import pytest
import typer
from typer.testing import CliRunner

from toolkit.cli.frame import CleanErrors, Stopped, split_names
from toolkit.errors import BadInput, GestureError, StoreError

RAISED: dict[str, BaseException] = {
    "bad-input": BadInput("The weight is 'heavy'; a number was expected.", hint="Give a number."),
    "failure": StoreError("The database\nis damaged."),
    "stopped": Stopped("Stopped: 3 of 9 pictures are kept.", hint="Go on with: gesture sweep p"),
    "interrupt": KeyboardInterrupt(),
    "full-disk": OSError(errno.ENOSPC, "No space left on device", "/somewhere/x.png"),
    "read-only": PermissionError(errno.EACCES, "Permission denied", "/somewhere"),
    "bug": ZeroDivisionError("division by zero"),
}


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer(cls=CleanErrors, pretty_exceptions_enable=False)

    @made.command()
    def fail(how: str) -> None:
        """Raise one of the errors."""
        raise RAISED[how]

    @made.command()
    def work() -> None:
        """Do nothing well."""

    return made


@pytest.mark.parametrize(
    ("how", "code", "says"),
    [
        ("bad-input", 2, "error: The weight is 'heavy'; a number was expected. Give a number."),
        ("failure", 1, "error: The database is damaged."),
        ("stopped", 130, "3 of 9 pictures are kept. Go on with: gesture sweep p"),
        ("interrupt", 130, "error: Stopped."),
        ("full-disk", 1, "error: The disk is full at /somewhere/x.png."),
        ("read-only", 1, "Choose another folder with --home."),
        ("bug", 1, "ZeroDivisionError: division by zero Set GESTURE_DEBUG=1"),
    ],
)
def test_an_error_is_one_line_on_stderr_and_its_exit_code(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch, how: str, code: int, says: str
) -> None:
    monkeypatch.delenv("GESTURE_DEBUG", raising=False)
    result = CliRunner().invoke(app, ["fail", how])
    assert result.exit_code == code
    assert says in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize("how", ["bad-input", "bug", "full-disk"])
def test_debugging_lets_the_traceback_through(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setenv("GESTURE_DEBUG", "1")
    result = CliRunner().invoke(app, ["fail", how])
    assert result.exception is RAISED[how]


def test_work_well_done_and_wrong_usage_keep_their_own_codes(app: typer.Typer) -> None:
    assert CliRunner().invoke(app, ["work"]).exit_code == 0
    assert CliRunner().invoke(app, ["no-such-command"]).exit_code == 2
    assert CliRunner().invoke(app, ["work", "--no-such-option"]).exit_code == 2


def test_names_are_split_at_commas_and_never_empty() -> None:
    assert split_names("phrase, view,", what="--by") == ("phrase", "view")
    with pytest.raises(GestureError, match="--by is empty"):
        split_names(" , ", what="--by")
