"""Verdicts on the claims of the register, computed from paired runs; nothing here is typed in."""
