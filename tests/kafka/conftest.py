import gc
import logging

import pytest


class _Complaints(logging.Handler):
    """Keeps what asyncio says of failures that nobody has looked at and tasks that nobody has ended."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.records = []

    def emit(self, record):
        self.records.append(record)


@pytest.fixture(scope="session")
def nothing_left_by_others():
    """What the suites before have left complains now, and not in a test here, nor is it looked through for each."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def no_complaint_is_left_behind(nothing_left_by_others):
    """Whatever is thrown away (producers, readers, memberships) is thrown away whole."""
    complaints = _Complaints()
    asyncio_log = logging.getLogger("asyncio")
    asyncio_log.addHandler(complaints)
    yield
    gc.collect()
    asyncio_log.removeHandler(complaints)
    assert [record.getMessage() for record in complaints.records] == []
