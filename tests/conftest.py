"""Double precision for every test, as in the workflow; set before anything imports JAX."""

import os

os.environ["JAX_ENABLE_X64"] = "1"
