"""What commands print reaches any terminal."""

import sys
from typing import TextIO, cast


def print_anyway() -> None:
    """Write letters that a terminal's encoding lacks as escapes, where Python would end in an error: what an
    audit found is not to hang on somebody's locale.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(cast(TextIO, stream), "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
