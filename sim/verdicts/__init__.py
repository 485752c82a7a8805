"""What texts and statistics claim, what is run for it, and what becomes of it, computed and never typed in;
imports `experiments`, `classics` and below."""
