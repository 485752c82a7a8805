"""Scenario by seed made, kept, read and paired; imports `economy` and below."""
