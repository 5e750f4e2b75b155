"""How people say it: pairs of an everyday wording and the school caption that means the same.

Thumbelina's school speaks in the vocabulary's phrases only. This grammar says the same gestures
as people do, with names, aliases and idioms (``wordings.yaml``), fingers and their states, counts,
verbs and subjects, politeness, words that mean nothing here, misspellings, either order, and in
Chinese, so that her text encoder can be taught to hear them (``training/hearing.py``). What that
is measured on (``benchmarks/hearing_wordings.yaml``) is not read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, cast

import numpy as np

from toolkit.documents.yaml_reader import read_yaml
from toolkit.prompts.dialects import render
from toolkit.prompts.templates import CHINESE_TEMPLATE, DEFAULT_TEMPLATE, compose
from toolkit.thumbelina.everyday_speech.fingers import (
    ALL_WORDS,
    finger_states,
    finger_states_zh,
    one_of,
)
from toolkit.thumbelina.everyday_speech.words import (
    EMPTY_WORDS,
    EMPTY_ZH,
    MAKERS,
    PREFIXES,
    PREFIXES_ZH,
    SCENE_SAID,
    SUFFIXES,
    SUFFIXES_ZH,
    SYNONYMS,
    VERBS,
    VERBS_ZH,
)
from toolkit.thumbelina.school import GESTURES, MATERIALS, VIEW_SHARES
from toolkit.vocabulary import Flaw, Gesture, SceneKind, SceneWord, Vocabulary

_T = TypeVar("_T")
_WORDINGS = Path(__file__).with_name("wordings.yaml")
_HEARD_AS = Path(__file__).with_name("heard_as.yaml")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """``said``, as people might, and ``meant``, the school caption of the same sense."""

    said: str
    meant: str


@lru_cache(maxsize=1)
def everyday_wordings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By language (``en``, ``zh``) and gesture, wordings that are not in the vocabulary."""
    read = cast("dict[str, dict[str, list[object]]]", read_yaml(_WORDINGS, name=_WORDINGS.name))
    return {
        language: {id: tuple(map(str, said)) for id, said in by_gesture.items()}
        for language, by_gesture in read.items()
    }


@lru_cache(maxsize=1)
def heard_as() -> Mapping[str, str]:
    """For each taught gesture the phrase that an everyday wording of it stands for."""
    read = read_yaml(_HEARD_AS, name=_HEARD_AS.name)
    return {id: str(phrase) for id, phrase in read.items()}


class Grammar:
    """Draws `Heard` pairs over the taught gestures of ``vocabulary``."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._heard_as = heard_as()
        self._gestures = [vocabulary.gesture(id) for id in GESTURES]
        taught = set(GESTURES)
        self._others = [g for g in vocabulary.gestures.values() if g.id not in taught]
        self._flaws: Mapping[str, Flaw] = {flaw.id: flaw for flaw in vocabulary.flaws}
        self._negatives = [word.text for word in vocabulary.scene("negative") if word.text]
        self._wordings = everyday_wordings()

    def draw(self, rng: np.random.Generator) -> Heard:
        """One pair."""
        kind = rng.random()
        if kind < 0.05:
            return self._as_it_was(rng)
        gesture = one_of(rng, self._gestures)
        scene = self._scene(gesture, rng)
        if kind < 0.30:
            return self._school(gesture, scene, rng)
        if kind < 0.42:
            return self._bare(gesture, scene, rng)
        if kind < 0.47:
            return self._school_zh(gesture, scene, rng)
        if kind < 0.66:
            core, meant = self._chinese(gesture, rng)
            said = self._dressed_zh(core, scene, rng)
        else:
            core, meant = self._english(gesture, rng)
            said = self._dressed(core, scene, rng)
        return Heard(said=said, meant=_caption(meant, scene))

    def known_words(self) -> frozenset[str]:
        """Every word (English, small letters) and Chinese character that means something here."""
        said: list[str] = [DEFAULT_TEMPLATE.replace("{", " ").replace("}", " ")]
        for gesture in self._gestures:
            said += [gesture.name.en, gesture.name.zh, *gesture.phrases, *gesture.phrases_zh]
            said += [*gesture.aliases_en, *gesture.aliases_zh]
        for by_gesture in self._wordings.values():
            for wordings in by_gesture.values():
                said += wordings
        kinds: tuple[SceneKind, ...] = ("view", "side", "skin", "light", "background", "negative")
        for word in (word for kind in kinds for word in self.vocabulary.scene(kind)):
            said += [word.text, word.text_in("zh"), word.name.zh]
        said += [word.text for word in self.vocabulary.scene("material") if word.id in MATERIALS]
        said += [word for flaw in self._flaws.values() for word in flaw.words]
        said += [word for words in SCENE_SAID.values() for word in words]
        said += [word for words in SYNONYMS.values() for word in words]
        said += [*PREFIXES, *MAKERS, *VERBS, *SUFFIXES, *PREFIXES_ZH, *VERBS_ZH, *SUFFIXES_ZH]
        said += ALL_WORDS
        return frozenset(word for text in said for word in words_of(text))

    def _as_it_was(self, rng: np.random.Generator) -> Heard:
        """Nothing, negatives, flaws and gestures that were never taught sound as they did."""
        kind = rng.random()
        if kind < 0.25:
            return Heard(said="", meant="")
        if kind < 0.5:
            text = ", ".join(_some(rng, self._negatives, 2))
        elif kind < 0.75:
            text = ", ".join(_some(rng, one_of(rng, list(self._flaws.values())).words, 3))
        else:
            text = f"a photo of {one_of(rng, one_of(rng, self._others).phrases)}"
        return Heard(said=text, meant=text)

    def _scene(self, gesture: Gesture, rng: np.random.Generator) -> dict[str, str]:
        """Scene words of the school by slot; often none."""
        if rng.random() < 0.5:
            return {}
        scene: dict[str, str] = {}
        if rng.random() < 0.3:
            scene["side"] = one_of(rng, ("left hand", "right hand"))
        if rng.random() < 0.3:
            view = str(rng.choice(list(VIEW_SHARES), p=list(VIEW_SHARES.values())))
            scene["view"] = self.vocabulary.scene_word("view", view).text
        if rng.random() < 0.12:
            scene["material"] = self.vocabulary.scene_word("material", one_of(rng, MATERIALS)).text
        shares: dict[SceneKind, float] = {"skin": 0.3, "light": 0.3, "background": 0.4}
        for kind, share in shares.items():
            if rng.random() < share and not (kind == "skin" and "material" in scene):
                scene[kind] = one_of(rng, self.vocabulary.scene(kind)).text
        return scene

    def _school(
        self, gesture: Gesture, scene: Mapping[str, str], rng: np.random.Generator
    ) -> Heard:
        """The school's own caption, unchanged."""
        text = _caption(one_of(rng, gesture.phrases), scene)
        if rng.random() < 0.15:
            text += ", " + ", ".join(_some(rng, one_of(rng, list(self._flaws.values())).words, 2))
        return Heard(said=text, meant=text)

    def _school_zh(
        self, gesture: Gesture, scene: Mapping[str, str], rng: np.random.Generator
    ) -> Heard:
        """The house's Chinese prompt, as a plan with ``language: zh`` asks."""
        words = {slot: self._scene_word(slot, text).text_in("zh") for slot, text in scene.items()}
        phrase = one_of(rng, gesture.phrases_zh)
        said = render(compose(CHINESE_TEMPLATE, {"gesture": phrase, **words}), "plain")
        return Heard(said=said, meant=_caption(self._heard_as[gesture.id], scene))

    def _bare(self, gesture: Gesture, scene: Mapping[str, str], rng: np.random.Generator) -> Heard:
        """A phrase without its ``a photo of``, with other beginnings, words left out, misspelt."""
        phrase = one_of(rng, gesture.phrases)
        said = phrase if rng.random() < 0.5 else self._altered(phrase, rng)
        if rng.random() < 0.4:
            return Heard(said=said, meant=_caption(phrase, {}))
        return Heard(said=self._dressed(said, scene, rng), meant=_caption(phrase, scene))

    def _english(self, gesture: Gesture, rng: np.random.Generator) -> tuple[str, str]:
        """An everyday core for ``gesture`` and the phrase it stands for."""
        meant = self._heard_as[gesture.id]
        kind = rng.random()
        if kind < 0.45:
            core = one_of(rng, self._wordings["en"][gesture.id])
        elif kind < 0.65:
            name = one_of(rng, (gesture.name.en, *gesture.aliases_en))
            core = f"{name} {one_of(rng, SUFFIXES)}".strip()
        elif kind < 0.88:
            core = finger_states(gesture, rng)
        else:
            core = " ".join((one_of(rng, gesture.phrases), "-", one_of(rng, gesture.aliases_en)))
            core = core.replace(" - ", one_of(rng, (", ", ": ", " or ", " ")))
        return self._altered(core, rng), meant

    def _chinese(self, gesture: Gesture, rng: np.random.Generator) -> tuple[str, str]:
        kind = rng.random()
        if kind < 0.45:
            core = one_of(rng, self._wordings["zh"][gesture.id])
        elif kind < 0.65:
            core = one_of(rng, (gesture.name.zh, *gesture.aliases_zh))
        elif kind < 0.85:
            core = one_of(rng, gesture.phrases_zh)
        else:
            core = finger_states_zh(gesture, rng)
        return core, self._heard_as[gesture.id]

    def _altered(self, text: str, rng: np.random.Generator) -> str:
        """``text`` with synonyms, words left out, misspellings, its halves in the other order."""
        words = text.split()
        if rng.random() < 0.35:
            words = [_synonym(word, rng) for word in words]
        if len(words) > 5 and rng.random() < 0.2:
            del words[int(rng.integers(len(words)))]
        if rng.random() < 0.12:
            at = int(rng.integers(len(words)))
            words[at] = misspelt(words[at], rng)
        text = " ".join(words)
        halves = text.split(", ", 1)
        if len(halves) == 2 and rng.random() < 0.2:
            text = f"{halves[1]}, {halves[0]}"
        return text

    def _dressed(self, core: str, scene: Mapping[str, str], rng: np.random.Generator) -> str:
        """``core`` as the middle of a prompt: who, scene words, words that mean nothing."""
        kind = rng.random()
        if kind < 0.3:
            said = core
        elif kind < 0.6:
            said = f"{one_of(rng, PREFIXES)} {core}"
        else:
            said = f"{one_of(rng, MAKERS)} {one_of(rng, VERBS)} {core}"
        after = [_scene_said(text, rng) for text in scene.values()]
        before: list[str] = []
        if rng.random() < 0.3:
            for words in _some(rng, EMPTY_WORDS, 4):
                (before if rng.random() < 0.25 else after).append(words)
        after = [after[i] for i in rng.permutation(len(after))]
        comma = ", " if rng.random() < 0.85 else " "
        return comma.join([*before, said, *after])

    def _dressed_zh(self, core: str, scene: Mapping[str, str], rng: np.random.Generator) -> str:
        said = core
        if rng.random() < 0.55:
            said = one_of(rng, PREFIXES_ZH) + one_of(rng, VERBS_ZH) + core
        if rng.random() < 0.45:
            said += one_of(rng, SUFFIXES_ZH)
        after = [self._scene_zh(slot, text) for slot, text in scene.items()]
        if rng.random() < 0.25:
            after += _some(rng, EMPTY_ZH, 3)
        after = [after[i] for i in rng.permutation(len(after))]
        return "，".join([said, *after])

    def _scene_zh(self, slot: str, text: str) -> str:
        return self._scene_word(slot, text).text_in("zh")

    def _scene_word(self, slot: str, text: str) -> SceneWord:
        """The vocabulary's word that says ``text`` in the slot."""
        return next(w for w in self.vocabulary.scene(cast("SceneKind", slot)) if w.text == text)


def words_of(text: str) -> list[str]:
    """The words of ``text`` in small letters; each Chinese character is a word."""
    return re.findall(r"[一-鿿]|[^\W\d_一-鿿]+|\d", text.lower())


def misspelt(word: str, rng: np.random.Generator) -> str:
    """``word`` with a letter lost, doubled or swapped with the next; short ones as they are."""
    if len(word) < 5 or not word.isalpha():
        return word
    at = int(rng.integers(1, len(word) - 1))
    kind = int(rng.integers(3))
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _caption(phrase: str, scene: Mapping[str, str]) -> str:
    return render(compose(DEFAULT_TEMPLATE, {"gesture": phrase, **scene}), "plain")


def _scene_said(text: str, rng: np.random.Generator) -> str:
    ways = SCENE_SAID.get(text, ())
    return text if not ways or rng.random() < 0.5 else one_of(rng, ways)


def _synonym(word: str, rng: np.random.Generator) -> str:
    core = word.strip(",")
    others = SYNONYMS.get(core)
    return word if not others or rng.random() < 0.4 else word.replace(core, one_of(rng, others))


def _some(rng: np.random.Generator, of: Sequence[_T], most: int) -> list[_T]:
    chosen = rng.permutation(len(of))[: int(rng.integers(1, most + 1))]
    return [of[int(i)] for i in chosen]
