"""`gesture thumbelina`: train the embedded model again, from nothing."""

from __future__ import annotations

import typer

thumbelina = typer.Typer(
    name="thumbelina", help="The embedded model and its recipe.", no_args_is_help=True
)
