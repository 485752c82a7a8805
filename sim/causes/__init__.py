"""Which measures carry a difference, from where a changed parameter enters to its end; imports `verdicts` and below.

``graph`` says which measure enters which, ``chains`` finds paths through those that have moved, ``holding`` runs what tells whether the
first link of one carries the rest, ``words`` says it.
"""
