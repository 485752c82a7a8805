"""What clouds that train know, and what they learned it from."""

from sim.base.arrays import Floats, Ints
from sim.engine.tables import Table, column

HUMAN, USERS, AT_WORK, PAID, SYNTHETIC = range(5)  # origins of data
OWN, PUBLIC, LEARNING = range(3)  # on whose account a slot learns: the cloud's, the State's, or as an agent at work


class Knowledge(Table, rows="clouds"):
    """A row a cloud; and of each producer, which cloud it uses."""

    log: Floats = column(
        "log points", en="odds of capability gained since AI came", zh="人工智能到来以来能力几率的增长"
    )
    margin: Floats = column(
        "share of cost", en="of the fee over unit cost with training", zh="使用费在含训练的单位成本之上的利润率"
    )
    shares: Floats = column(
        "share of usable slots",
        en="that train on own and on public account, and that learn at work",
        zh="自费训练、公费训练与在工作中学习的份额",
        shape=("clouds", "purposes"),
    )
    slots: Floats = column("slot-months", en="the same, this month", zh="本月的同上各项", shape=("clouds", "purposes"))
    training: Floats = column("training_norm", en="compute in training, by efficiency", zh="按效率计的训练算力")
    trained: Floats = column(
        "training_norm",
        en="effective training, on own and on public account",
        zh="自费与公费的有效训练",
        shape=("clouds", "accounts"),
    )
    usage: Floats = column("usage_norm", en="smoothed work sold", zh="平滑后的已售工作")
    fresh: Floats = column("share", en="of the human stock of data not yet read", zh="人类数据存量中未读的份额")
    depth: Floats = column("generations", en="mean number between data and people", zh="数据与人之间的平均世代数")
    quality: Floats = column("share", en="of data, left by these generations", zh="这些世代所余的数据质量")
    paid: Floats = column("worker-months", en="of paid data work this month", zh="本月付酬的数据劳动")
    spare: Floats = column(
        "worker-months",
        en="that each of the jobless could do of it",
        zh="每个失业者可提供的数据劳动",
        shape=("workers",),
    )
    parts: Floats = column(
        "what training_norm asks for",
        en="data by origin: human stock, users, agents at work, paid, synthetic",
        zh="按来源的数据：人类存量、用户、工作中的智能体、付酬、合成",
        shape=("clouds", "origins"),
    )
    supplier: Ints = column(
        "cloud",
        en="that a producer rented most from, -1 none",
        zh="生产企业租用最多的云企业，-1为无",
        shape=("producers",),
    )
