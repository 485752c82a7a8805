"""`sim serve`: the classroom page live, for settings that nobody has run before.

``serving`` begins and ends it, ``workers`` make the runs, ``answers`` joins, keeps and shares what they make, in ``turns``; ``app`` says
what is let in and given out, ``clients`` who asks, ``connections`` how long one may take.
"""
