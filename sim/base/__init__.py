"""The ground: errors, paths, TOML with lines, locks, interrupts, texts in two languages; imports nothing of the rest."""
