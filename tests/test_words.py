"""What the README promises, and what the shipped scenarios say and set."""

import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

import sim
from sim.economy import scenario
from sim.engine import parameters

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")

# What the regimes of the comparison are: every lever that is not at its default, AI apart.
MONOPOLY = {"pass_through": 0.0, "cloud_markup": 2.0}
PROFIT_UBI = {"ubi_share": 0.25, "ubi_financing": "profit"}
AI_TAX = {"ai_tax": 0.5, "ubi_share": 1.0, "ubi_phase": 1, "ubi_brake": 0.0, "ubi_financing": "ai"}
LEAP = {"mortgages": True, "ai_growth": 0.1, "adoption_speed": 0.2}
WITHOUT_AI = ("baseline", "growing", "ageing")
NONE = {"trained_frontier": True, "commons_openness": 0.0, "upkeep_limits": True, "capital_flight": 0.5, "energy_credits": "money"}
TEN = {
    "commons_threshold": 25.0, "openness": 1.0, "seizure": True, "energy_credits": "need", "switching_cost": 0.0, "planning": "need",
    "duty_hours": 4.0, "duty_sanction": True, "training_rights": True, "heat_reuse": 0.5, "public_training": True,
}  # fmt: skip
SHOCKS = ("demand_shock_sd", "technology_sd")  # of the baseline, and all share them
LEVERS: dict[str, dict[str, object]] = {
    "baseline": {},
    "competition": {},
    "monopoly": MONOPOLY,
    "monopoly-ubi": MONOPOLY | PROFIT_UBI,
    "monopoly-ai-tax": MONOPOLY | AI_TAX,
    "commons": {"commons_share": 1.0},
    "commons-ubi": {"commons_share": 1.0} | PROFIT_UBI,
    "hoarding": MONOPOLY | {"withheld_share": 0.4},
    "austerity": MONOPOLY | {"fiscal_rule": "balanced", "budget_memory": 0.0277777778, "tax_rate_max": 0.3},
    "cheap-private": {"pass_through": 0.0},
    "commons-no-pass-through": {"commons_share": 1.0, "pass_through": 0.0},
    "monopoly-pass-through": MONOPOLY | {"pass_through": 1.0},
    "ageing": {"cohort_growth": 0.01},
    "austerity-spiral": MONOPOLY | {"fiscal_rule": "balanced"},
    "basket": {"basic_basket": 0.3},
    "basket-for-duty": {"basic_basket": 0.3, "duty_hours": 4.0, "duty_sanction": True},
    "boom-leveraged": {"capex_extrapolation": 1.0, "collateral_marking": 1.0, "cloud_leverage_max": 0.95},
    "capex-boom": {"capex_extrapolation": 1.0},
    "checked": {"incidents": True, "alignment_overhead": 0.2},
    "cooperatives": {"cooperative_share": 0.5},
    "core-staff": MONOPOLY | {"core_staff": True},
    "data-commons": {"trained_frontier": True, "data_feedback": 0.0},
    "growing": {"cohort_growth": 0.01},
    "leap": MONOPOLY | LEAP,
    "leap-cushioned": MONOPOLY | LEAP | {"replacement_rate": 0.9, "bank_capital_ratio": 0.16},
    "longer-day": {"hours_set_by": "owners"},
    "no-juniors": {"expert_share": 0.1},
    "novices": {"use_mode": "augment", "augmentation": 0.34},
    "offloading": {"use_mode": "offload"},
    "open-weights": {"trained_frontier": True, "openness": 1.0},
    "paid-ai": MONOPOLY | {"ai_wage": 0.3, "agents_spend": 1.0},
    "platforms": {"crowd_share": 0.05, "gig_share": 0.1, "cultural_share": 0.05},
    "power-queue": {"energy_build_time": 48},
    "power-rent": {"energy_capacity": 1.0},
    "programme-none": NONE,
    "reform": NONE | TEN,
    "shorter-day": {"hours_set_by": "members"},
    "slow-arrival": MONOPOLY | {"mortgages": True, "ai_growth": 0.015, "adoption_speed": 0.02},
    "thinking-with-it": {"use_mode": "augment"},
    "training": {"trained_frontier": True},
    "unchecked": {"incidents": True},
}


def test_the_tests_run_in_the_projects_own_environment() -> None:
    assert sys.prefix != sys.base_prefix, "not in an environment: use `uv run pytest`"
    assert importlib.metadata.version("carbon-silicon")
    assert Path(sim.__file__).parent == ROOT / "sim"


def test_the_readme_holds_the_three_commands() -> None:
    blocks = re.findall(r"```bash\n(.*?)\n```", README, re.DOTALL)
    assert blocks[:3] == [
        "pip install uv && uv run sim compare",
        "pip install uv && uv run pytest -n auto",
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/sim compare",
    ]


def test_ci_takes_its_test_command_from_the_readme() -> None:
    pattern = re.search(r"grep -m 1 '(.+)' README\.md", (ROOT / ".ci" / "run").read_text(encoding="utf-8"))
    assert pattern
    found = re.findall(pattern[1], README, re.MULTILINE)
    assert found == ["pip install uv && uv run pytest -n auto"]


def test_the_papers_own_scenario_loads_and_changes_something(tmp_path: Path) -> None:
    english, chinese = ((ROOT / "docs" / name).read_text("utf-8") for name in ("scenarios.md", "scenarios.zh.md"))
    block, *_ = re.findall(r"```toml\n(.*?)```", english, re.DOTALL)
    assert block in chinese
    (tmp_path / "release.toml").write_text(block, encoding="utf-8")
    release = scenario.load(tmp_path / "release.toml")
    assert not release.changes_nothing
    assert (release.params_at(239).withheld_share, release.params_at(240).withheld_share) == (0.4, 0.0)


def test_shipped_are_the_core_set_one_more_and_those_of_mechanisms() -> None:
    assert scenario.shipped() == list(LEVERS)


@pytest.mark.parametrize("name", LEVERS)
def test_a_regime_sets_its_levers_and_nothing_else(name: str) -> None:
    values = scenario.load(name).params_at(parameters.Params().ai_arrival).as_dict()  # austerity begins when AI arrives
    for shock in SHOCKS:
        values.pop(shock)
    assert values.pop("ai") is (name not in WITHOUT_AI)
    defaults = parameters.Params().as_dict()
    assert {key: value for key, value in values.items() if value != defaults[key]} == {
        key: value for key, value in LEVERS[name].items() if value != defaults[key]
    }


def test_all_share_the_shocks_of_the_baseline() -> None:
    for shock in SHOCKS:
        assert len({getattr(scenario.load(name).params, shock) for name in LEVERS}) == 1


@pytest.mark.parametrize("name", scenario.shipped())
def test_a_shipped_scenario_is_short_and_speaks_both_languages(name: str) -> None:
    text = (ROOT / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 40
    found = scenario.load(name)
    for lists in (found.notice, found.try_):
        assert len(lists["en"]) == len(lists["zh"]) >= 2
        assert max(map(len, lists["en"])) <= 125  # two lines on a projector
        assert max(map(len, lists["zh"])) <= 90
    for table in (found.title, found.question, found.notice, found.try_):
        assert re.search(r"[\u4e00-\u9fff]", str(table["zh"]))
        assert not re.search(r"[\u4e00-\u9fff]", str(table["en"]))
    assert all(re.fullmatch(r"[MHEGL]\d+", claim) for claim in found.claims)


@pytest.mark.parametrize("name", scenario.shipped())
def test_what_a_scenario_proposes_to_try_can_be_typed(name: str) -> None:
    lines = scenario.load(name).try_
    for line in (*lines["en"], *lines["zh"]):
        settings = re.findall(r"--set (\w+)=(-?[\w.]+\b)", line)
        compared = re.findall(r"sim compare ([a-z -]+?)(?: --set|:|：)", line)
        swept = re.findall(r"--vary (\w+)=([\w.,]+\b)", line)
        assert settings or compared or swept, line
        settings += [(key, value) for key, values in swept for value in values.split(",")]
        for key, value in settings:
            kind = type(parameters.table()[key].default)
            scenario.load(name, {key: kind(value)})
        for names in compared:
            assert set(names.split()) <= set(scenario.shipped())


def test_the_two_by_two_parts_ownership_from_pass_through() -> None:
    corners = {name: LEVERS[name] for name in ("competition", "cheap-private", "commons", "commons-no-pass-through")}
    combinations = {(c.get("commons_share", 0.0), c.get("pass_through", 1.0)) for c in corners.values()}
    assert combinations == {(0.0, 1.0), (0.0, 0.0), (1.0, 1.0), (1.0, 0.0)}
    for name in ("monopoly", "commons", "competition", "cheap-private", "commons-no-pass-through"):
        notice = " ".join(scenario.load(name).notice["en"])
        assert all(corner == name or corner in notice for corner in corners)
