"""Textbook economies out of the same engine, held against what their authors published; imports `runs` and below.

A classic is a pair of files: ``NAME.toml`` declares what there is (sectors, assets, flows, parameters, measures, the published
cases with their numbers, the panels of its figure), and a module says what happens: ``start`` and the phases of a period.
"""
