"""The rule of verdicts in plain words, written once: page, report, terminal, ``sim explain`` and docs take it from here."""

from sim.base.declared import Text
from sim.verdicts.outcomes import EDGE
from sim.verdicts.thresholds import DOUBT, DRAWS, MORE, RANKS, SEEDS, SHARE, UNDER

HEAD = Text(en="How a verdict is reached", zh="判定的规则")
_RULE = [
    Text(
        en="**A claim** makes predictions: each says of one measure that it is higher, lower, the same or not lower "
        "here than there. How small a difference counts as none is set before anything is run (the smallest "
        "effect of interest). A prediction made for several worlds, or over several stretches of years, must "
        "come out in all of them.",
        zh="**论断**由若干预测构成：每项预测都就一个指标断言此处较彼处更高、更低、相同或不更低。多小的差距算作没有，在运行之前已定（最小关注效应）。同一预测若涉及几个世界或几段年份，须处处应验。",
    ),
    Text(
        en="**Seeds.** Both sides run under the same {seeds} seeds or more. The 95 % interval of the mean "
        "difference must lie on the predicted side of zero; for “the same” and “not lower”, within the smallest "
        "effect of interest. One such interval in twenty misses by chance.",
        zh="**种子。**两边在相同的{seeds}个（或更多）种子下运行。平均差距的95%区间须全部落在零的预测一侧；预测“相同”或“不更低”时，须不超出最小关注效应。这样的区间，平均每二十个有一个碰"
        "巧不含真值。",
    ),
    Text(
        en="**Draws.** All that is assumed is moved at once, at {draws} points of a hypercube: everything by up to "
        "a fifth, a share of one half or more by as much of its odds. The prediction must come out in {share} % "
        "of the draws. Where the verdict hangs on this share and it lies between {low} and {high} %, there are "
        "{more} draws. Beside the share stands its own exact 95 % interval.",
        zh="**抽样。**全部假设同时变动，取超立方中的{draws}个点：各变动至多五分之一，不小于一半的份额则按其胜率作同等变动。预测须在{share}%的抽样中应验。若判定系于这一比例而它在{lo"
        "w}%至{high}%之间，则取{more}个抽样。比例旁附其精确的95%区间。",
    ),
    Text(
        en="**Closures**, assumptions that economists contest, are put otherwise one at a time and counted in no "
        "percentage: each that turns the outcome is named (“holds, but not under …”). A run shows which seem to; "
        "the mean of {under} seeds decides.",
        zh="**闭合**即经济学家有争议的假设，逐一改换，不计入任何百分比：凡使结果反转者一一列名（“成立，但在……之下不然”）。先由一次运行看出可能者，再以{under}个种子的均值定夺。",
    ),
    Text(
        en="**Holds**: every prediction does. **Fails**: one comes out reversed by the same standard, or its whole "
        "interval is below the smallest effect of interest (where the text offers alternatives: all of them). "
        "**Depends**: all else, and what turns it is named. **Open**: too few runs, or undefined under a seed.",
        zh="**成立**：每项预测都应验。**不成立**：有一项按同样的标准相反，或其区间整个小于最小关注效应（文本给出几种可能的，须全部如此）。**视假设而定**：其余情形，并指明何以反转。**未决*"
        "*：运行太少，或在某个种子下无定义。",
    ),
    Text(
        en="**What is not counted.** Two parts that are one fact (the same effect in half of the draws, or one that "
        "goes with the other, rank correlation above {ranks}) count once, the one that fares worse. What can't "
        "tell decides nothing and says so: nothing against nothing, a peak in the last {edge} months of a run, "
        "an event that mostly never happens. Readings that we have added to the text decide nothing: they run under "
        "seeds alone, without draws or closures, and are shown with their interval; what turns them is searched with "
        "everything else. A test that waits for something still to be built is named and holds up no other.",
        zh="**不计者。**实为一事的两部分（半数抽样中效应相等，或秩相关高于{ranks}）只计一次，取较差者。无从判断者不参与判定，并予注明：无对无，峰值落在模拟最后{edge}个月，多半从未发生的"
        "事件。本登记附加于文本的读法不参与判定：只在各种子下运行，不作抽样与闭合，展示其区间；何以反转，与其余结果一并搜索。有检验尚待建成的，列明而不妨碍其余。",
    ),
]
_VALUES = {
    "seeds": SEEDS,
    "draws": DRAWS,
    "more": MORE,
    "share": round(100 * SHARE),
    "low": round(100 * DOUBT[0]),
    "high": round(100 * DOUBT[1]),
    "under": UNDER,
    "ranks": RANKS,
    "edge": EDGE,
}


def paragraphs(lang: str) -> list[str]:
    """The rule, a paragraph each, what it is about in bold (``**``)."""
    return [text.of(lang).format(**_VALUES) for text in _RULE]


def plain(lang: str) -> list[str]:
    """The same without marks.

    >>> plain("en")[2].startswith("Draws. All that is assumed")
    True
    """
    return [text.replace("**", "") for text in paragraphs(lang)]
