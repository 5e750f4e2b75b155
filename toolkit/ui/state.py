"""What all tabs share: the vocabulary, the store, the models on offer, the running sweep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from toolkit.axes import BUILT_IN_MODELS
from toolkit.errors import BadInput, JudgeError, StoreError, UnknownName, shown
from toolkit.generation.adapter_folder import FOLDER, AdapterFile, adapters_in
from toolkit.generation.model_words import model_words
from toolkit.generation.models import available_models
from toolkit.judging.finding.model_file import find_model_file
from toolkit.rating.yields import PassCount
from toolkit.store import RunInfo, Store, default_home
from toolkit.store.known_answers import FOR_CHECKS
from toolkit.store.run_names import LATEST
from toolkit.store.vote_log.hub_copies import HubCopies
from toolkit.store.vote_log.segment_writer import VOTES
from toolkit.sweeps.phrase_yields import phrase_pass_counts
from toolkit.sweeps.plan import Plan
from toolkit.ui.answer_cache import KeptAnswers
from toolkit.ui.background import beside, load_engine
from toolkit.ui.language.run_names import run_label
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.language.values import gesture_label, short_model
from toolkit.ui.serving import zero_gpu
from toolkit.ui.serving.admission import Admission
from toolkit.ui.serving.settings import Settings
from toolkit.ui.serving.visitors import FOR_RATING, HOUSE, NOBODY, Cookies, Visitor, current_visitor
from toolkit.ui.sweep.grid import RunPictures, read_run
from toolkit.ui.sweep.job import JobState, SweepJob
from toolkit.ui.sweep.job_line import JobLine
from toolkit.vocabulary import Gesture, Vocabulary, load_vocabulary
from toolkit.vocabulary.entries import Language

ASIDE = "\n" + " " * 150
"""Between a gesture's name and its other names."""

RECORDS_KEPT, ANSWERS_KEPT = 6, 60
"""How many lists of a run's pictures or verdicts are kept until something is written, which may
be large, and how many answers of Results, which are not."""

SWEEPS_IN_LINE = 20
"""How many sweeps may wait on one's own machine."""


class AppState:
    """What the tabs of one app share; final. Threads may share it.

    The store is opened when it is first asked for, so that a home that cannot be written is
    one sentence in the app and not an app that does not start.

    Args:
        home: the store's folder; the default home when None.
        models: names or folders of the models on offer; those of this machine when None.
            Only who starts the app gives these: nothing that a visitor types becomes a path.
        vocabulary: the words; ours and those that ``GESTURE_VOCAB`` names when None.
        own_files: whether whoever looks at the app may bring LoRA and embedding files, and plans
            that name some: on one's own machine, nowhere that strangers come.
        settings: where the app runs and what visitors may do; one's own machine when None.
    """

    def __init__(
        self,
        home: Path | None = None,
        models: tuple[str, ...] | None = None,
        vocabulary: Vocabulary | None = None,
        *,
        own_files: bool = False,
        settings: Settings | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.cookies = Cookies(self.settings.secret)
        self.admission = Admission(self.settings)
        self.vocabulary: Vocabulary = load_vocabulary() if vocabulary is None else vocabulary
        self.own_files = own_files
        self._home = home
        self._models = models
        self._lock = Lock()
        self._store: Store | None = None
        self._ready = False
        self._hub: HubCopies | None = None
        self.records = KeptAnswers(RECORDS_KEPT)
        self.answers = KeptAnswers(ANSWERS_KEPT)
        self._line = JobLine(each=1 if self.settings.strangers else SWEEPS_IN_LINE)

    @property
    def visitor(self) -> Visitor:
        """Who is being answered; on one's own machine always the same."""
        if not self.settings.strangers:
            return HOUSE
        return current_visitor() or Visitor(id=NOBODY)

    @property
    def store(self) -> Store:
        """The opened store; raises `StoreError` with the reason when it cannot be opened."""
        with self._lock:
            if self._store is None:
                self._store = Store.open(self._home)
            return self._store

    @property
    def votes_kept(self) -> str:
        """Where votes are kept: ``dataset``, ``waiting`` (for one that cannot be reached),
        ``until_restart`` on a Space without one, else ``disk``."""
        if self._hub is not None:
            return "dataset" if self._hub.status == "pushing" else "waiting"
        return "until_restart" if self.settings.place == "space" else "disk"

    def keep_votes_on_hub(self, api: Any = None) -> None:
        """Begin to push votes to the dataset of the settings, where they name one, and read back
        what it has; ``api`` stands in for the hub's own."""
        settings = self.settings
        if not settings.dataset:
            return
        store = self.store
        folder = store.home / VOTES
        self._hub = HubCopies(folder, settings.dataset, token=settings.token, api=api)
        self._hub.start(store.rebuild_votes)

    @staticmethod
    def judge_here() -> bool:
        """Whether the judge's model file is on this machine and whole."""
        try:
            return find_model_file() is not None
        except JudgeError:
            return False  # pressing the button says what is wrong

    @property
    def models(self) -> tuple[str, ...]:
        """The models on offer."""
        if self._models is not None:
            return self._models
        if self.settings.strangers:
            return tuple(dict.fromkeys((*BUILT_IN_MODELS, *self.settings.models)))
        return available_models()

    @property
    def adapter_folder(self) -> Path:
        """Where the LoRA and embedding files on offer lie; raises `BadInput` for no such home."""
        return (default_home() if self._home is None else self._home) / FOLDER

    @property
    def adapters(self) -> dict[str, AdapterFile]:
        """The LoRA and embedding files on offer by name."""
        if zero_gpu.is_on():
            return {}  # the models there stay loaded, and a LoRA would change them
        try:
            return adapters_in(self.adapter_folder)
        except BadInput:
            return {}

    @property
    def allowed_files(self) -> Collection[str] | None:
        """Whole paths of the LoRA and embedding files that a plan may name; None for any."""
        return None if self.own_files else {str(file.path) for file in self.adapters.values()}

    def model_choices(self) -> list[tuple[str, str]]:
        """(shown, name) of each model on offer."""
        return [(short_model(name), name) for name in self.models]

    def runs(self) -> list[RunInfo]:
        """The runs that the visitor may see, starred ones first, then the newest."""
        found = [run for run in self._all_runs() if self._may_see(run.owner)]
        return sorted(found, key=lambda run: not run.starred)

    def run(self, name: str) -> RunInfo:
        """The run ``name`` (an id, a name, "latest"), if the visitor may see it; `UnknownName`."""
        if name == LATEST:
            newest = max(self.runs(), key=lambda run: run.id, default=None)
            found = newest or self.store.run(name)
        else:
            known = (run for run in self._all_runs() if name in (run.id, run.name))
            found = next(known, None) or self.store.run(name)
        if self._may_see(found.owner):
            return found
        raise UnknownName(
            f"There is no run {shown(name)} in this store.",
            code="unknown_run",
            fields={"got": name},
        )

    def _may_see(self, owner: str) -> bool:
        """Known pairs are shown to nobody, whoever asks: they would be known pairs no more."""
        return owner != FOR_CHECKS and self.visitor.may_see(owner)

    def _all_runs(self) -> list[RunInfo]:
        """Everybody's runs, counted once until something is written."""
        store = self.store
        return self.answers.get(("runs", store.revision()), store.runs)

    def pictures_of(self, run: str) -> RunPictures:
        """The pictures of ``run``, an id that `run` gave; read once until something is written."""
        store = self.store
        key = ("pictures", run, store.revision())
        return self.records.get(key, lambda: read_run(store, run))

    def check_run_name(self, name: str) -> None:
        """Raise `BadInput` where ``name`` is that of a run that is not the visitor's own."""
        if not self.settings.strangers:
            return
        for run in self.store.runs():
            if name in (run.name, run.id) and not self.visitor.may_change(run.owner):
                raise BadInput(
                    f"Another run is called {shown(name)}.",
                    hint="Choose another name.",
                    code="run_name_taken",
                    fields={"got": name},
                )

    def rated_runs(self) -> list[RunInfo]:
        """The runs that the visitor may rate. Where ratings are blind, the house's other runs are
        not among them: Results shows which wording made which of their pictures."""
        if not self.settings.blind:
            return [run for run in self.runs() if run.made]
        mine = (FOR_RATING, self.visitor.id)
        return [run for run in self.store.runs() if run.made and run.owner in mine]

    def rated_run(self, name: str) -> str:
        """``name``, the id of a run, if the visitor may rate it; raises `UnknownName`.

        Asked with each question: it counts nothing.
        """
        if not self.settings.strangers:
            return name
        owner, mine = self.store.owner(name), (FOR_RATING, self.visitor.id)
        if owner in mine or (not self.settings.blind and self.visitor.may_see(owner)):
            return name
        raise UnknownName(
            f"There is no run {shown(name)} to rate.", code="unknown_run", fields={"got": name}
        )

    def rater(self, name: str) -> str:
        """Under which name the visitor's answers are kept: on one's own machine the one that the
        page made, ``name``; of a stranger a salted hash of the cookie, which nobody can invent.

        Raises `BadInput` for a stranger without a cookie.
        """
        if not self.settings.strangers:
            return name
        self.admission.check_cookie(self.visitor)
        return self.cookies.rater(self.visitor.id)

    def count_answer(self) -> None:
        """Count one answer of the visitor; raises `BadInput` where they come faster than anybody
        can look."""
        self.admission.count_answer(self.visitor)

    def may_see_picture(self, request_hash: str) -> bool:
        """Whether a run that the visitor may see has the picture."""
        visitor = self.visitor
        if visitor.admin:
            return True
        return any(visitor.may_see(owner) for owner in self.store.owners(request_hash))

    def run_choices(self, lang: Lang) -> list[tuple[str, str]]:
        """(shown, id) of each run that has pictures and that the visitor may see."""
        return [(run_label(run, self.vocabulary, lang), run.id) for run in self.runs() if run.made]

    def pass_counts(self) -> dict[str, PassCount]:
        """How many pictures of each gesture passed so far; none where the store cannot be read."""
        try:
            return self.store.pass_counts()
        except StoreError:
            return {}

    def phrase_pass_counts(
        self, gesture: Gesture, language: Language = "en"
    ) -> dict[int, PassCount]:
        """The same for one gesture's phrases in ``language``, by their number from 1."""
        try:
            outcomes = self.store.phrase_outcomes(gesture.id, language)
        except StoreError:
            return {}
        return phrase_pass_counts(gesture, outcomes, language)

    def gesture_choices(self, lang: Lang, models: Sequence[str] = ()) -> list[tuple[str, str]]:
        """(shown, id) of every gesture, those with an emoji first; taught to ``models`` or marked.

        A box is searched by what it shows: the second line has the other language's name and all
        aliases. (The style sheet shows it in the list only, not on what is chosen; a box of one
        choice is a single line, in which the blanks push it out of sight.)
        """
        known = [words.gestures for each in models if (words := model_words(each))]
        return [
            (self._choice(each, lang, known), each.id)
            for each in sorted(self.vocabulary, key=lambda gesture: not gesture.emoji)
        ]

    def _choice(self, gesture: Gesture, lang: Lang, known: Sequence[Collection[str]]) -> str:
        label = gesture_label(gesture, lang)
        if any(gesture.id not in taught for taught in known):
            label = f"{label} · {say('sweep.untaught', lang)}"
        other = gesture.name.zh if lang == "en" else gesture.name.en
        aliases = dict.fromkeys((other, *gesture.aliases_en, *gesture.aliases_zh))
        return f"{label}{ASIDE}{' · '.join(aliases)}"

    @property
    def job(self) -> SweepJob | None:
        """The visitor's sweep that runs, waits or ran last."""
        return self._line.job_of(self.visitor.id)

    def job_state(self, job: SweepJob) -> JobState:
        """Where ``job`` stands, in the line too."""
        return self._line.state(job)

    def get_ready(self) -> None:
        """Load what sweeps need beside the page, once: whoever looks at Sweep will want it, and
        whoever rates would wait for it."""
        with self._lock:
            if self._ready:
                return
            self._ready = True
        beside(load_engine, "the engine")

    def new_job(self, plan: Plan) -> SweepJob:
        """A job that draws ``plan`` for the visitor."""
        return SweepJob(plan, self.store, self.vocabulary, owner=self.visitor.id)

    def start(self, job: SweepJob) -> None:
        """Let ``job`` be drawn when its turn comes; raises `BadInput` where the line is full."""
        self._line.join(job, self.visitor.id)

    def stop(self) -> None:
        """End the visitor's own sweep; nobody else's."""
        self._line.stop(self.visitor.id)
