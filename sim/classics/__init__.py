"""The classics: textbook economies out of the same parts, held against the figures that their authors published.

A classic is a pair of files: ``NAME.toml`` declares what there is (sectors, assets, flows, parameters, measures, the published
cases with their numbers, the panels of its figure), and a module says what happens: ``start`` and the phases of a period.
"""
