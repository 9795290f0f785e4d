"""The phases of screening, a file each: pure functions from facts to findings."""
