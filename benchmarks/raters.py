"""Many raters at once over HTTP, as the page of the Rate tab sends: nothing lost, nothing doubled.

    python benchmarks/raters.py --raters 50 --seconds 60 --json
    python benchmarks/raters.py --raters 20 --seconds 60 --kills 5 --json

The app is served from a process of its own on a home made for this, 1,296 pairs of 128-px pictures.
Each rater fetches questions, thinks for half a second to one and a half, answers.
``sent`` counts answers, ``acknowledged`` those that the server said it kept, ``kept`` those of the
acknowledged that stand in the database and once in the log, ``doubled`` votes of one rater on the
same two pictures. ``p50_ms`` and ``p95_ms`` are of the acknowledgement, without retries.

With ``--kills N`` the server is killed (SIGKILL) N times in mid-load and started again; raters send
what was not acknowledged again, under the same number, as the page does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import tempfile
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from PIL import Image

from toolkit.rating import Vote
from toolkit.store import Store
from toolkit.store.vote_log.log_reader import read_log
from toolkit.sweeps.cells import Cell
from toolkit.sweeps.requests import GenerationRequest

GESTURES = ("fist", "peace", "palm", "like")
WEIGHTS = ("0.8", "1.0", "1.2", "1.4")
SEEDS = 54
SIDE_PX = 128
PATIENCE_S = 30.0
AHEAD, AT_ONCE = 6, 3
"""As `toolkit/ui/rate/page/state.js` has it: six at hand, then three more in one go."""

_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["toolkit.ui.app"])


@dataclass
class Tally:
    """What the raters sent and heard."""

    sent: set[str] = field(default_factory=set[str])
    acknowledged: set[str] = field(default_factory=set[str])
    milliseconds: list[float] = field(default_factory=list[float])
    refused: Counter[str] = field(default_factory=Counter[str])


def main() -> None:
    """Rate, and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raters", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--votes", type=int, default=0, help="votes that are there before")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        run = fill(home, options.votes)
        tally = asyncio.run(rate(home, run, options.raters, options.seconds, options.kills))
        report = counted(home, run, tally)
    if options.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        print(f"{name:13} {value}")


def fill(home: Path, votes: int) -> str:
    """A run of pictures that all differ, with as many ``votes`` of other raters."""
    draws = np.random.default_rng(1)
    pairs = [
        (
            Cell(
                id=f"{gesture}-{weight}",
                gesture=gesture,
                values=(("gesture", gesture), ("weight", weight)),
            ),
            GenerationRequest(
                prompt=f"({gesture}){weight}", negative="", seed=seed, model="m", guidance=4.0
            ),
        )
        for gesture in GESTURES
        for weight in WEIGHTS
        for seed in range(SEEDS)
    ]
    with Store.open(home) as store:
        run = store.start_run("raters", "{}", pairs)
        for _, request in pairs:
            small = draws.integers(0, 256, (8, 8, 3), dtype=np.uint8)
            picture = Image.fromarray(small).resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
            store.save_image(request, picture)
        if votes:
            vote_before(store, run, pairs, votes)
    return run


def vote_before(
    store: Store, run: str, pairs: list[tuple[Cell, GenerationRequest]], count: int
) -> None:
    """``count`` votes of others, written past the log: they only have to be there."""
    from datetime import UTC, datetime

    from toolkit.store import judgements
    from toolkit.store.database import writing

    draws = random.Random(2)
    group = len(WEIGHTS) * SEEDS
    votes: list[tuple[Vote, None]] = []
    for number in range(count):
        start = draws.randrange(len(GESTURES)) * group + draws.randrange(SEEDS)
        one, two = draws.sample(range(len(WEIGHTS)), 2)
        (left_cell, left), (right_cell, right) = (
            pairs[start + one * SEEDS],
            pairs[start + two * SEEDS],
        )
        vote = Vote(
            uuid=f"before-{number}",
            run=run,
            gesture=left_cell.gesture,
            left=left.hash,
            right=right.hash,
            left_cell=left_cell.id,
            right_cell=right_cell.id,
            winner=draws.choice(("left", "right", "tie")),
            rater=f"before-{number % 5000}",
            latency_ms=900,
            propensity=0.1,
            created_at=datetime.now(UTC),
        )
        votes.append((vote, None))
    with writing(store._engine, "filling") as connection:
        judgements.put_votes(connection, votes)


async def rate(home: Path, run: str, raters: int, seconds: float, kills: int) -> Tally:
    """Let ``raters`` rate for ``seconds``, killing the server ``kills`` times meanwhile."""
    tally, port = Tally(), free_port()
    address = f"http://127.0.0.1:{port}"
    server = start(home, port)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=2 * raters)
    try:
        async with httpx.AsyncClient(base_url=address, timeout=PATIENCE_S, limits=limits) as web:
            component = await rate_component(web)
            end = time.monotonic() + seconds
            working = [
                asyncio.create_task(one_rater(web, component, run, f"rater-{n:04}", end, tally))
                for n in range(raters)
            ]
            for _ in range(kills):
                await asyncio.sleep(seconds / (kills + 1))
                assert server.pid is not None
                os.kill(server.pid, signal.SIGKILL)
                server.join()
                server = start(home, port)
            await asyncio.gather(*working)
    finally:
        server.terminate()
        server.join()
    return tally


async def one_rater(
    web: httpx.AsyncClient, component: int, run: str, rater: str, end: float, tally: Tally
) -> None:
    """Answers until ``end``; an answer that is under way is finished."""
    draws = random.Random(rater)
    call = Caller(web, component)
    queue: list[dict[str, Any]] = []
    fresh = True
    await asyncio.sleep(draws.uniform(0, 1))
    while time.monotonic() < end:
        while fresh or len(queue) <= AHEAD:
            reply = await call("ask", run=run, rater=rater, count=AT_ONCE, fresh=fresh)
            queue = [*([] if fresh else queue), *reply.get("questions", ())]
            fresh = False
            if not reply.get("questions"):
                break
        if not queue:
            return
        await asyncio.sleep(draws.uniform(0.5, 1.5))
        question = queue.pop(0)
        number = uuid.uuid4().hex
        tally.sent.add(number)
        before, tries = time.perf_counter(), call.tries
        reply = await call(
            "answer",
            token=question["token"],
            uuid=number,
            rater=rater,
            winner=draws.choice(("left", "right", "tie", "both_bad", "not_sure")),
            latency_ms=900,
        )
        if "error" in reply:
            # After a restart its open questions are gone; the answer is not kept, and known so.
            tally.refused[str(reply["error"])] += 1
            fresh = True
            continue
        tally.acknowledged.add(number)
        if call.tries == tries + 1:
            tally.milliseconds.append(1000 * (time.perf_counter() - before))


class Caller:
    """Calls the functions of the Rate tab as its page does; tries again until it is answered."""

    def __init__(self, web: httpx.AsyncClient, component: int) -> None:
        self._web = web
        self._component = component
        self.tries = 0

    async def __call__(self, name: str, **given: object) -> dict[str, Any]:
        body = {
            "data": given,
            "component_id": self._component,
            "fn_name": name,
            "session_hash": "raters",
        }
        while True:
            self.tries += 1
            try:
                reply = await self._web.post("/gradio_api/component_server", json=body)
                if reply.status_code == 200:
                    return reply.json()
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)


def _serve(home: Path, port: int, log: Path) -> None:
    from toolkit.ui.app import launch

    with log.open("a") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    launch(home, port=port, models=())


def start(home: Path, port: int) -> Any:
    """A server in a process of its own."""
    server = _PROCESSES.Process(target=_serve, args=(home, port, home.with_name("server.log")))
    server.start()
    return server


async def rate_component(web: httpx.AsyncClient) -> int:
    """The number of the Rate tab's part, once the server answers."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            config = (await web.get("/config")).json()
            return next(
                each["id"]
                for each in config["components"]
                if each["props"].get("elem_id") == "rate-pairs"
            )
        except httpx.TransportError:
            await asyncio.sleep(0.2)
    raise SystemExit("The server did not start within 120 s.")


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def counted(home: Path, run: str, tally: Tally) -> dict[str, object]:
    """What is kept of what was acknowledged, in the database and in the log."""
    with Store.open(home) as store:
        votes = [vote for vote in store.votes(run) if not vote.rater.startswith("before-")]
    logged = Counter(
        line.record.uuid for line in read_log(home / "votes").lines if isinstance(line.record, Vote)
    )
    kept = {vote.uuid for vote in votes} & {name for name, times in logged.items() if times == 1}
    pairs = Counter((vote.rater, frozenset((vote.left, vote.right))) for vote in votes)
    times = np.array(tally.milliseconds or [float("nan")])
    return {
        "sent": len(tally.sent),
        "acknowledged": len(tally.acknowledged),
        "kept": len(kept & tally.acknowledged),
        "doubled": sum(times - 1 for times in pairs.values()),
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
    }


if __name__ == "__main__":
    main()
