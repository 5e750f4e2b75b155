"""One picture: the request that decides it, and the finished image."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, kw_only=True)
class Control:
    """A control image: kind (``skeleton`` or ``depth``), hash of its PNG bytes, strength 0..2.

    It holds from ``start`` to ``end``, shares of the steps, 0..1.
    ``model`` and ``revision`` are the control network that reads it: a folder or hub id, and its
    content hash or commit.
    """

    kind: str
    sha256: str
    strength: float = 1.0
    model: str = ""
    revision: str = ""
    start: float = 0.0
    end: float = 1.0

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            object.__setattr__(self, name, float(getattr(self, name)))


@dataclass(frozen=True, kw_only=True)
class LoraUse:
    """A LoRA that joins the model: its file's name and content hash (40 hex digits), its scale."""

    file: str
    sha256: str
    scale: float = 1.0


@dataclass(frozen=True, kw_only=True)
class EmbeddingUse:
    """An embedding that the text encoder learns: its file's name and content hash, its token."""

    file: str
    sha256: str
    token: str


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A finished picture that was made elsewhere: nothing here draws it, it is known by its bytes.

    ``sha256`` is of the file as it was given, ``ending`` that of the store's file (``.jpg``; a
    file that no browser shows is kept as ``.png``). ``name`` is what the file was called,
    ``program`` who wrote the recipe in it, "" for none.
    """

    sha256: str
    ending: str
    name: str = ""
    program: str = ""


@dataclass(frozen=True, kw_only=True)
class Mend:
    """Hands of a finished picture are drawn once more in it, the rest stays as it is.

    ``parent`` is the request's hash of that picture, ``strength`` (0..1) how far from what is
    there a hand may go, ``hands`` which: ``wrong`` or ``all``. ``number`` counts the passes from
    1; ``judge`` is the name and version of the judge that finds the hands.
    """

    parent: str
    strength: float
    hands: str = "wrong"
    number: int = 1
    judge: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "strength", float(self.strength))


@dataclass(frozen=True, kw_only=True)
class GenerationRequest:
    """Everything that decides one picture: run, stored, hashed and written into the PNG.

    ``prompt`` and ``negative`` are rendered text in ``dialect``. ``revision`` is the content
    hash or commit of the model, so that a retrained model never shows stale pictures.
    ``scheduler`` is ``default`` or a sampler's id (`toolkit.samplers`). Sizes are in pixels.

    With ``elsewhere`` it says what is known of a picture that nobody asked us for: what is not
    known is "" or 0, and a ``seed`` below 0 is no seed but the picture's number in its cell.
    """

    prompt: str
    negative: str
    seed: int
    model: str
    revision: str = ""
    dialect: str = "compel"
    scheduler: str = "default"
    steps: int = 20
    guidance: float = 3.5
    width_px: int = 128
    height_px: int = 128
    control: Control | None = None
    loras: tuple[LoraUse, ...] = ()
    embeddings: tuple[EmbeddingUse, ...] = ()
    mend: Mend | None = None
    elsewhere: Elsewhere | None = None

    def __post_init__(self) -> None:
        # 7 and 7.0 are one guidance and must have one hash.
        object.__setattr__(self, "guidance", float(self.guidance))

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces, ASCII; the text that is hashed.

        ``loras`` is always there, ``embeddings``, ``mend`` and ``elsewhere`` only where there are
        some, a control's start and end only where they are not 0 and 1: pictures made before keep
        their names.
        """
        said = asdict(self)
        if not self.embeddings:
            del said["embeddings"]
        for name in ("mend", "elsewhere"):
            if said[name] is None:
                del said[name]
        if self.control is not None and (self.control.start, self.control.end) == (0.0, 1.0):
            del said["control"]["start"], said["control"]["end"]
        return json.dumps(said, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """64 hex digits: the picture's name on disk and in the database.

        Of the request, or of the picture's own bytes where it was made elsewhere.
        """
        if self.elsewhere is not None:
            return self.elsewhere.sha256
        return hashlib.sha256(self.to_json().encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Image:
    """A finished picture. ``file`` is relative to the store's image folder."""

    request: GenerationRequest
    file: str
    seconds: float
    device: str
    versions: tuple[tuple[str, str], ...] = ()

    @property
    def request_hash(self) -> str:
        """The hash of the request that made it."""
        return self.request.hash
