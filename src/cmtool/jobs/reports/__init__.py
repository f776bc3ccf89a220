"""Reports: pure functions that make parts of a report of what was counted."""
