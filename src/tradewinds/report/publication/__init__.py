"""What other people's papers take from a run: pictures, tables, a paragraph to quote, references."""
