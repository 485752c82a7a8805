"""Work by the piece, for which nobody keeps a post: crowd, gigs and creators; and the opposite contract, the core of clouds.

A pool has the share s of an occupation's need that producers buy by the piece: off their need for staff, on to their labour. Members
have no employer, no benefit, and apply for no job; they count as at work. `huang-value`, sections 3.2 to 3.4; `elite-strike`, section 2.3.

**Crowd** (cognitive). theta is AI's share of a producer's cognitive need N, A its work:

    simple tasks D_s = s (1-n) N (1 - min(k theta, 1)), best first
    niche        D_n = s n N + c A, pro rata among those above the bar of the start

**Gigs** (physical). Robots R work by AI that producers rent beside what they rent for minds, f s N of what it is asked for, and are at
hand the month after: D = s N - R, which is s N (1 - f theta). Members yield 1 + g theta of their labour.

A piece is paid p W, W the mean wage offer of the occupation. Rates p follow what is asked for over what is offered,
p' = clip(p (1 + v clip(D/S - 1, -1/2, 1/2)), p_min, p_max); nobody asks less for the niche than for simple tasks.

**Culture** (a share of Department II's cognitive need). AI's part in what people choose, reach x and fee F,
a = x v / (v + (1+q)^e), v = (W/F)^e. Creators have W s N (1-a), however few they are: a work serves many. Each of (1-a) times as many
choices as there are workers falls on a creator with chance (1-h) t^g / sum(t^g) + h b, talent t, audience b so far.

**Moves.** g is ln of income for a unit of skill over (1-u) W + u B outside, less the same at the start. Who has been without a job for some
months enters with chance m max(g, 0), clerks into gigs too; members leave with chance (1-q) m max(-g, 0). In the crowd and in gigs by own
income, among creators by what they share over the work of all who are in now: art is not left for one bad year.

**The core.** Clouds want k S (1 - x theta) staff who build AI for S slots, and pay (1 + b) W:
b' = max(b + v (r profit / (W L) - b) - d b, 0). Rent is shared, not cost: fees don't count it, profit does.

**Beside other rooms.** `skill`: pieces are practice where they are of the own occupation; a career that ends in a pool ends the contract;
creators compete by talent. `tasks`: new tasks lower theta, and reach. `ownership`: members of cooperatives are staff; pools have no share.
`time`: owners set the day of posts, in pools it is normal; members choose for pools too. Pieces bear the levy, and members serve.

**Start.** Of staff, in the order of employers, so many become members that their work is s of it; at p = 1 pieces cost what staff costs, so
the stationary state is as ever. What AI does is what producers rent anyway: its split over contracts says who is displaced, not how much.

Not here: platforms as firms of their own that keep a part; reputations that are lost; unions of gig workers.
What was chosen among alternatives: docs/decisions/contracts.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.contracts import measures
from sim.economy.mechanisms.contracts.phases import (
    begin,
    bid_for_core,
    buy_gigs,
    buy_pieces,
    move_members,
    pay_pieces,
)

MECHANISM = Mechanism(
    "contracts", (buy_gigs, buy_pieces, pay_pieces, bid_for_core, move_members), begin, measures=measures
)
