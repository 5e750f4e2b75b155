"""Fill a folder with the photographs and generated pictures that the form reader is measured on.

    python benchmarks/form_data/fill.py DATA                       # clones from GitHub
    python benchmarks/form_data/fill.py DATA --mirrors FOLDER      # FOLDER/owner+name/repo, bare
    python benchmarks/form_data/fill.py DATA --splits train choose measure

None of the pictures is in this repository: ``origins.csv`` names the repositories with their
commits and licences, ``photographs.csv`` and ``generated.csv`` the files, who is on them and what
they are for (``train``, ``choose`` bounds, ``measure``). A file that is there already is kept.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

HERE = Path(__file__).parent


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one of the manifests beside this script."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def place(data: Path, repository: str, path: str) -> Path:
    """Where a repository's file lies in the folder ``data``."""
    inner = PurePosixPath(path)
    if inner.is_absolute() or ".." in inner.parts:
        raise SystemExit(f"{repository}: the path {path!r} leaves the repository.")
    return data / repository.replace("/", "+") / inner


def wanted(splits: set[str]) -> dict[str, set[str]]:
    """The files of each repository that belong to one of ``splits``."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("photographs.csv"):
        if row["split"] in splits:
            found[row["repository"]].add(row["path"])
    for row in rows("generated.csv"):
        if row["half"] in splits:
            found[row["repository"]].add(row["path"])
    return found


def repository_folder(repository: str, commit: str, mirrors: Path | None, scratch: Path) -> Path:
    """A git directory that holds ``commit`` of ``repository``: a mirror, or a fresh clone."""
    if mirrors is not None:
        return mirrors / repository.replace("/", "+") / "repo"
    clone = scratch / repository.replace("/", "+")
    url = f"https://github.com/{repository}"
    subprocess.run(["git", "clone", "-q", "--bare", url, str(clone)], check=True)
    return clone


def blob(git: Path, commit: str, path: str) -> bytes:
    """One file's content at ``commit``."""
    command = ["git", "-C", str(git), "cat-file", "blob", f"{commit}:{path}"]
    return subprocess.run(command, check=True, capture_output=True).stdout


def main() -> None:
    """Read the arguments, copy what is missing, say what could not be had."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--mirrors", type=Path, help="a folder of bare clones, owner+name/repo")
    parser.add_argument("--splits", nargs="+", default=["choose", "measure"])
    arguments = parser.parse_args()
    commits = {row["repository"]: row["commit"] for row in rows("origins.csv")}
    counts = Counter[str]()
    with tempfile.TemporaryDirectory() as scratch:
        for repository, paths in sorted(wanted(set(arguments.splits)).items()):
            missing = [
                p for p in sorted(paths) if not place(arguments.data, repository, p).is_file()
            ]
            counts["there"] += len(paths) - len(missing)
            if not missing:
                continue
            commit = commits[repository]
            try:
                git = repository_folder(repository, commit, arguments.mirrors, Path(scratch))
                for path in missing:
                    file = place(arguments.data, repository, path)
                    content = blob(git, commit, path)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(content)
                    counts["copied"] += 1
            except (OSError, subprocess.CalledProcessError) as error:
                counts["repositories not to be had"] += 1
                print(f"{repository}: {error}", file=sys.stderr)
    print(", ".join(f"{number} {what}" for what, number in counts.items()))


if __name__ == "__main__":
    main()
