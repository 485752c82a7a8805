"""What is kept of hours, of what is given in kind, and of the duty of upkeep."""

from sim.base.arrays import Flags, Floats
from sim.engine.tables import Declared, column, number

JOBS = ("occupations",)


class Time(Declared):
    """How long a job is and what of it is paid, who serves, and what the levy owes."""

    hours: Floats = column("normal hours", en="that a job has, by occupation", zh="各职业一份工作的工时", shape=JOBS)
    paid_hours: Floats = column("normal hours", en="of these, that are paid", zh="其中有酬的工时", shape=JOBS)
    paid: Floats = column("1", en="paid hours over hours", zh="有酬工时与工时之比", shape=JOBS)
    fresh: Floats = column(
        "1", en="yield of an hour over that of an hour of a normal day", zh="每小时产出与正常工作日每小时产出之比", shape=JOBS
    )
    jobless: Floats = column("share", en="smoothed unemployment, by occupation", zh="平滑后的各职业失业率", shape=JOBS)
    serves: Flags = column("", en="does upkeep when called", zh="应召承担维护", shape=("workers",))
    duty: Floats = column(
        "worker-months", en="of paid crews that duty does for a cloud this month", zh="本月义务为云企业完成的维护劳动", shape=("clouds",)
    )
    own_fresh: float = number(
        "1",
        en="yield of an hour over that of a normal day, of whoever works by the piece",
        zh="计件劳动者每小时产出与正常工作日每小时产出之比",
        default=1.0,
    )
    unpaid: float = number("share", en="of upkeep that duty does this month", zh="本月维护中由义务完成的份额", default=0.0)
    duty_hours: float = number("normal hours", en="of duty of all who serve this month", zh="本月全部服务者的义务工时", default=0.0)
    wages: float = number("money", en="and pay by the piece of last month, before tax", zh="上月税前工资与计件报酬", default=0.0)
    from_profits: float = number("money", en="that the levy took of profits this month", zh="本月自利润征收者", default=0.0)
    owed: float = number("money", en="for what was given in kind, not paid by the levy yet", zh="实物给付中尚未由征收支付者", default=0.0)

    def unlike(self, name: str) -> bool:
        """Whether a column of ratios is anywhere another than 1."""
        cognitive, physical = getattr(self, name)
        return bool(cognitive != 1.0 or physical != 1.0)
