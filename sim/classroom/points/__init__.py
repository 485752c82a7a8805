"""The page of the ten points: a switch each, all combinations at once, and what each has of the whole, in one HTML file.

``page`` sets the file; its numbers come from a finished folder of ``sim programme``.
"""
