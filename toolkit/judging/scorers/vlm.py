"""Judges by a model that looks at pictures and talks: any image-text-to-text one, asked strictly.

Such models are no measuring instruments: they see five fingers by habit. Hold them against people
(``gesture judges agree``) before you believe them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol, final
from weakref import WeakValueDictionary

from toolkit.decoding.pixels import Pixels, as_pixels
from toolkit.errors import JudgeError, shown
from toolkit.judging.scorers import vlm_answers
from toolkit.judging.scorers.found_model import (
    FoundModel,
    check_complete,
    default_device,
    find_model,
    load_model,
)
from toolkit.judging.scorers.vlm_answers import (
    FORM_QUESTION,
    form_answer,
    gesture_answer,
    gesture_choices,
    gesture_question,
)
from toolkit.rating.verdicts import Answer, Asked

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from toolkit.judging.judge import Question
    from toolkit.vocabulary.vocabulary import Vocabulary

VLM = "vlm"
VLM_GESTURE = "vlm-gesture"
DEFAULT_MODEL = "HuggingFaceTB/SmolVLM-Instruct"
MAX_NEW_TOKENS = 320
"""Room for ten hands; an answer that is longer is cut, and then `unsure`."""


class Says(Protocol):
    """Whatever answers a question about a picture in words."""

    def __call__(self, picture: Pixels, question: str) -> str:
        """What is said of ``picture`` (H, W, 3) uint8 RGB to ``question``."""
        ...


@final
class VlmJudge:
    """Asks a model our fixed questions and reads its words by `vlm_answers`; a context manager.

    It answers ``form`` under the name ``vlm``, or ``gesture`` as ``vlm-gesture``. Its flaws have no
    place and the score 1: it says so or does not.
    """

    def __init__(
        self,
        says: Says,
        vocabulary: Vocabulary,
        *,
        version: str,
        question: Literal["form", "gesture"] = "form",
    ) -> None:
        """Judge by what ``says`` answers; `open` loads a model for it."""
        self._says: Says | None = says
        self._vocabulary = vocabulary
        self.question: Asked = question
        self.name = VLM if question == "form" else VLM_GESTURE
        self.version = f"{version}-{vlm_answers.VERSION}"
        if question == "gesture":
            self.version += f"-{_choices_hash(vocabulary)}"

    @classmethod
    def open(
        cls,
        vocabulary: Vocabulary,
        *,
        model: str = "",
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
        device: str | None = None,
        question: Literal["form", "gesture"] = "form",
    ) -> VlmJudge:
        """Load the model ``model``, a folder or a hub id; "" is `DEFAULT_MODEL`.

        Two judges of one model share its weights while both are open.

        Args:
            vocabulary: where the gestures come from.
            model: what ``AutoModelForImageTextToText.from_pretrained`` takes, with safetensors
                weights and a chat template.
            fetch: whether the hub may be asked for a model that is not here.
            on_message: told when something is fetched.
            device: ``cpu`` or ``cuda``; the GPU where there is one when None.
            question: what it is asked.

        Raises:
            BadInput: neither a folder nor a hub id.
            JudgeError: the model is not here and cannot be fetched, is of another kind, or is
                damaged; one sentence says which.
        """
        found = find_model(model or DEFAULT_MODEL, fetch=fetch)
        talking = _loaded(found, device or default_device(), on_message)
        version = f"{found.version}-{talking.precision}"
        return cls(talking, vocabulary, version=version, question=question)

    def __enter__(self) -> VlmJudge:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the model go; a second call does nothing."""
        self._says = None

    def answer(self, picture: Pixels | Picture, question: Question) -> Answer:
        """Are the hands well formed (or: is it the gesture)? ``unsure`` for unclear words.

        Raises:
            UnknownName: the vocabulary has no gesture of that id, where one is asked for.
            JudgeError: the picture is refused, see `as_pixels`; or the judge is closed.
        """
        pixels = as_pixels(picture)
        if self._says is None:
            raise JudgeError(f"The judge {self.name} is closed.", hint="Open it again.")
        if self.question == "form":
            return form_answer(self._says(pixels, FORM_QUESTION))
        expected = self._vocabulary.gesture(question.expected)
        gestures = self._vocabulary.gestures
        choices = gesture_choices(expected, gestures)
        phrases = {id: self._vocabulary.gesture(id).phrases[0] for id in choices}
        said = self._says(pixels, gesture_question(choices, phrases))
        return gesture_answer(said, expected.id, choices)


def open_vlm_gesture(
    vocabulary: Vocabulary,
    *,
    model: str = "",
    fetch: bool = True,
    on_message: Callable[[str], None] | None = None,
) -> VlmJudge:
    """`VlmJudge.open` for the question ``gesture``; raises as it does."""
    return VlmJudge.open(
        vocabulary, model=model, fetch=fetch, on_message=on_message, question="gesture"
    )


@final
class TalkingModel:
    """A loaded image-text-to-text model and its processor: picture and question in, words out."""

    def __init__(self, model: Any, processor: Any, *, max_new_tokens: int = MAX_NEW_TOKENS) -> None:
        """Decode greedily, whatever the model's own settings are."""
        from transformers import GenerationConfig

        self._model = model
        self._processor = processor
        own = model.generation_config
        ends = own.eos_token_id
        fill = own.pad_token_id
        if fill is None:
            fill = ends[0] if isinstance(ends, list) else ends
        self._decoding = GenerationConfig(
            do_sample=False,
            num_beams=1,
            max_new_tokens=max_new_tokens,
            bos_token_id=own.bos_token_id,
            eos_token_id=ends,
            pad_token_id=fill,
            decoder_start_token_id=own.decoder_start_token_id,
        )

    @property
    def precision(self) -> str:
        """What it computes in, ``float32`` for one."""
        return str(self._model.dtype).removeprefix("torch.")

    def __call__(self, picture: Pixels, question: str) -> str:
        """What the model says of ``picture`` (H, W, 3) uint8 RGB, without special tokens."""
        import torch
        from PIL import Image

        given = self._processor.apply_chat_template(
            _conversation(question, Image.fromarray(picture)),
            add_generation_prompt=True,
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
        ).to(self._model.device, self._model.dtype)
        with torch.inference_mode():
            tokens = self._model.generate(**given, generation_config=self._decoding)[0]
        if not self._model.config.is_encoder_decoder:
            tokens = tokens[given["input_ids"].shape[1] :]
        return str(self._processor.decode(tokens, skip_special_tokens=True))


_OPEN: WeakValueDictionary[tuple[str, str, str], TalkingModel] = WeakValueDictionary()
"""Models that some judge has open, by source, revision and device."""


def _loaded(
    found: FoundModel, device: str, on_message: Callable[[str], None] | None
) -> TalkingModel:
    key = (found.source, found.revision, device)
    talking = _OPEN.get(key)
    if talking is None:

        def load(given: dict[str, Any]) -> TalkingModel:
            return _load(found, device, given)

        talking = load_model(found, load, on_message=on_message)
        _OPEN[key] = talking
    return talking


def _load(found: FoundModel, device: str, given: dict[str, Any]) -> TalkingModel:
    import torch
    from transformers import AutoModelForImageTextToText, AutoProcessor

    processor = AutoProcessor.from_pretrained(found.source, **given)
    if not getattr(processor, "chat_template", None):
        raise JudgeError(
            f"The model {shown(found.name)} has no chat template: it cannot be asked anything.",
            hint="Take one that was tuned to follow instructions.",
        )
    loading: Any = AutoModelForImageTextToText.from_pretrained
    model, told = loading(
        found.source,
        dtype=torch.bfloat16 if device.startswith("cuda") else torch.float32,
        use_safetensors=True,
        output_loading_info=True,
        **given,
    )
    check_complete(found, told["missing_keys"])
    return TalkingModel(model.to(device).eval(), processor)


def _conversation(question: str, picture: Picture) -> list[dict[str, object]]:
    content = [{"type": "image", "image": picture}, {"type": "text", "text": question}]
    return [{"role": "user", "content": content}]


def _choices_hash(vocabulary: Vocabulary) -> str:
    """Six hex digits of all that is read of the vocabulary."""
    text = "\n".join(
        f"{id} {each.phrases[0]} {each.confusable} {sorted(each.twins)}"
        for id, each in sorted(vocabulary.gestures.items())
    )
    return hashlib.sha256(text.encode()).hexdigest()[:6]
