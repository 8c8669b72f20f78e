"""What a page is declared as and set from: blocks, parts, its inputs and their sources, one template."""
