"""Bundles: the same bytes, everything in them named, what was changed is found, signatures fail closed."""

import json
import os
import shutil
import subprocess
import zipfile

import pandas as pd
import pytest

from tradewinds.artifacts import write_table
from tradewinds.carried_provenance import value_hash
from tradewinds.errors import ProofError
from tradewinds.proof.archive import SIGNATURE, SUMS, Archive, sums_of, write_archive
from tradewinds.proof.bundle import Bundled, require_at_hand, verified_bundle, write_bundle
from tradewinds.proof.signature import signer_of
from tradewinds.proof.source_code import source_of, source_state
from tradewinds.values import hash_bytes

NEEDS_SSH = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen of OpenSSH")
CRATE = "ro-crate-metadata.json"
RAW = b"period,price\n1,2.0\n"


def git(root, *arguments):
    who = ["-c", "user.name=Anna", "-c", "user.email=anna@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "checkout"
    (root / "src").mkdir(parents=True)
    for name in ("Snakefile", "requirements.lock", "src/a.py"):
        (root / name).write_text(f"# {name}\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Begin")
    return root


@pytest.fixture
def bundled(checkout, tmp_path):
    results, data = tmp_path / "results" / "small", tmp_path / "data"
    data.mkdir()
    (data / "own.csv").write_bytes(RAW)
    own = {"stage": "read", "inputs": {"raw/own.csv": hash_bytes(RAW)}}
    write_table(pd.DataFrame({"price": [2.0]}), results / "prepare" / "panel.parquet", own)
    (results / "log").mkdir()
    (results / "log" / "read.log").write_text("at 10:00 on node7\n")
    for left in ("fit/tier1.unfinished/state.npz", "prepare/.part.7.blocks-x/1.parquet"):
        (results / left).parent.mkdir(parents=True)
        (results / left).touch()
    settings = {"seed": 0, "title": "${oc.env:HOME} {{ x }}"}
    return Bundled(results, ['experiment=["small"]'], settings, source_of(checkout), data)


@pytest.fixture
def archive(bundled, tmp_path):
    write_bundle(bundled, tmp_path / "small.zip")
    return tmp_path / "small.zip"


def test_a_table_that_start_wrote_goes_along_with_the_hash_of_its_file(bundled, tmp_path):
    """Provenance has that of its values; a reviewer compares bytes."""
    own = bundled.data / "own.parquet"
    write_table(pd.DataFrame({"price": [2.0]}), own, {"stage": "start"})
    made = {"stage": "read", "inputs": {"raw/own.parquet": value_hash(own)}}
    write_table(pd.DataFrame({"price": [2.0]}), bundled.results / "prepare" / "panel.parquet", made)
    write_bundle(Bundled(**vars(bundled) | {"share": True}), tmp_path / "shared.zip")
    assert Archive(tmp_path / "shared.zip").read("data/own.parquet") == own.read_bytes()
    (told,) = json.loads(Archive(tmp_path / "shared.zip").read("data/files.json"))
    assert told["sha256"] == hash_bytes(own.read_bytes()) and told["contents"] == value_hash(own)


def rewritten(archive, changes, sums=True):
    """The archive with other files, and ``SHA256SUMS`` recomputed as a forger would."""
    held = Archive(archive)
    content = {name: held.read(name) for name in held.names()} | changes
    content = {name: one for name, one in content.items() if one is not None}
    if sums:
        for name in changes.keys() & content.keys() & held.sums().keys() - {CRATE}:
            old, new = hash_bytes(held.read(name)).encode(), hash_bytes(content[name]).encode()
            content[CRATE] = content[CRATE].replace(old, new)
        content[SUMS] = sums_of({name: one for name, one in content.items() if name not in (SUMS, SIGNATURE)})
    write_archive(content, archive)


def test_the_same_results_give_the_same_bytes(bundled, archive, tmp_path):
    write_bundle(bundled, tmp_path / "again.zip")
    assert archive.read_bytes() == (tmp_path / "again.zip").read_bytes()


def test_what_is_in_it(archive):
    names = Archive(archive).names()
    assert names == [
        "README.md",
        "SHA256SUMS",
        "data/files.json",
        "results/small/prepare/panel.parquet",
        "ro-crate-metadata.json",
        "settings/small.yaml",
        "source/Snakefile",
        "source/requirements.lock",
        "source/src/a.py",
    ]
    read_me = Archive(archive).read("README.md").decode()
    assert "snakemake reproduce --config 'experiment=[\"small\"]' results=../results" in read_me
    assert b"${oc.env:HOME} {{ x }}" in Archive(archive).read("settings/small.yaml"), "nothing is resolved"


def test_a_users_data_go_along_only_where_they_may(bundled, archive, tmp_path):
    told = json.loads(Archive(archive).read("data/files.json"))
    known = {"contents": hash_bytes(RAW), "sha256": hash_bytes(RAW)}
    assert told == [{"file": "own.csv", **known, "shared": False}]
    shared = Bundled(**vars(bundled) | {"share": True})
    write_bundle(shared, tmp_path / "shared.zip")
    assert Archive(tmp_path / "shared.zip").read("data/own.csv") == RAW
    (bundled.data / "own.csv").write_bytes(RAW + b"2,3.0\n")
    with pytest.raises(ProofError, match="is not what the results were made from"):
        write_bundle(shared, tmp_path / "shared.zip")


def test_a_crate_names_every_file_with_its_hash(archive):
    graph = {one["@id"]: one for one in json.loads(Archive(archive).read("ro-crate-metadata.json"))["@graph"]}
    files = set(Archive(archive).names()) - {SUMS, "ro-crate-metadata.json"}
    assert files <= graph.keys() and {one["@id"] for one in graph["./"]["hasPart"]} == files
    for name in files:
        assert graph[name]["sha256"] == hash_bytes(Archive(archive).read(name))
    assert graph["./"]["mainEntity"] == {"@id": "source/Snakefile"}
    assert graph["#run"]["result"] == {"@id": "results/small/prepare/panel.parquet"}
    assert {one["@id"] for one in graph["#run"]["object"]} == {"settings/small.yaml", "data/files.json"}
    linked = [link["@id"] for one in graph.values() for value in one.values() for link in links(value)]
    assert all(link in graph or link.startswith("https://") for link in linked)


def links(value):
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, dict)]


def test_an_untouched_bundle_is_verified_packed_and_unpacked(archive, tmp_path):
    assert "all 9 files are as SHA256SUMS says" in verified_bundle(archive)[0]
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path / "unpacked")
    assert "not signed" in verified_bundle(tmp_path / "unpacked")[1]


PANEL = "results/small/prepare/panel.parquet"
TAMPERED = {
    "changed": ({PANEL: b"other"}, f"{PANEL} was changed"),
    "gone": ({PANEL: None}, f"{PANEL} is gone"),
    "added": ({"results/small/extra.html": b"<p>"}, "extra.html is not named"),
    "no sums": ({SUMS: None}, f"has no {SUMS}"),
    "other sums": ({SUMS: b"nothing\n"}, f"{SUMS} cannot be read"),
    "two hashes of a file": ({SUMS: f"{'0' * 64}  a\n{'1' * 64}  a\n".encode()}, f"{SUMS} cannot be read"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", TAMPERED)
def test_what_was_changed_is_named(kind, archive):
    changes, said = TAMPERED[kind]
    rewritten(archive, changes, sums=False)
    with pytest.raises(ProofError, match=said):
        verified_bundle(archive)


@pytest.mark.parametrize(
    "name", ["source/reproduced/small/prepare/panel.parquet", "source/./reproduced/x", "source/.cache/x"]
)
def test_a_source_in_which_something_was_made_is_refused(name, archive):
    """``reproduce`` would take it for made by itself, and compare it with itself."""
    rewritten(archive, {name: b"made before"})
    with pytest.raises(ProofError, match="a source in which nothing was made"):
        verified_bundle(archive)


def test_results_that_hold_odd_json_are_packed_or_named(bundled, tmp_path):
    (bundled.results / "list.json").write_text("[1, 2]")
    write_bundle(bundled, tmp_path / "odd.zip")
    assert "results/small/list.json" in Archive(tmp_path / "odd.zip").names()
    (bundled.results / "list.json").write_text('{"tradewinds": {"inputs": 1}}')
    with pytest.raises(ProofError, match="does not say what it was made from"):
        write_bundle(bundled, tmp_path / "odd.zip")


def test_two_files_of_one_name_and_broken_archives_are_refused(archive, tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("README.md", b"other")
    with pytest.raises(ProofError, match=r"README\.md.*: it is twice in the archive"):
        verified_bundle(archive)
    (tmp_path / "no.zip").write_bytes(b"PK nothing")
    for path in (tmp_path / "no.zip", tmp_path / "gone.zip", tmp_path / "checkout"):
        with pytest.raises(ProofError):
            verified_bundle(path)


def rezipped(archive, change):
    """The same files, of which ``change`` sees each entry before it is written, and then the archive."""
    with zipfile.ZipFile(archive) as file:
        held = [(entry, file.read(entry)) for entry in file.infolist()]
    with zipfile.ZipFile(archive, "w") as file:
        for entry, content in held:
            file.writestr(change(entry) or entry, content)


def as_link(entry):
    if entry.filename == PANEL:
        entry.external_attr = 0o120777 << 16


ODD_NAMES = ["../out.txt", "/tmp/out.txt", "source\\out.txt", "Source/Snakefile", "source/snakefile"]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_leads_elsewhere_is_refused(name, archive):
    """Though its hash is in the list: whoever packs writes that too."""
    rewritten(archive, {name: b"x"})
    with pytest.raises(ProofError, match="out of the archive|some machines take its name"):
        verified_bundle(archive)


def test_a_link_among_the_files_of_an_archive_is_refused(archive):
    rezipped(archive, as_link)
    with pytest.raises(ProofError, match=rf"{PANEL}.*a link or a device"):
        verified_bundle(archive)


def test_a_file_that_would_fill_the_memory_is_refused(archive):
    with zipfile.ZipFile(archive, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(20_000_000))
    with pytest.raises(ProofError, match="would unpack to 20,000,000 bytes"):
        verified_bundle(archive)


def test_bytes_of_no_file_are_refused(archive):
    """A program that reads an archive from its beginning finds a file in them."""
    before = archive.read_bytes()
    archive.write_bytes(b"PK hidden" + before)
    with pytest.raises(ProofError, match="bytes before README"):
        verified_bundle(archive)
    archive.write_bytes(before)
    with zipfile.ZipFile(archive, "a") as file:
        file.comment = b"It is certain."
    with pytest.raises(ProofError, match="holds a comment"):
        verified_bundle(archive)


@pytest.mark.parametrize("kind", ["link to a folder", "link to a file", "pipe"])
def test_what_is_no_file_of_an_unpacked_bundle_is_refused(kind, archive, tmp_path):
    """A folder that is a link would bring in code that no hash covers; a pipe would be waited for."""
    place = tmp_path / "unpacked"
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(place)
    if kind == "pipe":
        (place / PANEL).unlink()
        os.mkfifo(place / PANEL)
    elif kind == "link to a file":
        (place / PANEL).rename(tmp_path / "elsewhere")
        (place / PANEL).symlink_to(tmp_path / "elsewhere")
    else:
        (place / "source" / "more").symlink_to(tmp_path)
    with pytest.raises(ProofError, match="is a link, a pipe or a device"):
        verified_bundle(place)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lambda c: c.replace(hash_bytes(b"# Snakefile\n").encode(), b"0" * 64), "else of source/Snakefile"),
        (lambda c: c.replace(b"requirements.lock", b"requirements.txt"), "else of source/requirements"),
        (lambda c: b"{}", "no RO-Crate"),
        (lambda c: b"[" * 100_000, "no RO-Crate"),
        (lambda c: None, "has no ro-crate"),
    ],
)
def test_a_crate_that_says_something_else_is_refused(changed, said, archive):
    rewritten(archive, {CRATE: changed(Archive(archive).read(CRATE))})
    with pytest.raises(ProofError, match=said):
        verified_bundle(archive)


@pytest.fixture
def keys(tmp_path):
    """Two keys, and a file that allows the first."""
    for name in ("anna", "mallory"):
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(tmp_path / name)]
        subprocess.run(made, check=True)
    public = (tmp_path / "anna.pub").read_text().split(" anna")[0]
    (tmp_path / "signers").write_text(f"anna@example.org {public}\n")
    return tmp_path


@NEEDS_SSH
def test_a_signature_of_an_allowed_signer_is_told(bundled, keys):
    path = keys / "signed.zip"
    write_bundle(bundled, path, keys / "anna")
    assert verified_bundle(path, keys / "signers")[1] == "Signed by anna@example.org."
    assert "was not checked" in verified_bundle(path)[1]
    first = path.read_bytes()
    write_bundle(bundled, path, keys / "anna")
    assert path.read_bytes() == first, "Ed25519 signs the same bytes alike"


@NEEDS_SSH
def test_every_other_signature_is_refused(bundled, keys):
    path = keys / "signed.zip"
    write_bundle(bundled, path, keys / "mallory")
    with pytest.raises(ProofError, match="signature is of none"):
        verified_bundle(path, keys / "signers")
    write_bundle(bundled, path, keys / "anna")
    rewritten(path, {PANEL: b"forged"})
    assert "all 10 files" in verified_bundle(path)[0], "its hashes agree, and its signature does not"
    with pytest.raises(ProofError, match="signature"):
        verified_bundle(path, keys / "signers")
    rewritten(path, {SIGNATURE: b"nothing"})
    with pytest.raises(ProofError, match="signature"):
        verified_bundle(path, keys / "signers")
    rewritten(path, {SIGNATURE: None})
    with pytest.raises(ProofError, match="is not signed"):
        verified_bundle(path, keys / "signers")
    write_bundle(bundled, path, keys / "anna")
    with pytest.raises(ProofError, match="no file"):
        verified_bundle(path, keys / "nobody")


@NEEDS_SSH
def test_a_signature_that_was_given_for_something_else_does_not_count(keys):
    """As `ssh-keygen -Y sign -n file` and git sign files and commits, of the same words."""
    (keys / "message").write_bytes(b"words")
    for purpose, counts in (("tradewinds-bundle", True), ("file", False), ("git", False)):
        command = ["ssh-keygen", "-Y", "sign", "-f", str(keys / "anna"), "-n", purpose, str(keys / "message")]
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
        signature = (keys / "message.sig").read_bytes()
        (keys / "message.sig").unlink()
        if counts:
            assert signer_of(b"words", signature, keys / "signers") == "anna@example.org"
        else:
            with pytest.raises(ProofError, match="signature is not of these files"):
                signer_of(b"words", signature, keys / "signers")


@NEEDS_SSH
def test_what_is_to_go_along_is_looked_for_before_anything_is_made(keys):
    require_at_hand("", "")
    require_at_hand(str(keys / "anna"), "")
    for key, wheels, said in (
        ("none", "", "no key .*ssh-keygen -t ed25519"),
        ("anna.pub", "", "is no private key.*without .pub"),
        ("anna", "none", "holds no wheels"),
    ):
        with pytest.raises(ProofError, match=said):
            require_at_hand(str(keys / key), wheels and str(keys / wheels))


@NEEDS_SSH
def test_a_key_that_cannot_sign_is_said(bundled, keys):
    for key in (keys / "none", keys / "signers"):
        with pytest.raises(ProofError, match="key"):
            write_bundle(bundled, keys / "x.zip", key)


@NEEDS_SSH
def test_without_the_tool_nothing_is_verified(bundled, keys, monkeypatch):
    path = keys / "signed.zip"
    write_bundle(bundled, path, keys / "anna")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ProofError, match="ssh-keygen could not be run"):
        verified_bundle(path, keys / "signers")


def test_a_dirty_checkout_is_refused_unless_told(checkout):
    commit = source_state(checkout)
    (checkout / "src" / "a.py").write_text("# other\n")
    (checkout / "src" / "new.py").write_text("# new\n")
    with pytest.raises(ProofError, match=r"not committed \(src/a\.py; src/new\.py\)"):
        source_of(checkout)
    source = source_of(checkout, dirty=True)
    assert source.changed == ("src/a.py", "src/new.py") and source.commit == commit
    assert source.files["src/a.py"] == b"# other\n"
    assert source_state(checkout, True) == f"{commit} with changes"


def test_settings_of_the_users_own_go_along_and_are_named(checkout, bundled, tmp_path):
    mine, other = checkout / "configs/experiment/mine.yaml", checkout / "configs/experiment/other.yaml"
    mine.parent.mkdir(parents=True)
    for path in (mine, other, checkout / "notes.txt"):
        path.write_text("# @package _global_\n")
    source, sha = source_of(checkout, settings_files=[mine]), hash_bytes(mine.read_bytes())
    name = "configs/experiment/mine.yaml"
    assert source.own == {name: sha} and not source.changed
    assert source.files[name] == mine.read_bytes()
    assert not {"configs/experiment/other.yaml", "notes.txt"} & set(source.files)
    assert source_state(checkout, settings_files=[mine]).endswith(f" with {name} {sha}")
    write_bundle(Bundled(**vars(bundled) | {"source": source}), tmp_path / "mine.zip")
    held = Archive(tmp_path / "mine.zip")
    assert f"- `source/{name}`, SHA-256 `{sha}`" in held.read("README.md").decode()
    assert f"{sha}  source/{name}" in held.read(SUMS).decode()
    assert f"with own settings: {name}" in held.read("ro-crate-metadata.json").decode()
    git(checkout, "add", name)
    git(checkout, "commit", "-qm", "Mine")
    mine.write_text("# @package _global_\nseed: 1\n")
    with pytest.raises(ProofError, match="not committed .configs/experiment/mine.yaml"):
        source_of(checkout, settings_files=[mine])
    assert source_of(checkout, settings_files=[other]).files[name] == b"# @package _global_\n"


def test_a_folder_without_commit_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(ProofError, match="has no commit"):
        source_state(tmp_path)


def test_wheels_go_along(bundled, tmp_path):
    folder = tmp_path / "wheels"
    folder.mkdir()
    with pytest.raises(ProofError, match="holds no wheels"):
        write_bundle(Bundled(**vars(bundled) | {"wheels": folder}), tmp_path / "w.zip")
    (folder / "numpy-2-py3-none-any.whl").write_bytes(b"w")
    write_bundle(Bundled(**vars(bundled) | {"wheels": folder}), tmp_path / "w.zip")
    assert "wheels/numpy-2-py3-none-any.whl" in Archive(tmp_path / "w.zip").names()


NEEDS_SSL = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
AUTHORITY = """
[ca]
basicConstraints = critical, CA:TRUE
[stamps]
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = here
[here]
serial = {0}/serial
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
"""


class StampAuthority:
    """One on this machine, made by OpenSSL."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder, self.authorities = folder, folder / "ca.pem"
        (folder / "conf").write_text(AUTHORITY.format(folder))
        (folder / "serial").write_text("01")
        subject = ["-subj", "/CN=Authority", "-config", "/dev/null", "-newkey", "rsa:2048", "-nodes"]
        own = ["-keyout", "ca.key", "-out", "ca.pem", "-addext", "basicConstraints=critical,CA:TRUE"]
        self.said("req", "-x509", *subject, *own)
        self.said("req", *subject, "-keyout", "tsa.key", "-out", "tsa.csr")
        signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "conf"]
        self.said("x509", "-req", "-in", "tsa.csr", *signing, "-extensions", "stamps", "-out", "tsa.pem")

    def said(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)

    def stamp(self, request):
        (self.folder / "asked.tsq").write_bytes(request)
        asked = ["-queryfile", "asked.tsq", "-config", "conf", "-signer", "tsa.pem", "-inkey", "tsa.key"]
        self.said("ts", "-reply", *asked, "-out", "answer.tsr")
        return self.folder / "answer.tsr"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return StampAuthority(tmp_path_factory.mktemp("stamps") / "authority")


@pytest.mark.slow
@NEEDS_SSL
def test_a_stamp_of_a_trusted_authority_says_when(archive, authority):
    stamp = authority.stamp(archive.with_suffix(".tsq").read_bytes())
    said = verified_bundle(archive, None, stamp, authority.authorities)[-1]
    assert said.startswith("Seen by an authority at ") and said.endswith(" GMT.")


@pytest.mark.slow
@NEEDS_SSL
def test_every_other_stamp_is_refused(archive, authority, tmp_path):
    stamp = authority.stamp(archive.with_suffix(".tsq").read_bytes())
    stranger = StampAuthority(tmp_path / "stranger")
    (tmp_path / "broken.tsr").write_bytes(stamp.read_bytes()[:-20])
    for given, trusted, said in (
        (stamp, stranger.authorities, "no stamp of these files by one of"),
        (tmp_path / "broken.tsr", authority.authorities, "no stamp of these files"),
        (tmp_path / "none.tsr", authority.authorities, "no file"),
        (stamp, tmp_path / "none.pem", "no file"),
        (stamp, None, "both: --stamp and --authorities"),
        (None, authority.authorities, "both: --stamp and --authorities"),
    ):
        with pytest.raises(ProofError, match=said):
            verified_bundle(archive, None, given, trusted)
    rewritten(archive, {PANEL: b"other"})
    with pytest.raises(ProofError, match="no stamp of these files"):
        verified_bundle(archive, None, stamp, authority.authorities)


def der(tag, *parts):
    """One value in DER, of more than 127 and fewer than 65,536 bytes or of fewer than 128."""
    content = b"".join(parts)
    length = len(content)
    told = bytes([length]) if length < 128 else b"\x82" + length.to_bytes(2, "big")
    return bytes([tag]) + told + content


@NEEDS_SSL
def test_the_time_is_the_one_that_was_signed(archive, authority, tmp_path):
    """Not what the answer around it says, which is anybody's to write."""
    stamp = authority.stamp(archive.with_suffix(".tsq").read_bytes())
    authority.said("ts", "-reply", "-in", str(stamp), "-token_out", "-out", "token")
    text = b"x\nTime stamp: Jan  1 00:00:00 2001 GMT\n"
    status = der(0x30, der(0x02, b"\x00"), der(0x30, der(0x0C, text)))
    forged = tmp_path / "forged.tsr"
    forged.write_bytes(der(0x30, status, (authority.folder / "token").read_bytes()))
    told = [verified_bundle(archive, None, one, authority.authorities)[-1] for one in (stamp, forged)]
    assert told[0] == told[1] and "2001" not in told[1]


def test_without_openssl_no_stamp_is_verified(archive, tmp_path, monkeypatch):
    (tmp_path / "given").write_bytes(b"")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ProofError, match="openssl could not be run"):
        verified_bundle(archive, None, tmp_path / "given", tmp_path / "given")
