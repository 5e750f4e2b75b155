"""The batch engine: requests in, pictures out, the same picture whatever the batch.

Text encoder work comes first and each distinct text is encoded once; then requests of one shape
are drawn together, whatever their prompts. The noise of each image comes from its own CPU
generator. In float32 pixels differ by at most 2/255 between batch sizes, orders and resumes.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import numpy as np
import PIL.Image
import torch
from numpy.typing import NDArray

from toolkit.errors import BadInput, GestureError, JudgeError, ModelError, StoreError, shown
from toolkit.generation import adapters, drawing, loading, mending
from toolkit.generation.batches import by_adapters, check_request, make_batches, pair_of
from toolkit.generation.conditioning import Conditioner, Conditioning, Words, plain_words
from toolkit.generation.kept_models import kept
from toolkit.generation.models import ModelSpec
from toolkit.generation.outcomes import Failed, Generated, outcome_of
from toolkit.generation.pipelines import given_back, pipeline_spec
from toolkit.generation.schedulers import sampler_of
from toolkit.sweeps.requests import Control, GenerationRequest

EngineStage = Literal["loading", "encoding", "drawing"]
OnStage = Callable[[EngineStage], None]
OnStep = Callable[[Sequence[GenerationRequest]], None]

CONDITIONING_BUDGET_BYTES = 1 << 30
"""How much conditioning is held at once; a bigger run is encoded and drawn in windows."""

FIRST_TEXTS = 4
"""Texts encoded before the first picture is drawn, where encoders and denoiser fit together."""


class Engine:
    """Holds one model and draws its requests; use from one thread at a time.

    Nothing is loaded before the first request.

    Args:
        spec: the model, from `models.model_spec`.
        device: ``cpu``, ``cuda``, ``xpu`` or ``mps``; the GPU where there is one when None.
        dtype: `loading.default_dtype` when None.
        low_memory: keep on the GPU only the part that works, decode in slices and tiles; where the
            weights do not fit when None.
        controls: gives the control image of a hash; needed where a request names one.
        files: gives the LoRA or embedding file of a hash; needed where a request names one.
        parents: gives the picture of a request's hash; needed where one is to be mended.
        hands: finds the hands in it that are to be drawn once more.
    """

    def __init__(
        self,
        spec: ModelSpec,
        *,
        device: str | None = None,
        dtype: torch.dtype | None = None,
        low_memory: bool | None = None,
        controls: Callable[[str], PIL.Image.Image] | None = None,
        files: Callable[[str], Path] | None = None,
        parents: mending.Parents | None = None,
        hands: mending.Hands | None = None,
    ) -> None:
        self.spec = spec
        self.device = device or loading.default_device()
        self.dtype = dtype or loading.default_dtype(spec, self.device)
        self._low_memory = low_memory
        self._conditioner: Conditioner | None = None
        self._image_side: Any = None
        self._plain = True
        self._own_scheduler: Any = None
        self._controls = controls
        self._files = files
        self._text_adapters: adapters.TextAdapters = ((), ())
        self._denoiser_adapters: adapters.DenoiserAdapters | None = None
        self._mender = mending.Mender(spec, parents=parents, hands=hands)
        self._control_side: tuple[str, str, Any] = ("", "", None)
        self._pipeline: Any = None
        self._on_stage: OnStage | None = None
        self._on_step: OnStep | None = None
        self._stop: Callable[[], bool] | None = None
        self.texts_encoded = 0

    @classmethod
    def from_pipeline(
        cls,
        pipe: Any,
        *,
        name: str = "mine",
        parents: mending.Parents | None = None,
        hands: mending.Hands | None = None,
    ) -> Engine:
        """An engine that draws with a diffusers pipeline in hand, on its device and in its dtype.

        After each call it is as it was. ``parents`` and ``hands`` as for the class. Raises as
        `pipelines.pipeline_spec`.
        """
        spec = pipeline_spec(name, pipe)
        engine = cls(spec, device=pipe.device.type, dtype=pipe.dtype, parents=parents, hands=hands)
        engine._pipeline = pipe
        return engine

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        """Versions of the libraries that decide a picture."""
        names = ("torch", "diffusers", "transformers", "compel", "peft")
        return tuple((name, version(name)) for name in names)

    def generate(
        self, requests: Iterable[GenerationRequest], batch_size: int | None = None
    ) -> Iterator[Generated]:
        """Draw ``requests``, yielding each batch's pictures as soon as it is done.

        The order is by shape, then as given. Raises the first failure, a `GestureError`.
        """
        for outcome in self.outcomes(requests, batch_size):
            if isinstance(outcome, Failed):
                raise outcome.error
            yield outcome

    def outcomes(
        self,
        requests: Iterable[GenerationRequest],
        batch_size: int | None = None,
        *,
        on_stage: OnStage | None = None,
        on_step: OnStep | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Iterator[Generated | Failed]:
        """Like `generate`, but a request that fails is yielded as `Failed` and the rest go on.

        A batch that fails is tried again image by image; one that does not fit into memory is
        halved. Without a ``batch_size`` the first batches are small, so that the first picture
        comes soon. ``on_stage`` is called at each new stage, ``on_step`` with the batch after each
        denoising step. ``stop`` is asked before each text and after each denoising step: True ends
        it, without the pictures at hand. Raises `ModelError` when the model cannot be loaded.
        """
        self._on_stage = on_stage
        self._on_step = on_step
        self._stop = stop
        try:
            if self._pipeline is None:
                yield from self._outcomes(requests, batch_size)
            else:
                with given_back(self._pipeline):
                    yield from self._outcomes(requests, batch_size)
        except drawing.DrawingStopped:
            return
        finally:
            self._on_stage = self._on_step = self._stop = None
            if self._pipeline is not None:
                self._conditioner = None  # it knows the tokenizers as they were for a while

    def _outcomes(
        self, requests: Iterable[GenerationRequest], batch_size: int | None
    ) -> Iterator[Generated | Failed]:
        good: list[GenerationRequest] = []
        for request in requests:
            try:
                check_request(request, self.spec)
            except GestureError as error:
                yield Failed(request=request, error=error)
            else:
                good.append(request)
        good = by_adapters(good)
        self._plain = not any(request.loras for request in good)
        if not self._plain and self._image_side is kept(self.spec, "image"):
            self._image_side = None  # a LoRA would change what is kept
        on_gpu = self.device != "cpu"
        texts = None if on_gpu or batch_size is not None else FIRST_TEXTS
        ramp = True
        while good:
            conditionings, failures, good, later = self._encode_window(good, texts)
            yield from failures
            if on_gpu:
                self.release_text_encoder()
            tokens = {pair: made.tokens for pair, made in conditionings.items()}
            for batch in make_batches(good, tokens, size=batch_size, device=self.device, ramp=ramp):
                yield from self._draw(batch, conditionings)
            good, texts, ramp = later, None, False

    def release_text_encoder(self) -> None:
        """Free the text encoders' memory; they are loaded again when a new text comes."""
        self._conditioner = None
        self._collect()

    def close(self) -> None:
        """Free everything; the engine can be used again and then loads again."""
        self._image_side = self._own_scheduler = self._denoiser_adapters = None
        self._control_side = ("", "", None)
        self._mender.close()
        self.release_text_encoder()

    def _encode_window(
        self, requests: Sequence[GenerationRequest], most_texts: int | None
    ) -> tuple[
        dict[Hashable, Conditioning | Words],
        list[Failed],
        list[GenerationRequest],
        list[GenerationRequest],
    ]:
        """Encode until the budget is full, or ``most_texts`` are encoded: conditionings, failures,
        requests now, and later."""
        made: dict[Hashable, Conditioning | Words] = {}
        broken: dict[Hashable, GestureError] = {}
        failures: list[Failed] = []
        now: list[GenerationRequest] = []
        later: list[GenerationRequest] = []
        held_bytes = 0
        for request in requests:
            pair = pair_of(request)
            if pair not in made and pair not in broken:
                if held_bytes >= CONDITIONING_BUDGET_BYTES or len(made) == most_texts:
                    later.append(request)
                    continue
                self._check_stop()
                try:
                    made[pair] = self._condition(request)
                    held_bytes += made[pair].size_bytes
                except ModelError:
                    raise
                except GestureError as error:
                    broken[pair] = error
            if pair in broken:
                failures.append(Failed(request=request, error=broken[pair]))
            else:
                now.append(request)
        if self._conditioner is not None:
            self._conditioner.forget()
        return made, failures, now, later

    def _condition(self, request: GenerationRequest) -> Conditioning | Words:
        if self.spec.family.whole:
            return plain_words(request.prompt, request.negative, request.dialect)
        joined: adapters.TextAdapters = ((), ())
        if request.loras or request.embeddings:
            joined = adapters.text_adapters(request, self._file)
        if joined != self._text_adapters:
            self._conditioner = None
        if self._conditioner is None:
            self._say("loading")
            side = self._pipeline
            if side is None and joined == ((), ()):
                side = kept(self.spec, "text")
            if side is None:
                side = loading.load_text_side(
                    self.spec, device=self.device, dtype=self.dtype, low_memory=self._low_memory
                )
            adapters.join_text_side(self.spec.family, side, joined, self._file)
            self._text_adapters = joined
            self._conditioner = Conditioner(
                self.spec.family, side, embeddings=bool(request.embeddings)
            )
            self._say("encoding")
        before = self._conditioner.texts_encoded
        made = self._conditioner.condition(request.prompt, request.negative, request.dialect)
        self.texts_encoded += self._conditioner.texts_encoded - before
        return made

    def _file(self, sha256: str) -> Path:
        if self._files is None:
            raise ModelError("The request's LoRA or embedding file is not at hand.")
        return self._files(sha256)

    def _draw(
        self,
        batch: tuple[GenerationRequest, ...],
        conditionings: dict[Hashable, Conditioning | Words],
    ) -> Iterator[Generated | Failed]:
        self._load_image_side()
        if self._denoiser_adapters is not None:
            try:
                self._denoiser_adapters.switch_to(batch[0].loras)
            except BadInput as error:
                yield from (Failed(request=request, error=error) for request in batch)
                return
        control = batch[0].control
        pipe = self._image_side if control is None else self._with_control(control)
        started = time.perf_counter()
        try:
            pictures = self._pictures(
                pipe, batch, [conditionings[pair_of(request)] for request in batch]
            )
        except (RuntimeError, ValueError, TypeError, MemoryError, IndexError) as error:
            cause: Exception = error
        except (StoreError, JudgeError) as error:  # an image that is not there any more
            cause = error
        else:
            seconds = (time.perf_counter() - started) / len(batch)
            for request, picture in zip(batch, pictures, strict=True):
                sampler = sampler_of(request.scheduler, self._own_scheduler)
                yield outcome_of(request, picture, seconds, sampler, model=self.spec.name)
            return
        # Out of the except clause, so that the failed batch's tensors are no longer held.
        if len(batch) == 1:
            reason = str(cause).strip() or type(cause).__name__
            yield Failed(
                request=batch[0],
                error=ModelError(f"{shown(self.spec.name)} could not draw the picture: {reason}"),
            )
            return
        del cause
        self._collect()
        half = (len(batch) + 1) // 2
        for part in (batch[:half], batch[half:]):
            yield from self._draw(part, conditionings)

    def _pictures(
        self,
        pipe: Any,
        batch: Sequence[GenerationRequest],
        said: Sequence[Conditioning | Words],
    ) -> Sequence[NDArray[np.float32]] | NDArray[np.float32]:
        family, own, stop = self.spec.family, self._own_scheduler, self._after_step(batch)
        images = [self._control_image(request) for request in batch if request.control]
        if batch[0].mend is not None:
            return self._mender.pictures(pipe, own, batch, said, images, stop)
        words = [each for each in said if isinstance(each, Words)]
        if words:
            return drawing.draw_words(family, pipe, own, batch, words, stop=stop)
        conditionings = [each for each in said if isinstance(each, Conditioning)]
        pictures = drawing.draw(family, pipe, own, batch, conditionings, images, stop=stop)
        broken = [number for number, picture in enumerate(pictures) if drawing.wrong_with(picture)]
        if not broken or self.dtype == torch.float32 or family.name not in drawing.EXACT_VAE:
            return pictures
        # Half precision overflows in some autoencoders: once more with an exact one.
        pictures[broken] = drawing.draw(
            family,
            pipe,
            own,
            [batch[number] for number in broken],
            [conditionings[number] for number in broken],
            [images[number] for number in broken] if images else (),
            stop=stop,
            exact_vae=True,
        )
        return pictures

    def _load_image_side(self) -> None:
        if self._image_side is None:
            self._say("loading")
            held = kept(self.spec, "image") if self._plain else None
            self._image_side = self._pipeline or held
            if self._image_side is None:
                load = loading.load_whole if self.spec.family.whole else loading.load_image_side
                self._image_side = load(
                    self.spec, device=self.device, dtype=self.dtype, low_memory=self._low_memory
                )
            self._own_scheduler = self._image_side.scheduler
            if self.spec.family.loras and self._pipeline is None and held is None:
                self._denoiser_adapters = adapters.DenoiserAdapters(
                    self.spec.family, self._image_side, self._file
                )
        self._say("drawing")

    def _with_control(self, control: Control) -> Any:
        model, revision, pipe = self._control_side
        if pipe is None or (model, revision) != (control.model, control.revision):
            pipe = loading.load_control_side(
                self.spec, self._image_side, control, device=self.device, dtype=self.dtype
            )
            self._control_side = (control.model, control.revision, pipe)
        return pipe

    def _control_image(self, request: GenerationRequest) -> PIL.Image.Image:
        if self._controls is None or request.control is None:
            raise ValueError("its control image is not at hand")
        return self._controls(request.control.sha256)

    def _after_step(self, batch: Sequence[GenerationRequest]) -> Callable[[], bool]:
        """Tells that a step of ``batch`` is done, and asks whether to stop there."""

        def asked() -> bool:
            if self._on_step is not None:
                self._on_step(batch)
            return self._stop is not None and self._stop()

        return asked

    def _check_stop(self) -> None:
        if self._stop is not None and self._stop():
            raise drawing.DrawingStopped

    def _say(self, stage: EngineStage) -> None:
        if self._on_stage is not None:
            self._on_stage(stage)

    def _collect(self) -> None:
        gc.collect()
        if self.device != "cpu":
            torch.get_device_module(self.device).empty_cache()
