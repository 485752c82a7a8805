"""What is kept of accidents."""

from sim.engine.tables import Declared, number


class Checking(Declared):
    """Accidents of AI."""

    accidents: int = number("firms", en="that met with one this month", zh="本月遭遇事故的企业", default=0)
