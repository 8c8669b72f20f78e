"""A file as publishers and researchers write it, understood and made the laboratory's own.

``started`` (``start.py``) goes all the way from a file to settings that are valid; the modules below it each
do one step: bytes to cells, cells to a frame, a frame to one row a series and period, columns to meanings.
"""
