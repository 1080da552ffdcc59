"""Tests, flat: `test_<package>_<module>.py`."""
