"""The economy as a Mesa model: ``python examples/mesa_economy.py``.

An economy in which AI arrives after two years, run under Mesa's DataCollector; then a data frame, a look at the agents, a plot.
"""

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import mesa

from sim import Economy
from sim.economy.mesa_model import AIAgent, CarbonWorker, Firm

OCCUPATIONS = ("cognitive", "physical")


def jobless(model: Economy, occupation: int) -> float:
    """Share of an occupation's workers without a job, counted agent by agent."""
    workers = model.agents_by_type[CarbonWorker].select(lambda worker: worker.occupation == occupation)
    return sum(worker.employer < 0 for worker in workers) / len(workers)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--workers", type=int, default=1000)
    options.add_argument("--months", type=int, default=120)
    options.add_argument("--out", type=Path, default=Path("results/mesa_economy.png"))
    given = options.parse_args()

    # Any parameter of a scenario can be changed by name: `sim explain` lists them.
    model = Economy("competition", seed=1, n_workers=given.workers, ai_arrival=24)
    model.datacollector = mesa.DataCollector(
        model_reporters={
            "unemployment": lambda model: model.measures["unemployment"],  # every measure of `sim explain` is there
            "cognitive": lambda model: jobless(model, 0),
            "physical": lambda model: jobless(model, 1),
            "AI agents": lambda model: len(model.agents_by_type[AIAgent]),
        },
        agenttype_reporters={CarbonWorker: {"money": "money", "employer": "employer"}},
    )
    for _ in range(given.months):
        model.step()

    table = model.datacollector.get_model_vars_dataframe()
    print(table.tail().round(3))
    money = model.datacollector.get_agenttype_vars_dataframe(CarbonWorker)["money"].unstack("Step")
    print("deposits of workers in the last month:", money[given.months].describe().round(2).to_dict())
    firms = model.agents_by_type[Firm]
    print("output by department:", firms.groupby("department").agg("output", sum))
    richest = max(firms, key=lambda firm: firm.money)
    print(f"richest firm: {richest.unique_id}, {richest.department}, {richest.money:.1f} months of wages")

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5), layout="constrained")
    table[[*OCCUPATIONS]].plot(ax=left, xlabel="month", ylabel="share without a job")
    table["AI agents"].plot(ax=right, xlabel="month", ylabel="AI agents at work", color="black")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(given.out)
    plt.close(figure)
    print(f"plot: {given.out}")


if __name__ == "__main__":
    main()
