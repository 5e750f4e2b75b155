"""The dataset card: README.md with the front matter that the hub and `datasets` read."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from toolkit.exporting.markdown import md_table, md_text
from toolkit.exporting.source import ExportSource

ABOUT: Mapping[str, str] = {
    "votes": "Blind comparisons of two pictures of one gesture, as the public arenas list them: "
    "`model_a`, `model_b`, `winner` (`model_a`, `model_b`, `tie`, `tie (bothbad)`). What competes "
    "is a wording: `model_a` and `model_b` name variants, `checkpoint_a` and `checkpoint_b` the "
    "models that drew. `propensity` is the chance with which the pair was drawn.",
    "pairs": "Pictures that people preferred (`chosen`) beside those that they did not "
    "(`rejected`), of the same gesture and seed. `prompt` is the chosen one's wording in plain "
    "words; the exact prompts with their weights stand beside.",
    "pickapic": "The columns of Pick-a-Pic v2, which diffusers' DPO script reads. `caption` is the "
    "preferred picture's wording in plain words; URLs are empty, the pictures are in `jpg_0` and "
    "`jpg_1`.",
    "verdicts": "What judges and people said of each picture: whether it shows the gesture it was "
    "asked for (`gesture`), whether its hands are well formed (`form`), or `both`. An outcome is "
    "`pass`, `fail`, `unsure` (looked at, not clear), `unjudged` (nobody looked) or `measured`.",
    "training-set": "Generated pictures that passed, with their words (`text`, without weights) "
    "and the whole recipe. A model that is trained on them learns from what the judge let "
    "through, its mistakes too.",
}

REASONS: Mapping[str, str] = {
    "tie": "a tie",
    "both_bad": "both bad",
    "not_sure": "not sure",
    "picture_missing": "the picture is gone or damaged",
    "fail": "failed",
    "unsure": "unsure",
    "unjudged": "nobody judged it",
}

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))


def dataset_card(
    source: ExportSource, kind: str, *, rows: int, columns: list[str], license_id: str
) -> str:
    """The card of an export of ``kind`` with ``rows``, as Markdown."""
    front: dict[str, object] = {
        "license": license_id,
        "pretty_name": f"{kind} of {source.name}",
        "tags": ["hands", "gestures", "image-generation", "gesture-toolkit"],
        "size_categories": [next((name for most, name in _SIZES if rows < most), "100K<n<1M")],
    }
    if kind != "training-set":
        front["configs"] = [
            {
                "config_name": "default",
                "data_files": [{"split": "train", "path": "data/train.parquet"}],
            }
        ]
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    parts = [
        f"---\n{head}---\n",
        f"# {md_text(kind)} of {md_text(source.name)}\n",
        f"{ABOUT[kind]}\n",
        f"## Counts\n\n{_counts(source, rows)}",
        f"## How it was made\n\n{_making(source, kind)}",
        f"## Columns\n\n{', '.join(f'`{column}`' for column in columns)}\n" if columns else "",
        f"## Raters\n\n{_RATERS}\n",
        f"## Licence\n\n{_licence(license_id)}\n",
    ]
    return "\n".join(part for part in parts if part)


_RATERS = (
    "People stand here by salted hashes: the same person is the same id within one home, and the "
    "salt is not in this data set."
)


def _licence(license_id: str) -> str:
    if license_id == "unknown":
        return (
            "Not chosen yet (`gesture export --license ID`). The terms of the models that drew the "
            "pictures count too."
        )
    return f"{md_text(license_id)}. The terms of the models that drew the pictures count too."


def _counts(source: ExportSource, rows: int) -> str:
    lines = [["rows", f"{rows:,}"]]
    lines += [
        [f"left out: {REASONS.get(reason, md_text(reason))}", f"{count:,}"]
        for reason, count in sorted(source.left_out.items())
        if count
    ]
    return md_table(["what", "how many"], lines)


def _making(source: ExportSource, kind: str) -> str:
    info = source.facts.info
    requests = source.facts.requests.values()
    models = dict.fromkeys((request.model, request.revision) for request in requests)
    gestures = dict.fromkeys(cell.gesture for cell in source.facts.judged)
    varying = source.facts.varying
    lines = [
        ["run", md_text(info.id)],
        ["begun", f"{info.created_at:%Y-%m-%d %H:%M} UTC"],
        ["pictures", f"{info.made:,} of {info.requested:,} asked for"],
        ["gestures", ", ".join(map(md_text, gestures))],
        ["what varies", ", ".join(map(md_text, varying)) or "nothing"],
        *(["model", f"{md_text(model)}, revision {md_text(rev or '–')}"] for model, rev in models),
        ["verdicts", md_text(source.who(source.facts.judge) or "the newest machine judges")],
        ["made by", f"`gesture export {info.id} --to {kind}`"],
    ]
    return md_table(["what", ""], lines)
