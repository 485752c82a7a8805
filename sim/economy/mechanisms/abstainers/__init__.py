"""Some producers never adopt AI, whatever it saves: what becomes of them beside the others.

They are the first producers of each department at the start; firms founded later do not abstain. `manifesto`, ch. 3.
"""

from sim.economy.mechanisms.abstainers import measures
from sim.economy.mechanisms.abstainers.phases import begin
from sim.economy.mechanisms.contract import Mechanism

MECHANISM = Mechanism("abstainers", (), begin, measures)
