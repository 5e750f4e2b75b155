"""What all tabs share: the vocabulary, the store, the models on offer, the running sweep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from threading import Lock

from toolkit.errors import BadInput, StoreError
from toolkit.generation.adapter_folder import FOLDER, AdapterFile, adapters_in
from toolkit.generation.model_words import model_words
from toolkit.generation.models import available_models
from toolkit.rating.yields import PassCount
from toolkit.store import Store, default_home
from toolkit.sweeps.phrase_yields import phrase_pass_counts
from toolkit.ui.language.run_names import run_label
from toolkit.ui.language.texts import Lang, say
from toolkit.ui.language.values import gesture_label, short_model
from toolkit.ui.sweep.job import SweepJob
from toolkit.vocabulary import Gesture, Vocabulary, load_vocabulary
from toolkit.vocabulary.entries import Language

ASIDE = "\n" + " " * 150
"""Between a gesture's name and its other names."""


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
    """

    def __init__(
        self,
        home: Path | None = None,
        models: tuple[str, ...] | None = None,
        vocabulary: Vocabulary | None = None,
        *,
        own_files: bool = False,
    ) -> None:
        self.vocabulary: Vocabulary = load_vocabulary() if vocabulary is None else vocabulary
        self.own_files = own_files
        self._home = home
        self._models = models
        self._lock = Lock()
        self._store: Store | None = None
        self._job: SweepJob | None = None

    @property
    def store(self) -> Store:
        """The opened store; raises `StoreError` with the reason when it cannot be opened."""
        with self._lock:
            if self._store is None:
                self._store = Store.open(self._home)
            return self._store

    @property
    def models(self) -> tuple[str, ...]:
        """The models on offer."""
        return available_models() if self._models is None else self._models

    @property
    def adapter_folder(self) -> Path:
        """Where the LoRA and embedding files on offer lie; raises `BadInput` for no such home."""
        return (default_home() if self._home is None else self._home) / FOLDER

    @property
    def adapters(self) -> dict[str, AdapterFile]:
        """The LoRA and embedding files on offer by name."""
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

    def run_choices(self, lang: Lang) -> list[tuple[str, str]]:
        """(shown, id) of each run that has pictures, newest first."""
        runs = self.store.runs()
        return [(run_label(run, self.vocabulary, lang), run.id) for run in runs if run.made]

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
        """The sweep that runs or ran last."""
        return self._job

    def start(self, job: SweepJob) -> bool:
        """Start ``job`` unless another one is still running; says whether it was started."""
        with self._lock:
            if self._job is not None and self._job.running:
                return False
            self._job = job
            job.start()
            return True
