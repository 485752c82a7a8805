"""One term, one word in all Chinese texts: docs/glossary.toml."""

from pathlib import Path

import pytest

from sim.base.errors import InputError
from sim.base.paths import ROOT
from sim.docs import glossary
from sim.docs.glossary import Term, found, paths, read


def test_all_chinese_texts_keep_to_the_glossary() -> None:
    terms = read()
    faults = [
        f"{path.relative_to(ROOT)}:{one.line}: {one.word}: the glossary has {one.term.zh} for {one.term.en}"
        for path in paths()
        for one in found(path.read_text(encoding="utf-8"), terms)
    ]
    assert faults == []


def test_it_reads_texts_of_every_kind() -> None:
    read_ = {path.relative_to(ROOT).parts[0] for path in paths()}
    assert read_ >= {"README.zh.md", "docs", "lessons", "scenarios", "seeds", "plots", "sim"}
    assert len(paths()) > 100
    known = {path.name for path in paths()}
    assert known >= {"params.toml", "measures.toml", "flows.toml", "explorer.toml", "manifesto.toml", "world.py", "roles.zh.md", "rule.py"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('zh = "智能体的工资"', []),
        ('zh = "代理的工资"', ["代理"]),
        ('zh = "由人监督的生产代理"', []),
        ('zh = "生产代理，不是代理"', ["代理"]),
        ('zh = "领取失业救济金"', []),
        ('zh = "领取失业救济"', ["失业救济"]),
        ('zh = "领取救济金"', ["救济金"]),
        ('label = { en = "AI", zh = "垄断+AI税" }', []),  # a label
        ('zh = "每月对AI使用费所征的税"', ["AI"]),
        ('zh = "全民基本收入，即基本收入"', []),  # a short form that is a part of the word
        ('zh = "人工智能，见AI Safety Index"', []),  # a name
        ("一行\n第二行说槽位\n", ["槽位"]),
        ("<!-- generated: x -->\n槽位\n<!-- end -->\n算力槽", []),
        ('en = "a proxy"', []),
    ],
)
def test_what_is_found(text: str, words: list[str]) -> None:
    assert [one.word for one in found(text, read())] == words


def test_the_line_is_that_of_the_file() -> None:
    text = "一\n<!-- generated: x -->\n二\n三\n<!-- end -->\n此处有代理\n"
    assert [(one.line, one.term.zh) for one in found(text, read())] == [(6, "智能体")]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('a = { en = "a", zh = "甲" }\nb = { en = "b", zh = "甲" }', "glossary.toml:3: b: 甲 is the word of a"),
        ('a = { en = "a", zh = "甲" }\nb = { en = "b", zh = "乙", instead = ["甲"] }', "b: instead = 甲: is the word of a"),
        ('a = { en = "a", zh = "甲", name = "markp" }', "a: name = markp: no such parameter or measure"),
        ('a = { en = "a" }', r"terms.a.zh: Field required"),
        ('a = { en = "a", zh = "x" }', r"terms.a.zh: String should match"),
    ],
)
def test_a_faulty_glossary_is_refused(lines: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(f"[terms]\n{lines}\n", encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read(file)


def test_the_page_has_every_term_with_its_symbol() -> None:
    for lang in ("en", "zh"):
        page = glossary.block(lang)
        assert page.count("\n") == len(read()) + 1
        for term in read().values():
            assert term.en in page
            assert term.zh in page
    assert Term(en="pass-through", zh="让利", name="pass_through").sign == "psi"
    assert Term(en="worker", zh="劳动者", name="n_workers", symbol="W").sign == "W"
    assert Term(en="run", zh="运行").sign == ""
