"""How much work is on offer."""


def hours(unearned: float, *, hours_response: float) -> float:
    """n = max(1 - b m, 0): hours of a job, in normal hours, when unearned income is m mean wages.

    ==============  ==  ===============================================  ==
    unearned        []  unearned income a head, in mean monthly wages    m
    hours_response  []  share of hours given up for m = 1                b
    ==============  ==  ===============================================  ==

    Vivalt et al. (2024), the OpenResearch trial: 1,000 USD a month, about 0.2 of the mean US wage, took 1.3 hours from the week and
    0.02 from participation. Of 1.3 in 37 hours, 3.5 %, two points are participation and 1.5 are shorter hours: 0.075 for m = 1.

    >>> [round(hours(m, hours_response=0.075), 9) for m in (0.0, 0.2, 20.0)]
    [1.0, 0.985, 0.0]
    """
    return max(1.0 - hours_response * unearned, 0.0)


def withdrawn(unearned: float, *, participation_response: float) -> float:
    """w = min(q m, 1): share of workers who give up paid work when unearned income is m mean wages. Source and symbols as in ``hours``.

    >>> [round(withdrawn(m, participation_response=0.1), 9) for m in (0.0, 0.2, 20.0)]
    [0.0, 0.02, 1.0]
    """
    return min(participation_response * unearned, 1.0)
