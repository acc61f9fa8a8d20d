"""The website's and the staff's fixtures serve here too."""

from tests.visit.conftest import running
from tests.visit.test_staff_endpoints import house

__all__ = ["house", "running"]
