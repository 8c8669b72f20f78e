"""The page a reader holds in the end: words, pictures, one self-contained HTML file.

Each page has a folder. In it ``page.py`` declares what stands on it, ``inputs.py`` what it is made of; what
comes first is in ``answer.py`` and ``marks.py``, sentences are in ``lines.py`` or ``findings.py``, tables and
pictures in ``tables.py`` and ``figures.py``. The report of an experiment is ``experiment/``, a folder for
each of its parts. All pages share the modules here (words, numbers, names, verdicts, drawing), ``page/``,
which has the blocks they are made of and sets them, and ``trust/``, their first screens. ``publication/`` has
what papers take.
"""
