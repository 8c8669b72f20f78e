"""Time stamps (RFC 3161): an authority's word that a bundle was there at a time.

What is stamped is the list of hashes of all its files. The request needs no network and is written beside
every bundle; whoever wants the stamp sends it to an authority, and keeps the answer beside the archive.
OpenSSL checks it without network, against certificates of authorities that the reviewer trusts.
"""

import hashlib
import re
import subprocess
import tempfile
from pathlib import Path

from tradewinds.errors import ProofError

_BEFORE = bytes.fromhex("3039 020101 3031 300d 0609608648016503040201 0500 0420")
"""TimeStampReq in DER up to the hash (RFC 3161, 2.4.1): version 1, SHA-256."""
_AFTER = bytes.fromhex("0101ff")
"""The certificate is to be in the answer."""
_TIME = re.compile(r"^Time stamp: (.+)$", re.MULTILINE)


def stamp_request(content: bytes) -> bytes:
    """What an authority is sent to stamp ``content``, of which it sees the SHA-256 alone. Without a nonce, as
    the same content is to give the same bytes.
    """
    return _BEFORE + hashlib.sha256(content).digest() + _AFTER


def stamped_at(content: bytes, stamp: Path, authorities: Path) -> str:
    """When an authority saw ``content``, as its answer in the file ``stamp`` says; ``authorities``:
    certificates (PEM) of those whose word counts.

    Raises ProofError where the stamp is not of this content or of none of them, and where it cannot be told.
    """
    for file, what in ((stamp, "an answer of an authority"), (authorities, "certificates of authorities")):
        if not file.is_file():
            raise ProofError(f"no file {file}", what)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "content"
        data.write_bytes(content)
        given = ["-in", str(stamp)]
        checked = _openssl(["-verify", "-data", str(data), *given, "-CAfile", str(authorities)])
        if checked.returncode or b"Verification: OK" not in checked.stdout + checked.stderr:
            found = f"{stamp} is no stamp of these files by one of {authorities}"
            raise ProofError(found, "a stamp that OpenSSL verifies", _said(checked))
        # around what the authority signed an answer has text that anybody can write
        signed = Path(folder) / "signed"
        taken_out = _openssl(["-reply", *given, "-token_out", "-out", str(signed)])
        told = _openssl(["-reply", "-in", str(signed), "-token_in", "-text"])
    times = _TIME.findall(told.stdout.decode("utf-8", "replace"))
    if taken_out.returncode or told.returncode or len(times) != 1:
        found = f"{stamp} names {len(times)} times" if times else f"{stamp} does not say when"
        raise ProofError(found, "one time that the authority signed", _said(told))
    return str(times[0]).strip()


def _openssl(arguments: list[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["openssl", "ts", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProofError(f"openssl could not be run ({error})", "OpenSSL 1.1.1 or later") from None


def _said(ended: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join((ended.stderr or ended.stdout).decode("utf-8", "replace").split())[:200]
