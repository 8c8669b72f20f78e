"""Signatures with keys of OpenSSH, which every reviewer's machine can check without network.

``ssh-keygen -Y`` (OpenSSH 8.1 and later) signs with the key that its owner has for other machines, Ed25519
most often, and checks against a file of allowed signers: a line each, “anna@example.org ssh-ed25519 AAAA…”.
"""

import subprocess
import tempfile
from pathlib import Path

from tradewinds.errors import ProofError

NAMESPACE = "tradewinds-bundle"
"""What the signature is for: one given for something else does not count."""
_NEEDED = "ssh-keygen of OpenSSH 8.1 or later"


def signed_with(key: Path, content: bytes) -> bytes:
    """The signature of ``content`` by the private key in a file. Raises ProofError where there is none."""
    require_key(key)
    with tempfile.TemporaryDirectory() as folder:
        message = Path(folder) / "message"
        message.write_bytes(content)
        ended = _ssh_keygen(["sign", "-f", str(key), "-n", NAMESPACE, str(message)], b"")
        if ended.returncode:
            raise ProofError(f"{key} did not sign ({_said(ended)})", "a private key that ssh-keygen can use")
        return message.with_name("message.sig").read_bytes()


def require_key(key: Path) -> None:
    """Raises ProofError where no file of that name could be a private key."""
    if not key.is_file():
        raise ProofError(f"no key {key}", "the file of a private key", "ssh-keygen -t ed25519 makes one.")
    if b"PRIVATE KEY" not in key.read_bytes()[:100]:
        raise ProofError(f"{key} is no private key", "one of OpenSSH", "Name it without .pub.")


def signer_of(content: bytes, signature: bytes, signers: Path) -> str:
    """Who of the allowed ``signers`` gave the signature of ``content``.

    Raises ProofError where none did, and where it cannot be told.
    """
    if not signers.is_file():
        raise ProofError(f"no file {signers}", "allowed signers: “anna@example.org ssh-ed25519 AAAA…” a line")
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "signature"
        given.write_bytes(signature)
        common = ["-s", str(given), "-f", str(signers), "-n", NAMESPACE]
        found = _ssh_keygen(["find-principals", *common[:4]], b"")
        names = found.stdout.decode("utf-8", "replace").splitlines()
        if found.returncode or not names:
            raise ProofError(f"the signature is of none of {signers}", "one of them", _said(found))
        for name in names:
            checked = _ssh_keygen(["verify", "-I", name, *common], content)
            if checked.returncode == 0:
                return name
    raise ProofError("the signature is not of these files", f"that of {names[0]} of them", _said(checked))


def _ssh_keygen(arguments: list[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", "-Y", *arguments], input=content, capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ProofError(f"ssh-keygen could not be run ({error})", _NEEDED) from None


def _said(ended: subprocess.CompletedProcess[bytes]) -> str:
    return " ".join((ended.stderr or ended.stdout).decode("utf-8", "replace").split())[:200]
