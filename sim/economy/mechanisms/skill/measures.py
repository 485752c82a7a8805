"""One function a measure, of the same name as its line in skill.toml, which says what it is."""

from sim.economy import derived
from sim.economy.mechanisms.skill import rules as rule
from sim.economy.world import COGNITIVE, World


def expert_stock(w: World) -> float:
    p, kept = w.params, w.skill
    assert kept
    able = kept.able & (w.workers.occupation == COGNITIVE)
    expert = rule.seniority(able, kept.craft, novice_craft=p.novice_craft, expert_gap=p.expert_gap)
    return float(expert.sum()) / derived.heads(w)


def expert_output(w: World) -> float:
    assert w.skill
    return min(w.skill.experts, w.skill.judged) / derived.heads(w)
