"""One module for each publisher's format: what to ask for, what an answer must be, the table it becomes."""
