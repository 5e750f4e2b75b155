"""Whatever is given to the command: a sentence and an exit code, soon, and never our own fault."""

from __future__ import annotations

import os
import time
from contextlib import chdir
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.store_samples import sample_pairs, sample_picture, sample_verdict
from toolkit.cli import app
from toolkit.store import Store

SOON_S = 30.0  # of this process's own time, on a busy machine; a reader without end takes minutes


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of things that look like files, plans and homes, and a home that is one."""
    folder = tmp_path_factory.mktemp("traps")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "endless.yaml").symlink_to("/dev/zero")
    (folder / "loop").symlink_to(folder / "loop")
    with (folder / "huge.yaml").open("wb") as file:
        file.truncate(2_000_000_000)
    (folder / "noise.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (folder / "deep").joinpath(*"abcdefghijklmn").mkdir(parents=True)
    (folder / "pipe-home").mkdir()
    os.mkfifo(folder / "pipe-home" / "gesture.db")
    with Store.open(folder / "home") as store:
        pairs = sample_pairs(seeds=2)
        store.start_run("plan", "{}", pairs)
        for _, request in pairs:
            store.save_image(request, sample_picture(request))
        store.save_verdicts(sample_verdict(r, cell.gesture, "pass") for cell, r in pairs)
    return folder


TRAPS = ("pipe.yaml", "endless.yaml", "loop", "huge.yaml", "noise.png", "deep", "pipe-home", "new")
PATHS = ("/dev/zero", "/proc/nope", "/", "~nosuch/x", "a\0b", "x" * 300, "x/" * 3_000, "\ud800", "")
WORDS = (
    "",
    "peace",
    "nosuch",
    "x" * 50_000,
    "\0",
    "💀 <x>",
    "phrase,phrase",
    ",",
    "latest",
    "'",
    "%s",
)
PLANS = (
    "gestures: [peace]\nseeds: {start: 0, count: 9223372036854775808}\n",
    "gestures: [peace]\naxes: {weight: [0, -0.0]}\n",
    "gestures: [peace]\naxes: {model: ['~nosuch/x']}\n",
    "gestures: [peace]\naxes: {scheduler: ['💀 <x>']}\n",
    "gestures: [peace]\naxes: {steps: [99999999999999999999]}\n",
    "gestures: [peace]\n" + "k" * 500_000 + ": 1\n",
    "a: &a [*a]\n",
    "[" * 200,
)
path = st.one_of(st.sampled_from(PATHS), st.sampled_from(TRAPS).map(lambda name: f"TRAPS/{name}"))
# A home at the root of the disk is none too many: it would be made there.
new_home = path.filter(lambda each: each != "/")
word = st.one_of(st.sampled_from(WORDS), st.text(max_size=20))
number = st.sampled_from(["0", "-1", "99999999999999999999", "1e999", "nan", "٣", "x", "3"])
COMMANDS: list[st.SearchStrategy[tuple[str, ...]]] = [
    st.tuples(st.just("vocab"), st.just("list"), st.just("--folder"), path),
    st.tuples(st.just("vocab"), st.just("search"), word, st.just("--limit"), number),
    st.tuples(st.just("vocab"), st.just("show"), word),
    st.tuples(st.just("vocab"), st.just("show"), st.just("peace"), st.just("--picture"), path),
    st.tuples(st.just("vocab"), st.just("suggest"), word),
    st.tuples(
        *map(st.just, ("vocab", "export")), path, *map(st.just, ("--to", "styles-csv", "--force"))
    ),
    st.tuples(
        *map(st.just, ("vocab", "import")),
        path,
        st.just("--from"),
        st.sampled_from(["wildcards", "wildcards-yaml", "styles-csv"]),
        *map(st.just, ("--kind", "emblem")),
    ),
    st.tuples(st.just("expand"), st.one_of(path, word, st.sampled_from(PLANS)), st.just("--count")),
    st.tuples(st.just("expand"), st.just("demo"), st.just("--limit"), number),
    st.tuples(st.just("yields"), word, st.just("--home"), new_home),
    st.tuples(st.just("yields"), st.just("latest"), st.just("--by"), word),
    st.tuples(st.just("yields"), st.just("latest"), st.just("--judge"), word),
    st.tuples(st.just("rank"), st.just("latest"), st.just("--by"), word, st.just("--verdicts")),
]


def run(arguments: tuple[str, ...], traps: Path) -> tuple[int, str, float]:
    """Exit code, standard error and seconds of one command, in the traps' home.

    It stands in the traps' folder: a home called "" is the folder where the command stands.
    """
    started = time.process_time()
    with chdir(traps):
        done = CliRunner().invoke(
            app,
            [each.replace("TRAPS", str(traps)) for each in arguments],
            env={"GESTURE_HOME": str(traps / "home")},
        )
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stderr, time.process_time() - started


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arguments=st.one_of(COMMANDS))
def test_every_answer_is_a_result_or_a_sentence(arguments: tuple[str, ...], traps: Path) -> None:
    code, said, seconds = run(arguments, traps)
    assert code in (0, 1, 2)
    assert "Something broke" not in said
    assert "Traceback" not in said
    assert code == 0 or said
    assert len(said) < 4_000
    assert seconds < SOON_S


@pytest.mark.parametrize("by", ["nosuch", "phrase,phrase", ","])
def test_the_demo_draws_nothing_before_its_axes_are_known(by: str, traps: Path) -> None:
    code, said, _ = run(("demo", "--no-app", "--by", by), traps)
    assert code == 2
    assert "--by" in said
    with Store.open(traps / "home") as store:
        assert len(store.runs()) == 1


@pytest.mark.parametrize(
    ("home", "says"),
    [
        ("/proc/nope", "The disk refused making the folder /proc/nope"),
        ("~nosuch/x", "there is no such user"),
        ("TRAPS/pipe-home", "is a pipe"),
        ("x" * 300, "too long"),
    ],
)
def test_a_home_that_cannot_be_says_so(home: str, says: str, traps: Path) -> None:
    code, said, _ = run(("yields", "latest", "--home", home), traps)
    assert code in (1, 2)
    assert says in said
    assert "the folder it" not in said


def test_damage_is_said_with_what_mends_it(tmp_path: Path, traps: Path) -> None:
    home = tmp_path / "home"
    Store.open(home).close()
    (home / "gesture.db").write_bytes(b"no database" * 1_000)
    code, said, _ = run(("yields", "latest", "--home", str(home)), traps)
    assert code == 1
    assert "gesture doctor --mend" in said
    assert "Traceback" not in said
    code, said, _ = run(("doctor", "--mend", "--home", str(home)), traps)
    assert "kept as" in said
    code, said, _ = run(("yields", "latest", "--home", str(home)), traps)
    assert "no runs yet" in said
