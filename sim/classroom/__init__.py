"""The pages of a class: of sliders, with their server, and of the ten points; imports `charts`, `causes` and below."""
