"""Gradio's web app with the guard before all of it."""

from __future__ import annotations

from collections.abc import Callable

from gradio.routes import App, ORJSONResponse
from starlette.types import ASGIApp

from toolkit.ui.serving.guard import Guard
from toolkit.ui.serving.settings import Settings
from toolkit.ui.serving.visitors import Cookies

STATES = 200
"""So many pages' states are kept, up to 0.4 MB each; whoever asked longest ago begins anew."""


class GuardedApp(App):
    """Gradio's web app; `guarded_app` makes it.

    A middleware that is given to Gradio stands behind its own, which by then has told pages of
    other sites that they may read the answer: only the whole stack can be guarded.
    """

    before: Callable[[ASGIApp], ASGIApp]

    def build_middleware_stack(self) -> ASGIApp:
        """Starlette's stack, with the guard as its first."""
        return self.before(super().build_middleware_stack())


def guarded_app(settings: Settings, cookies: Cookies) -> GuardedApp:
    """A web app for ``launch(_app=...)`` that the guard stands before."""
    app = GuardedApp(default_response_class=ORJSONResponse)
    app.before = lambda stack: Guard(stack, settings, cookies)
    return app
