"""What outcomes hang on: comparisons, closures, designs, sweeps, sensitivity; imports `runs` and below."""
