"""What nobody touched is verified, wherever and however it lies; nothing is written there."""

import getpass
import os
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from invented_results import InventedResults, not_verified

from tradewinds.audit.auditing import held_against
from tradewinds.audit.opened import opened_results


def zipped(
    of: InventedResults, inside: str = "", how: int = zipfile.ZIP_DEFLATED, folders: bool = False
) -> Path:
    archive = of.data.parent / "results.zip"
    with zipfile.ZipFile(archive, "w", how) as file:
        for path in sorted(of.results.rglob("*")):
            if folders or path.is_file():
                file.write(path, Path(inside) / path.relative_to(of.results))
    return archive


def aged(of: InventedResults) -> Path:
    for number, path in enumerate(of.results.rglob("*")):
        os.utime(path, (number * 1e6, number * 1e6))
    return of.results


def read_only(of: InventedResults) -> Path:
    for path in [*of.results.rglob("*"), of.results]:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o555)
    return of.results


def renamed(of: InventedResults, name: str) -> Path:
    return Path(shutil.move(of.results, of.results.parent / name))


def another_user(of: InventedResults) -> Path:
    if os.geteuid() == 0:
        for path in [*of.results.rglob("*"), of.results]:
            os.chown(path, 12345, 12345)
    return of.results


def left_behind(of: InventedResults) -> Path:
    """What a run leaves that was killed and went on."""
    folder = of.results / "fit" / "tier1"
    (folder / "posterior.unfinished" / "price").mkdir(parents=True)
    (folder / "posterior.unfinished" / "price.nc").write_bytes(b"half")
    (folder / "posterior.unfinished" / "price" / "loop.npz").write_bytes(b"half")
    (folder / ".part.posterior.nc").write_bytes(b"half")
    (of.results / "log" / "fit-tier1.log").write_text("fit\n")
    return of.results


def linked(of: InventedResults) -> Path:
    """The results folder itself may be a link: it is what was asked for."""
    place = of.data.parent / "link"
    place.symlink_to(of.results, target_is_directory=True)
    return place


VARIANTS = {
    "as it is": lambda of: of.results,
    "aged": aged,
    "read only": read_only,
    "of another user": another_user,
    "left behind": left_behind,
    "a link": linked,
    "renamed": lambda of: renamed(of, "ünïcode and blanks"),
    "under a long name": lambda of: renamed(of, "a" * 150),
    "with an equals sign": lambda of: renamed(of, "quickstart=1"),
    "within a folder": lambda of: of.results.parent,
    "within two folders": lambda of: of.results.parent.parent / "results",
    "hard links": lambda of: Path(
        shutil.copytree(of.results, of.data.parent / "hard", copy_function=os.link)
    ),
    "zipped": zipped,
    "zipped with its folder": lambda of: zipped(of, "walk"),
    "zipped with folders above": lambda of: zipped(of, "a/results/walk"),
    "zipped with entries of folders": lambda of: zipped(of, "walk", folders=True),
    "stored": lambda of: zipped(of, how=zipfile.ZIP_STORED),
    "zipped by bzip2": lambda of: zipped(of, how=zipfile.ZIP_BZIP2),
    "zipped by LZMA": lambda of: zipped(of, how=zipfile.ZIP_LZMA),
    "zipped and read only": lambda of: zipped(
        InventedResults(read_only(of), of.data, of.planned, of.checkout)
    ),
    "zipped under another name": lambda of: Path(shutil.move(zipped(of), of.data.parent / "paper.pdf")),
    "another umask": lambda of: [os.chmod(path, 0o700) for path in of.results.rglob("*")] and of.results,
    "relative": lambda of: Path(os.path.relpath(of.results)),
    "with an empty folder": lambda of: [(of.results / "empty").mkdir(), of.results][1],
    "in another time zone": lambda of: of.results,
}
"""Where untouched results are looked for; each for both kinds of results."""


def state(folder: Path) -> dict:
    """Of every file bytes, mode and time of change."""
    return {
        path: (path.read_bytes() if path.is_file() else b"", path.lstat().st_mode, path.lstat().st_mtime_ns)
        for path in [folder, *folder.rglob("*")]
    }


@pytest.mark.slow
@pytest.mark.parametrize("results", ["simulated", "laboratory"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_it_is_verified_and_left_as_it_is(results, variant, copied, request, monkeypatch):
    if variant == "in another time zone":
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        monkeypatch.setattr(getpass, "getuser", lambda: "reviewer")
    of = copied(request.getfixturevalue(results))
    place = VARIANTS[variant](of)
    before = state(place if place.is_dir() else place.parent)
    with opened_results(place) as opened:
        found = held_against(opened.folder, of.planned, of.checkout, of.data)
    assert not_verified(found.table) == {} and found.exit_code == 0 and not opened.refused
    assert len(found.table) == len(of.planned) + (3 if results == "laboratory" else 0)
    assert state(place if place.is_dir() else place.parent) == before


def test_there_are_fifty():
    assert 2 * len(VARIANTS) == 50
