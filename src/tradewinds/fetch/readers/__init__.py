"""One module for each publisher's format: what to ask for, what is wrong with an answer, the table it becomes."""
