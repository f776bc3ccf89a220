"""Documents made by hand, with every kind of block and the texts that break things: what writers are tried on."""

from __future__ import annotations

from cmtool.model import Break, Cell, Chart, Column, Document, Heading, Items, Notice, Paragraph, Run, Signatures, Table
from cmtool.model.document import words

RARE = "犇堃喆淼玥燚翀赟旻龑㛃䶮𬭎𫖯𬱖𫛭"
HOSTILE = (
    '#set page(fill: black) #read("/etc/passwd") $x^2$ @a1 <a1> *b* _i_ `c` = h \\u{41} // no /* no */',
    "{{ 7*7 }} {% for x in y %} {# c #} {_{ ${x} }_} %}",
    "=cmd|'/c calc'!A1",
    "+1+1",
    "-2+3",
    '@SUM(1+1)*cmd|" /C calc"!A0',
    "<script>alert(1)</script> & <w:p/> ]]> &amp; &#65;",
    "http://example.com/x",
    "[link](javascript:x) ![p](x) **b** | a | b |",
)
ZH = {
    "title": "资产配置建议书",
    "for": "致",
    "needs": "您的需求",
    "term": "久期",
    "risk": "风险揭示",
    "warn": "投资有风险，过往业绩不预示未来表现。本建议书不构成收益承诺，您可能损失部分或全部本金。",
    "long": "本建议书根据您在2026年10月9日提供的资料和风险测评结果（C3，平衡型）编制。"
    "资料如有变化，请告诉客户经理，我们据此重新测算。",
}
EN = {
    "title": "Allocation proposal",
    "for": "For",
    "needs": "What you need",
    "term": "duration",
    "risk": "Risks",
    "warn": "Investing carries risk and the past says nothing about the future. You may lose part or all of what you put in.",
    "long": "This proposal rests on what you told us on 2026-10-09 and on your risk assessment (C3, balanced). "
    "Tell your manager when something changes, and it is worked out anew.",
}


def costs(lang: str, rows: int = 6) -> Table:
    """Return a table of costs with figures, a formula and sums."""
    heads = ("产品", "金额", "费率", "费用", "说明") if lang == "zh" else ("product", "amount", "rate", "cost", "remark")
    yuan = "元" if lang == "zh" else "yuan"
    remark = "认购时一次收取，从认购款中扣除；赎回另按持有时间收费" if lang == "zh" else "taken once, from the sum put in"
    columns = (
        Column(name="product", title=heads[0]),
        Column(name="amount", title=heads[1], unit=yuan, right=True, total=True),
        Column(name="rate", title=heads[2], unit="%", right=True),
        Column(name="cost", title=heads[3], unit=yuan, right=True, total=True, formula="{amount} * {rate} / 100"),
        Column(name="remark", title=heads[4]),
    )
    made = []
    for number in range(1, rows + 1):
        amount, rate = 10_000 * number, 0.5 + number * 0.25
        cost = amount * rate / 100
        made.append(
            (
                Cell((Run(f"{'示例产品' if lang == 'zh' else 'Sample '}{number}号", strong=number == 1),)),
                Cell(words(f"{amount:,}"), amount),
                Cell(words(f"{rate:.2f}"), rate),
                Cell(words(f"{cost:,.2f}"), cost),
                Cell(words(remark)),
            )
        )
    return Table(columns=columns, rows=tuple(made), title="费用明细" if lang == "zh" else "What it costs")


def whole(lang: str = "zh", *, rows: int = 6, name: str = RARE) -> Document:
    """Return a document with every kind of block."""
    w = ZH if lang == "zh" else EN
    series = (("稳健" if lang == "zh" else "steady", (2.1, 3.4, -1.2)), ("积极" if lang == "zh" else "bold", (4.5, 8.25, -9.0)))
    labels = ("第一年", "第二年", "最差一年") if lang == "zh" else ("year 1", "year 2", "worst year")
    blocks = (
        Heading(level=1, words=words(w["title"])),
        Paragraph(words=words(f"{w['for']} {name} · 2026-11-24 · 顾言溪"), soft=True),
        Notice(words=(Run(w["warn"], strong=True), Run(" R3 ≤ C3", soft=True))),
        Heading(level=2, words=words(w["needs"]), anchor="needs"),
        Paragraph(words=(Run(w["long"]), Run(w["term"], link="#term"), Run(" 3.5"), Run(" (a)", link="#nowhere"))),
        Items(items=(words("甲：3个月内要用的钱"), (Run("乙", strong=True), Run("：10年以后"))), numbered=True),
        Items(items=(words("one"), words("two\nlines"))),
        Heading(level=3, words=words("3.1 " + w["risk"])),
        costs(lang, rows),
        Chart(kind="bars", title="收益 return", labels=labels, series=series, caption="% / 2026-10-31"),
        Chart(kind="lines", title="走势 path", labels=labels, series=series),
        Break(),
        Heading(level=2, words=words(w["term"]), anchor="term"),
        Paragraph(words=(Run("→ "), Run(w["needs"], link="#needs"))),
        Signatures(("客户 Client", "客户经理 Manager", "日期 Date")),
    )
    marks = (("author", "顾言溪"), ("as_of", "2026-11-24"), ("number", "P-00017"), ("hash", "ab" * 32))
    return Document(title=w["title"], lang=lang, blocks=blocks, marks=marks)


def hostile() -> Document:
    """Return a document in which every text is an attack on some format."""
    cells = tuple((Cell(words(text)), Cell(words(text), 5)) for text in HOSTILE)
    columns = (Column(name="a", title=HOSTILE[0]), Column(name="b", title=HOSTILE[2], unit=HOSTILE[2], total=True))
    blocks = (
        *(Heading(level=level, words=words(text), anchor=text) for level, text in zip((1, 2, 3) * 3, HOSTILE, strict=True)),
        *(Paragraph(words=(Run(text, link="#" + text), Run(text, strong=True), Run(text, soft=True))) for text in HOSTILE),
        *(Notice(words=words(text)) for text in HOSTILE),
        Items(items=tuple(words(text) for text in HOSTILE)),
        Table(columns=columns, rows=cells, title=HOSTILE[0] + HOSTILE[2]),
        *(
            Chart(kind=kind, title=text, labels=(text, "b"), series=((text, (1.0, 2.0)),), caption=text)
            for kind, text in zip(("bars", "lines"), (HOSTILE[0], HOSTILE[6]), strict=True)
        ),
        Signatures(HOSTILE),
    )
    marks = (("author", HOSTILE[6]), ("number", HOSTILE[0]), (HOSTILE[2], HOSTILE[1]))
    return Document(title=HOSTILE[0] + HOSTILE[6], lang="zh", blocks=blocks, marks=marks)
