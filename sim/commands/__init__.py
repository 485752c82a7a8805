"""What one call does from start to end: run, draw, report; imports `reports`, `classroom` and below."""
