"""Our engine against a plain diffusers loop, on the same requests, in one process.

The plain loop is what a notebook does: one picture after the other, its prompt encoded each
time. Both draw with warm weights, and the pictures are compared. On a machine that does other
work too, believe the ratio of CPU seconds: single pictures suffer more from neighbours in wall
time than batches do.

    python benchmarks/engine_vs_diffusers.py [--model NAME] [--images 32] [--batches 1,4,8,16,32]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import NamedTuple

import diffusers
import numpy as np
import torch
from numpy.typing import NDArray

from toolkit.generation.batches import batch_size
from toolkit.generation.engine import Engine
from toolkit.generation.loading import default_device
from toolkit.generation.models import ModelSpec, model_spec
from toolkit.sweeps.requests import GenerationRequest

PROMPTS = (
    "a photo of a fist, palm view",
    "a photo of an open hand, palm view",
    "a photo of a thumbs up, palm view",
    "a photo of a peace sign, palm view",
    "a photo of a fist, back view, soft light",
    "a photo of an open hand, back view, soft light",
    "a photo of a thumbs up, back view, soft light",
    "a photo of a peace sign, back view, soft light",
)
NEGATIVE = "blurry, deformed"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", default="thumbelina", help="a built-in model, folder or hub id")
    parser.add_argument("--images", type=int, default=32)
    parser.add_argument("--batches", default="", help="batch sizes to try; ours alone if empty")
    parser.add_argument("--device", default=default_device())
    said = parser.parse_args()
    spec = model_spec(said.model)
    requests = make_requests(spec, said.images)
    own = batch_size(spec.defaults.width_px, spec.defaults.height_px, said.device)
    sizes = [int(size) for size in said.batches.split(",") if size] or [own]

    diffusers.utils.logging.disable_progress_bar()
    plain, plain_took = run_plain(spec, requests, said.device)
    print(f"{spec.name} on {said.device}, {len(requests)} pictures, {requests[0].steps} steps")
    print(f"plain diffusers loop    {plain_took.per_picture(len(requests))}")
    for size in sizes:
        engine = Engine(spec, device=said.device)
        ours, took = run_engine(engine, requests, size)
        worst = max(int(np.abs(ours[key] - plain[key]).max()) for key in plain)
        print(
            f"engine, batches of {size:3d}  {took.per_picture(len(requests))}; "
            f"{plain_took.wall_s / took.wall_s:.2f} times as fast by the clock, "
            f"{plain_took.cpu_s / took.cpu_s:.2f} times by CPU; largest pixel difference {worst}"
            + ("  (the engine's own choice)" if size == own else "")
        )
        engine.close()


class Took(NamedTuple):
    """Seconds by the clock, and seconds of CPU over all threads."""

    wall_s: float
    cpu_s: float

    @classmethod
    def since(cls, wall: float, cpu: float) -> Took:
        """From two readings to now."""
        return cls(time.perf_counter() - wall, time.process_time() - cpu)

    def per_picture(self, count: int) -> str:
        """For a line of the table."""
        return f"{self.wall_s / count:7.3f} s a picture, {self.cpu_s / count:7.3f} s of CPU"


def make_requests(spec: ModelSpec, count: int) -> list[GenerationRequest]:
    """Unweighted prompts, so that the plain pipeline is asked for the same pictures."""
    defaults = spec.defaults
    return [
        GenerationRequest(
            prompt=PROMPTS[index % len(PROMPTS)],
            negative=NEGATIVE if spec.family.takes_negative else "",
            seed=index // len(PROMPTS),
            model=spec.name,
            revision=spec.revision,
            scheduler=defaults.scheduler,
            steps=defaults.steps,
            guidance=defaults.guidance,
            width_px=defaults.width_px,
            height_px=defaults.height_px,
        )
        for index in range(count)
    ]


def run_plain(
    spec: ModelSpec, requests: Sequence[GenerationRequest], device: str
) -> tuple[dict[str, NDArray[np.int16]], Took]:
    """One by one, each prompt encoded anew; the pictures by hash, and the time."""
    pipe = diffusers.DiffusionPipeline.from_pretrained(spec.source, use_safetensors=True)
    pipe.to(device)
    pipe.set_progress_bar_config(disable=True)
    made: dict[str, NDArray[np.int16]] = {}

    def draw(request: GenerationRequest, steps: int) -> NDArray[np.int16]:
        negative = {"negative_prompt": request.negative} if request.negative else {}
        return np.asarray(
            pipe(
                request.prompt,
                num_inference_steps=steps,
                guidance_scale=request.guidance,
                width=request.width_px,
                height=request.height_px,
                generator=torch.Generator("cpu").manual_seed(request.seed),
                **negative,
            ).images[0]
        ).astype(np.int16)

    draw(requests[0], 1)
    started = time.perf_counter(), time.process_time()
    for request in requests:
        made[request.hash] = draw(request, request.steps)
    return made, Took.since(*started)


def run_engine(
    engine: Engine, requests: Sequence[GenerationRequest], size: int
) -> tuple[dict[str, NDArray[np.int16]], Took]:
    """Through the engine, encoding and all; the pictures by hash, and the time."""
    list(engine.generate(requests[:1]))
    started = time.perf_counter(), time.process_time()
    made = list(engine.generate(requests, size))
    took = Took.since(*started)
    return {g.request.hash: np.asarray(g.image).astype(np.int16) for g in made}, took


if __name__ == "__main__":
    main()
