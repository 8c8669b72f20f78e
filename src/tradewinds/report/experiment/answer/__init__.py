"""The first screen: the answer in one sentence, a picture of it, and marks of trust."""
