"""What people can do is formed by doing it: craft grows with practice and fades without, and AI adds to it or takes its place.

Skill, what a month's work yields, is talent times craft z. Craft is a share of talent, from that of a novice n to 1. In a month of
which the share q is practice, with a and f the speeds of learning and fading,

    z' = z + a q (1 - z) - f (1 - q) (z - n)

q is 1 in a job and 0 outside. In cognitive jobs of producers AI is relied on as far as the firm has adopted it, x. Under `use_mode`
"augment" people think and check: they practise in full, and checks take the share `audit_share` x of their time. Under "offload" x of the
practice is lost, and no time; exercises replace a share `simulated_practice` of it, also for the jobless, and take time which the learner
bears. Whoever comes to another occupation keeps `transfer` of the craft. Careers end at one rate: a novice takes the row over.

**AI's help.** It adds `augmentation` x g(rank) to the yield of a cognitive worker, by rank of unaided skill between the lowest and the
highest tenth, a half on average: `augmentation_tilt` says whether novices gain most, or the best. Pay follows `aided_pay` of it; what
it does not follow stays with firms, whose prices count wage offers.

**Experts** are those of the talent and the craft that it takes; the talent is set at the start, so that experts do `expert_share` of
cognitive work and a margin. That work is beyond AI. It is sold between firms within the month: there is one cover for all, experts' work at
hand over what is asked for. What is missing others do, at `novice_judgement` of the yield: a firm needs so much more staff for the same.
While AI is there it takes the easiest tasks: whose craft is lowest is laid off first and hired last, and, with `experts_last`, experts the
other way round. Prices do not foresee what is missing.

**Start.** Craft at the start is that of careers of all lengths with jobs as in the stationary state; it multiplies talent before skill is
normed to a mean of 1 in each occupation, so that all else starts as ever. Months by month it stays so without AI: the mean of craft is
Z - (Z - n) r / (r + b), r the rate at which careers end. Where a dated event begins it, skill is what it was, and its parts are drawn.

**Pay of persons.** `real_wage` is pay for an hour of unchanged talent at the craft usual at first: pay by unit of skill falls when
people are abler. Firms count whom they hire and lay off by the mean yield of seekers and of staff, without looking at a person's skill.

Not here: that people choose how to use AI; schools but for exercises; what AI teaches. Hours of work in the accounts of value count
by what they yield, AI's help included.

Brynjolfsson, Li and Raymond (2025), Generative AI at work; Beane (2019), Shadow learning; Risko and Gilbert (2016), Cognitive offloading;
`huang-labour`, sections 3.1 to 3.3; `elite-strike`, section 4. What was chosen among alternatives: docs/decisions/skill.md.
"""

from sim.economy.mechanisms.contract import Mechanism
from sim.economy.mechanisms.skill import measures
from sim.economy.mechanisms.skill.phases import begin, call_experts, craft_at_first, end_careers, practise

MECHANISM = Mechanism("skill", (end_careers, call_experts, practise), begin, measures, craft_at_first)
