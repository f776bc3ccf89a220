"""The workshop: pure functions of values; the day is an argument."""
