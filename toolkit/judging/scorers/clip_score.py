"""How well a picture fits the gesture's words, by CLIP: a number for every picture."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, final

from toolkit.decoding.pixels import Pixels, as_pixels
from toolkit.errors import JudgeError, shown
from toolkit.judging.scorers.found_model import (
    FoundModel,
    check_complete,
    default_device,
    find_model,
    load_model,
)
from toolkit.rating.verdicts import Answer, Asked

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

    from toolkit.judging.judge import Question
    from toolkit.vocabulary.entries import Gesture
    from toolkit.vocabulary.vocabulary import Vocabulary

CLIP_SCORE = "clip-score"
DEFAULT_MODEL = "openai/clip-vit-large-patch14"
PREFIX = "A photo depicts "
"""What stands before the words, as in CLIPScore (Hessel et al. 2021, section 3)."""
TIMES = 100.0
"""What the cosine is multiplied by. CLIPScore takes 2.5 and cuts off below 0; most libraries take
100; here nothing is cut off, so that means stay means. A CLIPScore is this, over 40."""
VERSION = 1
"""Changes with the words and with how pictures are prepared here."""


@final
class ClipScoreJudge:
    """Measures 100 times the cosine of the picture's and the words' CLIP embeddings.

    The words are the gesture's plainest English phrase after `PREFIX`, whatever the picture was
    drawn with, so that wordings are compared on one question (CLIPScore, Hessel et al. 2021,
    arXiv:2104.08718). Numbers of different models are not comparable. It says whether a picture
    fits its words, not whether a hand is well formed. A context manager.
    """

    name = CLIP_SCORE
    question: Asked = "number"

    def __init__(self, model: Any, processor: Any, vocabulary: Vocabulary, *, version: str) -> None:
        """Judge with a loaded ``CLIPModel`` and its processor; `open` loads them."""
        self._model: Any = model
        self._processor: Any = processor
        self._vocabulary = vocabulary
        self._words: dict[str, Any] = {}
        self.version = f"{version}-{VERSION}-{_phrases_hash(vocabulary)}"

    @classmethod
    def open(
        cls,
        vocabulary: Vocabulary,
        *,
        model: str = "",
        fetch: bool = True,
        on_message: Callable[[str], None] | None = None,
        device: str | None = None,
    ) -> ClipScoreJudge:
        """Load the CLIP model ``model``, a folder or a hub id; "" is `DEFAULT_MODEL`.

        Args:
            vocabulary: where the phrases come from.
            model: what ``CLIPModel.from_pretrained`` takes, with safetensors weights.
            fetch: whether the hub may be asked for a model that is not here.
            on_message: told when something is fetched.
            device: ``cpu`` or ``cuda``; the GPU where there is one when None.

        Raises:
            BadInput: neither a folder nor a hub id.
            JudgeError: the model is not here and cannot be fetched, is no CLIP model, or is
                damaged; one sentence says which.
        """
        found = find_model(model or DEFAULT_MODEL, fetch=fetch)

        def load(given: dict[str, Any]) -> tuple[Any, Any]:
            return _load(found, given)

        network, processor = load_model(found, load, on_message=on_message)
        network = network.to(device or default_device()).eval()
        return cls(network, processor, vocabulary, version=found.version)

    def __enter__(self) -> ClipScoreJudge:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the model go; a second call does nothing."""
        self._model = self._processor = None
        self._words = {}

    def answer(self, picture: Pixels | Picture, question: Question) -> Answer:
        """``measured``: from -100 to 100, for a good fit about 20 to 35.

        Raises:
            UnknownName: the vocabulary has no gesture of that id.
            JudgeError: the picture is refused, see `as_pixels`; or the judge is closed.
        """
        gesture = self._vocabulary.gesture(question.expected)
        pixels = as_pixels(picture)
        if self._model is None:
            raise JudgeError(f"The judge {self.name} is closed.", hint="Open it again.")
        import torch

        with torch.inference_mode():
            if gesture.id not in self._words:
                self._words[gesture.id] = self._embedded_words(words_of(gesture))
            cosine = self._embedded_picture(pixels) @ self._words[gesture.id]
        return Answer(outcome="measured", reason="measured", number=TIMES * float(cosine))

    def _embedded_picture(self, pixels: Pixels) -> Any:
        """The picture's embedding, (D,), of length 1."""
        from PIL import Image

        given = self._processor(images=Image.fromarray(pixels), return_tensors="pt")
        seen = self._model.vision_model(pixel_values=given["pixel_values"].to(self._model.device))
        return _of_length_one(self._model.visual_projection(seen.pooler_output))

    def _embedded_words(self, words: str) -> Any:
        """The words' embedding, (D,), of length 1; what is longer than the model reads is cut."""
        longest = self._model.config.text_config.max_position_embeddings
        given = self._processor(
            text=[words], return_tensors="pt", truncation=True, max_length=longest
        )
        read = self._model.text_model(
            input_ids=given["input_ids"].to(self._model.device),
            attention_mask=given["attention_mask"].to(self._model.device),
        )
        return _of_length_one(self._model.text_projection(read.pooler_output))


def words_of(gesture: Gesture) -> str:
    """What a picture of ``gesture`` is compared with."""
    return PREFIX + gesture.phrases[0]


def _load(found: FoundModel, given: dict[str, Any]) -> tuple[Any, Any]:
    from transformers import AutoConfig, AutoProcessor, CLIPModel

    kind = str(AutoConfig.from_pretrained(found.source, **given).model_type)
    if kind != "clip":
        raise JudgeError(
            f"The model {shown(found.name)} is of the kind {shown(kind)}; expected 'clip', with "
            "both the pictures' and the words' side."
        )
    processor = AutoProcessor.from_pretrained(found.source, **given)
    more = {key: value for key, value in given.items() if key != "trust_remote_code"}
    loading: Any = CLIPModel.from_pretrained
    model, told = loading(found.source, use_safetensors=True, output_loading_info=True, **more)
    check_complete(found, told["missing_keys"])
    return model, processor


def _of_length_one(rows: Any) -> Any:
    """The first of ``rows`` (N, D) as a float32 vector of length 1."""
    import torch

    return torch.nn.functional.normalize(rows[0].float(), dim=-1)


def _phrases_hash(vocabulary: Vocabulary) -> str:
    text = "\n".join(f"{id} {words_of(each)}" for id, each in sorted(vocabulary.gestures.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:6]
