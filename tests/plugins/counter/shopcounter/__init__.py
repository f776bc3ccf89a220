"""An invented counter whose calculators the core's tests use."""
