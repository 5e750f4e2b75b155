"""The run that Results shows: its star, name and note, its report, and how it is deleted."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from toolkit.errors import BadInput, GestureError
from toolkit.store import RunInfo
from toolkit.store.run_names import MAX_NOTE
from toolkit.ui.html import NOTHING, html, notice, trouble
from toolkit.ui.language.run_names import date_words, run_name
from toolkit.ui.language.texts import Lang, number, say
from toolkit.ui.state import AppState

NAME_CHARACTERS = 80
ACTS = ("star", "save", "ask-delete", "keep", "delete")


def run_card(
    shared: AppState, run: RunInfo, lang: Lang, *, address: Markup = NOTHING, said: Markup = NOTHING
) -> Markup:
    """The run at a glance with what may be done to it; ``said`` is how the last act went."""
    mine = shared.visitor.may_change(run.owner)
    star = say("runs.unstar" if run.starred else "runs.star", lang)
    return html(
        "<div class='runcard'>{address}<div class='runline'>{star}<b class='runname'>{name}</b>"
        "<span class='quiet'>{counts}</span><span class='runacts'>{report}{delete}</span></div>"
        "{note}{edit}{said}</div>",
        address=address,
        star=html(
            "<button class='star' data-act='star' aria-pressed='{}' aria-label='{words}' "
            "title='{words}'>{}</button>",
            "true" if run.starred else "false",
            "★" if run.starred else "☆",
            words=star,
        )
        if mine
        else html("<span aria-hidden='true'>{}</span>", "★" if run.starred else ""),
        name=run_name(run, shared.vocabulary, lang),
        counts=say(
            "runs.counts",
            lang,
            made=number(run.made),
            requested=number(run.requested),
            votes=number(run.votes),
            date=date_words(run, lang),
        ),
        report=_button("report", "runs.report", lang),
        delete=_button("ask-delete", "runs.delete", lang) if mine else NOTHING,
        note=html("<p class='runnote'>{}</p>", run.note) if run.note else NOTHING,
        edit=_edit(run, lang) if mine else NOTHING,
        said=said,
    )


def _button(act: str, key: str, lang: Lang) -> Markup:
    return html("<button class='plainbutton' data-act='{}'>{}</button>", act, say(key, lang))


def _edit(run: RunInfo, lang: Lang) -> Markup:
    return html(
        "<details class='runedit'><summary>{}</summary><div data-fields>"
        "<label>{} <input name='name' maxlength='{}' value='{}'></label>"
        "<label>{} <textarea name='note' maxlength='{}' rows='2'>{}</textarea></label>"
        "{}</div></details>",
        say("runs.edit", lang),
        say("runs.name", lang),
        NAME_CHARACTERS,
        run.name,
        say("runs.note", lang),
        MAX_NOTE,
        run.note,
        html(
            "<button class='plainbutton strong' data-act='save'>{}</button>", say("runs.save", lang)
        ),
    )


def ask_html(shared: AppState, run: RunInfo, lang: Lang) -> Markup:
    """The one question before a run is deleted: what goes with it."""
    going = shared.store.what_goes(run.id)
    stays = say("runs.delete_shared", lang, shared=number(going.shared)) if going.shared else ""
    return html(
        "<div class='notice error' role='alertdialog' aria-label='{title}'><p><b>{title}</b></p>"
        "<p>{goes} {stays}</p><p class='runacts'>{yes}{no}</p></div>",
        title=say("runs.delete_title", lang, name=run_name(run, shared.vocabulary, lang)),
        goes=say(
            "runs.delete_goes",
            lang,
            pictures=number(going.pictures),
            verdicts=number(going.verdicts),
            people=number(going.people),
            votes=number(going.votes),
        ),
        stays=stays,
        # The id goes with the button: what was asked about is what is deleted.
        yes=html(
            "<button class='plainbutton strong' data-act='delete' data-run='{}'>{}</button>",
            run.id,
            say("runs.delete_yes", lang),
        ),
        no=_button("keep", "runs.delete_no", lang),
    )


def change_run(
    shared: AppState, name: str, act: str, given: Mapping[str, str], lang: Lang
) -> Markup:
    """Do what a button of the card asks of the run ``name``; gives what is said about it.

    ``given`` are the fields ``name`` and ``note`` of "save", and the ``run`` of "delete". Raises
    `UnknownName` for a run that is not there, `BadInput` for one that is not the visitor's own
    or is being drawn, for a name or note that cannot be.
    """
    run = shared.run(given.get("run") or name if act == "delete" else name)
    if not shared.visitor.may_change(run.owner):
        raise BadInput(
            "Only whoever made a run may change it.",
            hint="Choose one of your own.",
            code="run_not_yours",
        )
    store = shared.store
    if act == "star":
        store.mark_run(run.id, starred=not run.starred)
    elif act == "save":
        named = given.get("name", "").strip()
        if named != run.name:
            shared.check_run_name(named)
            store.rename_run(run.id, named)
        store.mark_run(run.id, note=given.get("note", ""))
        return notice(say("runs.saved", lang))
    elif act == "ask-delete":
        return ask_html(shared, run, lang)
    elif act == "delete":
        job = shared.job
        if job is not None and job.running and shared.job_state(job).run == run.id:
            raise BadInput(
                "This run is being drawn.", hint="Stop its sweep first.", code="run_drawing"
            )
        gone = store.delete_run(run.id)
        return notice(say("runs.deleted", lang, n=number(gone.pictures)))
    return NOTHING


def changed(shared: AppState, name: str, act: str, given: Mapping[str, str], lang: Lang) -> Markup:
    """As `change_run`; an error is its sentence."""
    try:
        return change_run(shared, name, act, given, lang)
    except GestureError as error:
        return trouble(error, lang)
