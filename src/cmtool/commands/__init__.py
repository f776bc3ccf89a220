"""The counter: one thin file a command: read, call a job, show, exit."""
