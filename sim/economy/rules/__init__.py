"""Behaviour as pure functions over arrays, a file a subject: no state, no loops, no randomness except arrays passed in.

Shapes: ``[n]`` one value a firm, household or cloud, ``[]`` one number; scalars broadcast. Equations are those of MODEL.md. What is marked
``@rule`` is also compiled, as it stands, into loops of phases that hand it one firm at a time.
"""
