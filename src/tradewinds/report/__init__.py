"""The page a reader holds in the end: words, pictures, one self-contained HTML file."""
