"""AI learns: its frontier is made, out of compute that could have worked, of data, and of what others let see, and it is paid for.

With `trained_frontier` off the frontier rises by itself and all clouds have the same. With it on, each cloud splits its slots between
working and learning, and has a frontier of its own. With T compute in training and D data, both as multiples of what `training_norm`
asks for, w, p `data_weight` and `data_complementarity`, z the log of the odds of capability gained since AI came, g `ai_growth`, l and b
`training_returns` and `ideas_harder`:

    E  = ( (1-w) T^-p + w D^-p )^(-1/p)                                       effective training of a cloud
    x  = own E, what others let see of theirs, and all public E               what a cloud can draw on
    z' = z + ln( 1 + b g x^l exp(-b z) ) / b                                  and a part of the leader's lead leaks

**Who pays.** A cloud trains with `training_share` of its slots times a power, `profit_incentive`, of what training brings its owner: the
margin over unit cost with training, as far as others do not get what it finds out; for a public cloud, `public_mission`. Fees carry own
training, the State pays for `public_training` at cost. Training takes energy, wears hardware, and asks for data work.

**Data** are the human stock, which is read up; traces of use, of one's own users or common; what agents learn at work; paid work of the
jobless; and what models make, which lose quality by generations from people (`synthetic_data`).

**Who uses which cloud.** Each producer orders clouds by what they promise to save, less a hurdle where it would have to change
(`switching_cost`), and goes on to the next where tasks lie beyond the first one's frontier. Clouds plan for their share of work sold.

Jones (1995); Bloom et al. (2020); Hoffmann et al. (2022); Arrow (1962); `manifesto`, ch. 1, 2 and 4; `huang-value`; `huang-labour`;
`elite-strike`. What was chosen among alternatives: docs/decisions/knowledge.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.knowledge import measures
from sim.economy.mechanisms.knowledge.phases import (
    begin,
    buy_training,
    hire_data_workers,
    learn,
    pay_for_data,
    prefer_clouds,
    share_training,
    train,
)

MECHANISM = Mechanism(
    "knowledge",
    (learn, share_training, prefer_clouds, train, hire_data_workers, buy_training, pay_for_data),
    begin,
    measures,
)
