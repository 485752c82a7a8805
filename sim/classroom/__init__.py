"""The page of sliders, and its server; imports `charts` and below."""
