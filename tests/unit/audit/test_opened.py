"""Folders and archives: whatever is in them, nothing is written elsewhere and nothing ends in an error."""

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tradewinds.audit.opened import opened_results
from tradewinds.errors import AuditError
from tradewinds.zip_entries import examined_entries


@pytest.fixture
def archive(tmp_path):
    """Writes an archive of entries: names, or their descriptions, with contents."""

    def write(*entries):
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as file:
            for entry, content in [("manifest.json", b"{}"), *entries]:
                file.writestr(entry, content)
        return tmp_path / "a.zip"

    return write


def refused(path):
    """Entry → why it was not unpacked, of an archive whose other files were."""
    with opened_results(path) as found:
        assert (found.folder / "manifest.json").read_bytes() == b"{}"
        return {name: finding.found for name, finding in found.refused.items()}


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/out.txt", "a/../../out.txt", "a\\..\\out.txt", "C:out"])
def test_a_name_that_leads_out_is_not_followed(archive, name, tmp_path):
    assert "leads out of the archive" in refused(archive((name, b"x")))[name]
    assert not list(tmp_path.rglob("out*"))


def test_a_link_is_not_made(archive):
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "a link or a device" in refused(archive((link, b"/etc/passwd")))["link"]


def test_what_would_grow_without_end_is_not_unpacked(archive):
    assert "unpack to 20,000,000 bytes" in refused(archive(("zeros", bytes(20_000_000))))["zeros"]
    with zipfile.ZipFile(archive(("a", bytes(600)), ("b", bytes(300)), ("c", bytes(200)))) as file:
        found = {entry.filename: odd for entry, odd in examined_entries(file.infolist(), largest=1000)}
    assert found.pop("c").startswith("it would unpack to 200 bytes") and not any(found.values())


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_said(archive):
    assert refused(archive(("a", b"1"), ("a", b"2"))) == {"a": "it is twice in the archive"}


@pytest.mark.parametrize(("one", "other"), [("a.txt", "A.txt"), ("\u00e4.txt", "a\u0308.txt")])
def test_two_names_that_some_machines_take_for_one_are_said(archive, one, other):
    """Which of the two was unpacked last, these machines would say."""
    found = refused(archive((one, b"1"), (other, b"2")))
    assert found == {other: f"some machines take its name and {one} for one: it was not unpacked"}


def test_a_name_that_no_file_system_has_is_said(archive):
    assert "cannot be unpacked" in refused(archive(("a" * 300, b"1"), ("b", b"2")))["a" * 300]


@pytest.fixture
def deep(tmp_path):
    """A folder with some thousand folders in each other, which is taken away again: what pytest takes away
    later it does by a recursion that is not as deep, and a later run of the tests would end in an error."""
    places = [f"{tmp_path}{'/a' * depth}" for depth in range(1, (4000 - len(str(tmp_path))) // 2)]
    for place in places:
        os.mkdir(place)
    yield Path(places[0])
    for place in reversed(places):
        os.rmdir(place)


@pytest.mark.slow
def test_folders_in_folders_without_end_are_one_line(deep):
    with pytest.raises(AuditError, match="folders|empty"), opened_results(deep):
        pass


def test_a_file_where_a_folder_is_needed_is_said(archive):
    assert "cannot be unpacked" in refused(archive(("a", b"1"), ("a/b", b"2")))["a/b"]


def test_contents_that_are_damaged_are_said(archive):
    path = archive(("noise", bytes(range(256))))
    content = path.read_bytes()
    at = content.index(b"noise") + len(b"noise")
    path.write_bytes(content[:at] + b"\xff" * 8 + content[at + 8 :])
    assert "cannot be unpacked" in refused(path)["noise"]


def test_an_encrypted_entry_is_said(archive):
    path = archive(("secret", b"x"))
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 8, 1)
    path.write_bytes(content)
    assert refused(path) == {"secret": "it is encrypted"}


def test_a_size_that_is_not_what_the_entry_says_is_not_believed(archive):
    """The archive claims ten bytes of a megabyte: no more than a damaged file comes of it."""
    path = archive(("zeros", bytes(1_000_000)))
    content = bytearray(path.read_bytes())
    struct.pack_into("<I", content, content.rindex(b"PK\x01\x02") + 24, 10)
    path.write_bytes(content)
    assert "cannot be unpacked" in refused(path)["zeros"]


@pytest.mark.parametrize(
    "content", [b"", b"x" * 500, b"PK\x03\x04" + bytes(60), b"PK\x05\x06" + b"\xff" * 18]
)
def test_what_is_no_archive_is_one_line(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(AuditError, match="cannot be unpacked|is empty"), opened_results(tmp_path / "a.zip"):
        pass


def test_what_is_not_there_and_what_is_empty_are_one_line(tmp_path):
    for place, said in ((tmp_path / "none", "is not there"), (tmp_path, "is empty")):
        with pytest.raises(AuditError, match=said), opened_results(place):
            pass


def test_data_that_came_with_results_are_known(tmp_path):
    """As in a bundle: results, data and source beside each other."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        for name in ("results/walk/manifest.json", "data/walk.py", "source/Snakefile"):
            file.writestr(name, name)
    with opened_results(tmp_path / "a.zip") as found:
        assert (found.folder / "manifest.json").is_file() and found.data is not None
        assert (found.data / "walk.py").read_text() == "data/walk.py"
    (tmp_path / "results" / "walk").mkdir(parents=True)
    (tmp_path / "results" / "walk" / "manifest.json").write_text("{}")
    with opened_results(tmp_path) as found:
        assert found.data is None


def test_of_several_results_one_has_to_be_named(tmp_path):
    (tmp_path / "README.md").write_text("")
    for number, name in enumerate(("a", "b")):
        if number:
            with opened_results(tmp_path) as found:
                assert found.folder == tmp_path / "a"
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").write_text("{}")
    with pytest.raises(AuditError, match="results of 2 experiments: a; b"), opened_results(tmp_path):
        pass


def test_the_temporary_folder_is_gone_afterwards(archive):
    with opened_results(archive()) as found:
        place = found.folder
    assert not place.exists()


@pytest.mark.parametrize(("files", "brought"), [(["files.json"], False), (["files.json", "own.csv"], True)])
def test_data_that_are_only_named_are_those_of_the_reader(tmp_path, files, brought):
    """A bundle whose data are not shared says what they are called; the reader may have them."""
    (tmp_path / "results" / "own").mkdir(parents=True)
    (tmp_path / "results" / "own" / "manifest.json").write_text("{}")
    (tmp_path / "data").mkdir()
    for name in files:
        (tmp_path / "data" / name).write_text("[]")
    with opened_results(tmp_path) as found:
        assert found.data == tmp_path / "data"
        assert found.brought == (tmp_path / "data" if brought else None)
