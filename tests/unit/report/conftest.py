import pytest
from sample import Sample, sample


@pytest.fixture(scope="session")
def complete() -> Sample:
    """Eight sectors × 80 periods, two tiers, known truth; not to be changed in place."""
    return sample()
