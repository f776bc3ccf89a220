"""The hedge plan: three enterprises on real prices, its figures those of the calculators, and what must always hold."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from cmtool.cli import run
from cmtool.errors import Refusal
from cmtool.testing import Desk
from cmtool_futures import hooks

DESK = Desk(hooks)
EXAMPLES = Path(__file__).parents[3] / "examples" / "hedge-plans"
ON = "2026-11-24"
FIRMS = ("rebar-trader", "soybean-crusher", "jeweller")


@pytest.fixture
def enterprise(shared, tmp_path):
    """Return the options of an example's plan with the given prices: files beside the plan, or named in its markets."""
    futures, other = shared / "data" / "futures_prices", shared / "data" / "spot_prices"

    def options(name):
        plan = EXAMPLES / f"{name}.toml"
        if name == "rebar-trader":
            return {"plan": plan, "prices": futures / "RB.csv"}
        if name == "jeweller":
            return {"plan": plan, "prices": other / "AU0.csv", "spot": other / "XAU.csv"}
        text = plan.read_text(encoding="utf-8")
        for code in "my":
            text = text.replace(
                f'code = "{code}"\n', f'code = "{code}"\nprices = "{(futures / code.upper()).as_posix()}.csv"\n'
            )
        (tmp_path / "crusher.toml").write_text(text, encoding="utf-8")
        return {"plan": tmp_path / "crusher.toml"}

    return options


@pytest.fixture
def document(enterprise, tmp_path, blank, monkeypatch, capsys):
    """Write the document of an example's plan and return its text."""
    monkeypatch.setenv("CMTOOL_CACHE", str(blank / "cache"))

    def written(name, suffix, lang):
        path = tmp_path / f"plan{suffix}"
        given = [f"--{key}={value}" for key, value in enterprise(name).items()]
        code = run(["--as-of", ON, "--lang", lang, "calc", "futures.hedge-plan", *given, "-o", str(path)])
        assert code == 0, capsys.readouterr().err
        return path.read_text(encoding="utf-8")

    return written


class Page(HTMLParser):
    """What a page shows: the cells of its tables, its charts, and every tag closed in turn."""

    EMPTY = frozenset({"meta", "br", "line", "rect", "circle", "path", "polyline"})

    def __init__(self, text):
        super().__init__()
        self.open, self.cells, self.charts, self.told = [], [], 0, 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.open.append(tag)
        self.charts += tag == "svg"
        self.told += tag == "desc"
        if tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag):
        if tag not in self.EMPTY:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "td":
            self.cells[-1] += data


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FIRMS)
def test_the_document_is_whole_and_its_numbers_are_the_calculators(document, calculated, enterprise, name, lang):
    text = document(name, ".html", lang)
    page, found = Page(text), calculated("hedge-plan", lang=lang, **enterprise(name))
    assert page.open == []
    assert page.charts == page.told >= 5
    result = found["result"]
    for key in ("value", "margin_now", "margin_stress", "cash_left"):
        assert f"{abs(result[key]['value']):,.2f}" in text, key
    left = {"zh": ("届时还缺 ", "届时还剩 "), "en": ("would then be missing", "would then be left")}[lang]
    assert (left[0] in text, left[1] in text) == (result["cash_left"]["value"] < 0, result["cash_left"]["value"] >= 0)
    shown = set(page.cells)
    for table, columns in {
        "stress": ("result", "margin", "needed", "left"), "scenarios": ("unhedged", "futures", "hedged"),
        "alternatives": ("none", "futures", "options", "collar", "both"), "ways": ("premium", "margin", "worst", "best"),
        "history": ("worst_futures", "largest_call", "called"), "exposure": ("lots",), "positions": ("value", "margin"),
    }.items():  # fmt: skip
        for row in result[table]["value"]:
            assert {f"{row[column]:,.0f}".replace("-0", "0") for column in columns if row.get(column)} <= shown, (table, row)
    assert all(note in unescape(text) for note in found["notes"])
    assert not re.search(r"\{\{|\}\}|None|Decimal\(", text)


def test_a_day_is_not_broken_in_a_narrow_column(document):
    text = document("rebar-trader", ".html", "en")
    assert '<td class="short">2026-05-19</td>' in text
    assert "td.short { white-space: nowrap; }" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_fits_a_terminal(enterprise, blank, monkeypatch, capsys, lang):
    monkeypatch.setenv("CMTOOL_CACHE", str(blank / "cache"))
    monkeypatch.setenv("COLUMNS", "80")
    given = [f"--{key}={value}" for key, value in enterprise("jeweller").items()]
    assert run(["--as-of", ON, "--lang", lang, "calc", "futures.hedge-plan", *given]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if wcswidth(line) > 80] == []
    assert sum("au2704" in line for line in lines) >= 2


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FIRMS)
def test_the_markdown_has_tables_and_charts_too(document, name, lang):
    text = document(name, ".md", lang)
    assert text.count("](data:image/svg+xml;base64,") >= 5
    tables = [block.strip() for block in text.split("\n\n") if block.strip().startswith("|")]
    assert len(tables) >= 8
    for block in tables:
        assert len({line.replace("\\|", "").count("|") for line in block.splitlines()}) == 1, block
    assert "<" not in re.sub(r"\(data:[^)]*\)", "", text).replace("\\<", "")


def test_the_words_of_the_risk_disclosure_stand_in_both_languages(document):
    for lang, words in (("zh", "亏损可能超过投入的保证金"), ("en", "Losses may exceed the margin paid in")):
        for suffix in (".html", ".md"):
            assert words in document("rebar-trader", suffix, lang)


def test_lots_and_calendar_are_those_of_the_roll_calculator(calculated, enterprise):
    found = calculated("hedge-plan", **enterprise("rebar-trader"))["result"]
    plan = {
        "exposure": [{"until": "2027-01-29", "quantity": 3200}, {"until": "2027-02-26", "quantity": 1800},
                     {"until": "2027-04-30", "quantity": 4200}],
        "contract": [{"code": "rb2705"}],
    }  # fmt: skip
    rolled = DESK.calc("roll", plan=plan, side="sell", start=ON, per_lot=10, strategy="match").values
    assert found["lots"]["value"] == rolled["lots"] == 920
    closes = [(row["day"], row["lots"]) for row in found["calendar"]["value"] if row["what"] == "close"]
    assert closes == [(str(leg["last"]), leg["lots"]) for leg in rolled["legs"]]


def test_the_margin_is_that_of_the_contract_card(calculated, enterprise):
    found = calculated("hedge-plan", **enterprise("rebar-trader"))["result"]
    card = calculated("contract", code="rb2705", price=3120)["result"]
    assert found["margin_now"]["value"] == pytest.approx(920 * card["margin_per_lot"]["value"])
    assert found["positions"]["value"][0]["rate"] == card["margin_rate"]["value"]


def test_the_firms_margin_table_stands_in(calculated, enterprise, tmp_path):
    (tmp_path / "margins.toml").write_text('as_of = 2026-11-20\nadd_on = "3%"\n[[rate]]\nproduct = "rb"\nexchange = "8%"\n')
    found = calculated("hedge-plan", **enterprise("rebar-trader"), margins=tmp_path / "margins.toml")["result"]
    assert found["margin_now"]["value"] == pytest.approx(920 * 31_200 * 0.11)


def test_the_stress_is_that_of_margin_stress(calculated, enterprise):
    found = calculated("hedge-plan", **enterprise("rebar-trader"))["result"]
    asked = {"equity": 5_000_000, "side": "sell", "lots": 920, "price": 3120, "multiplier": 10, "rate": "7%"}
    stressed = {row["move"]: row for row in calculated("margin-stress", **asked)["result"]["moves"]["value"]}
    for row in found["stress"]["value"]:
        if row["move"]:
            other = stressed[row["move"]]
            assert (row["result"], row["margin"]) == (other["result"], other["margin"])
            assert row["left"] == pytest.approx(other["equity"] - other["margin"])
            assert row["needed"] == pytest.approx(max(0, other["margin"] - other["result"]))


def test_the_options_are_those_of_the_collar_calculator(calculated, enterprise):
    found = calculated("hedge-plan", **enterprise("rebar-trader"))["result"]
    days = (date(2027, 4, 30) - date(2026, 11, 24)).days
    asked = {"side": "sell", "tonnes": 9200, "tonnes_per_lot": 10, "futures": 3120, "floor": 2964, "cap": 3276,
             "volatility": "16%", "days": days, "rate": "2%", "margin_rate": "7%"}  # fmt: skip
    collar = calculated("collar", **asked)["result"]
    ways = {row["way"]: row for row in found["ways"]["value"]}
    assert ways["collar"]["premium"] == pytest.approx(collar["net_premium"]["value"], abs=1)
    assert ways["collar"]["margin"] == pytest.approx(collar["margin_sold"]["value"], abs=1)
    assert ways["options"]["premium"] == pytest.approx(collar["paid"]["value"], abs=1)
    moves = {row["move"]: row for row in collar["moves"]["value"]}
    for row in found["alternatives"]["value"]:
        uncovered = (13_000 - 9200) * 3120 * row["move"]
        gained = moves[row["move"]]["collar"] - 9200 * 3120
        assert row["collar"] == pytest.approx(gained + uncovered, abs=1)


def test_the_margin_calls_are_those_of_daily_settlement(calculated, enterprise, shared):
    found = calculated("hedge-plan", **enterprise("rebar-trader"))["result"]["history"]["value"][0]
    rows = (shared / "data/futures_prices/RB.csv").read_text().splitlines()[1:]
    prices = [Decimal(row.split(",")[-1]) for row in rows if Decimal(row.split(",")[-1]) > 0]
    scaled = [(price * Decimal(3120) / prices[-1]).quantize(Decimal("0.0001")) for price in prices][-250:]
    days = calculated(
        "daily-settlement", funds=5_000_000, side="sell", lots=920, price=scaled[0], multiplier=10, rate="7%",
        settlements=",".join(map(str, scaled)), top_up="yes",
    )["result"]  # fmt: skip
    assert (found["calls"], found["largest_call"]) == (days["calls"]["value"], days["largest_call"]["value"])
    assert found["called"] == pytest.approx(sum(row["call"] for row in days["days"]["value"]))


def test_the_variance_removed_is_that_of_the_hedge_ratio_calculator(calculated, enterprise):
    options = enterprise("jeweller")
    found = calculated("hedge-plan", **options)["result"]["history"]["value"][0]
    ratio = calculated(
        "hedge-ratio", spot=options["spot"], futures=options["prices"], step=5, spot_factor="0.2155", method="ols_changes"
    )["result"]  # fmt: skip
    assert found["best_ratio"] == pytest.approx(ratio["ratio"]["value"])
    assert found["best_removed"] == pytest.approx(ratio["r_squared"]["value"])
    assert found["ratio_held"] == pytest.approx(62_000 / 100_000)
    assert 0 < found["removed"] < found["best_removed"]
    assert found["worst_hedged"] > found["worst_unhedged"]


def test_a_crushers_sides_offset_each_other(calculated, enterprise):
    found = calculated("hedge-plan", **enterprise("soybean-crusher"))["result"]
    assert [(row["product"], row["side"]) for row in found["positions"]["value"]] == [
        ("b", "buy"),
        ("m", "sell"),
        ("y", "sell"),
    ]
    for row in found["scenarios"]["value"]:
        assert row["hedged"] == pytest.approx(row["unhedged"] + row["futures"])
    assert [row["product"] for row in found["history"]["value"]] == ["m", "y"]


def test_nearest_contracts_are_rolled_on(calculated, tmp_path):
    text = (EXAMPLES / "rebar-trader.toml").read_text(encoding="utf-8")
    text = text.replace('cash = "500万"', 'cash = "500万"\nstrategy = "near"')
    text += '\n[[market.contract]]\ncode = "rb2701"\nprice = 3100\n[[market.contract]]\ncode = "rb2705"\nprice = 3120\n'
    (tmp_path / "near.toml").write_text(text, encoding="utf-8")
    found = calculated("hedge-plan", plan=tmp_path / "near.toml")["result"]
    rolls = [row for row in found["calendar"]["value"] if row["what"] == "roll"]
    assert [(row["contract"], row["to"], row["lots"]) for row in rolls] == [("rb2701", "rb2705", 920)]
    assert found["roll_cost"]["value"] == rolls[0]["cost"] == -20 * 9200  # a seller rolls into the dearer contract


def plan_of(rows, **more):
    market = {"code": "rb", "price": 3120, "months": "1,5,10", "margin_rate": "9%", "volatility": "20%"}
    exposures = [
        {
            "name": f"{number}",
            "product": "rb",
            "side": side,
            "month": f"2027-{month:02}",
            "quantity": quantity,
            "share": f"{share}%",
        }
        for number, (side, month, quantity, share) in enumerate(rows)
    ]
    return {"firm": "甲", "cash": "1亿", "market": [market], "exposure": exposures} | more


exposures = st.lists(
    st.tuples(st.just("sell"), st.integers(1, 9), st.integers(1, 5000), st.integers(0, 100)), min_size=1, max_size=6
)


@pytest.mark.parametrize(
    ("months", "until", "strategy", "named"),
    [
        ("11", "2027-10", "match", []),  # twelve months ahead
        ("12", "2027-11", "match", ["rb2712"]),  # thirteen
        ("1,5,10", "2028-06", "match", ["rb2810"]),
        ("1,5,10", "2028-06", "near", []),  # each is opened when the one before ends
    ],
)
def test_a_contract_that_is_opened_before_it_is_listed_is_named(months, until, strategy, named):
    plan = plan_of([("sell", 1, 5000, 80)], strategy=strategy)
    plan["market"][0]["months"] = months
    plan["exposure"][0]["month"] = until
    notes = DESK.calc("hedge-plan", plan=plan, on=ON).notes
    assert [note.figures["codes"] for note in notes if note.key == "not_listed"] == named


def planned(rows, **more):
    plan = plan_of(rows, **more)
    if sum(Decimal(quantity) * share / 100 for _, _, quantity, share in rows) < 10:  # less than a lot in all
        with pytest.raises(Refusal, match="nothing_covered_at_all"):
            DESK.calc("hedge-plan", plan=plan, on=ON)
        return None
    return DESK.calc("hedge-plan", plan=plan, on=ON).values


@given(rows=exposures, strategy=st.sampled_from(["match", "near"]))
@settings(max_examples=40, deadline=None)
def test_a_hedge_never_exceeds_the_exposure_and_the_sums_agree(rows, strategy):
    found = planned(rows, strategy=strategy)
    if found is None:
        return
    assert sum(row["lots"] for row in found["exposure"]) == found["lots"]
    for row in found["exposure"]:
        assert row["lots"] >= 0
        assert row["covered"] + row["uncovered"] == row["quantity"]
    ends = sorted({row["month"] for row in found["exposure"]})
    for end in ends:  # what is still held never exceeds what is still exposed
        held = sum(row["covered"] for row in found["exposure"] if row["month"] >= end)
        assert held <= sum(row["quantity"] for row in found["exposure"] if row["month"] >= end)
    closed = sum(row["lots"] for row in found["calendar"] if row["what"] == "close")
    opened = sum(row["lots"] for row in found["calendar"] if row["what"] == "open")
    assert opened == closed == found["lots"]
    for row in found["scenarios"]:
        assert row["hedged"] == row["unhedged"] + row["futures"]
        if not row["basis"]:
            assert abs(row["hedged"]) <= abs(row["unhedged"])


@given(rows=exposures, more=st.integers(1, 3000))
@settings(max_examples=25, deadline=None)
def test_more_exposure_never_means_fewer_lots(rows, more):
    less = planned(rows)
    side, month, quantity, share = rows[0]
    found = planned([(side, month, quantity + more, share), *rows[1:]])
    assert (found["lots"] if found else 0) >= (less["lots"] if less else 0)


def test_more_cash_is_left_the_more_there_is():
    left = [planned([("sell", 3, 1000, 100)], cash=cash)["cash_left"] for cash in (100_000, 1_000_000, 10_000_000)]
    assert [after - before for before, after in pairwise(left)] == [900_000, 9_000_000]


@pytest.mark.parametrize(("quantity", "lots"), [(9.99, None), (10, 1), (19.99, 1), (20, 2)])
def test_a_lot_is_whole(quantity, lots):
    found = planned([("sell", 3, quantity, 100)])
    assert (found and found["lots"]) == lots


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"market": [{"code": "m", "price": 3000}]}, "no_market"),
        ({"market": [{"code": "rb", "price": 3000}, {"code": "RB", "price": 3000}]}, "market_twice"),
        ({"market": [{"code": "rb"}]}, "no_price"),
        ({"market": [{"code": "rb", "price": 3000, "months": "13"}]}, "no_contract"),
        ({"moves": "0"}, "move_not_a_share"),
        ({"basis_moves": "-100%"}, "move_not_a_share"),
        ({"market": [{"code": "zz", "price": 1}]}, "contract"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(change, key):
    with pytest.raises(Refusal) as refused:
        DESK.calc("hedge-plan", plan=plan_of([("sell", 3, 1000, 100)], **change), on=ON)
    assert refused.value.key == key
    assert key in next(found for found in DESK.pack.calculators if found.name == "hedge-plan").refusals


@pytest.mark.parametrize(("on", "refused"), [("2027-03-31", False), ("2027-04-01", True)])
def test_a_month_that_is_past_is_refused(on, refused):
    plan = plan_of([("sell", 3, 1000, 100)])
    if not refused:
        assert DESK.calc("hedge-plan", plan=plan, on=on).values["lots"] == 100
        return
    with pytest.raises(Refusal) as found:
        DESK.calc("hedge-plan", plan=plan, on=on)
    assert found.value.key == "month_past"


@pytest.mark.parametrize(
    ("contracts", "key"),
    [
        ([{"code": "m2705"}], "contract_of_another"),
        ([{"code": "rb2701"}], "too_far"),
        ([{"code": "rb2705"}, {"code": "rb2705"}], "contract_twice"),
        ([{"code": "rb2713"}], "contract"),
    ],
)
def test_contracts_that_cannot_carry_the_plan_are_refused(contracts, key):
    plan = plan_of([("sell", 3, 1000, 100)])
    plan["market"][0]["contract"] = contracts
    with pytest.raises(Refusal) as refused:
        DESK.calc("hedge-plan", plan=plan, on=ON)
    assert refused.value.key == key


def test_spot_and_futures_without_a_day_in_common_are_said(calculated, enterprise, shared):
    found = calculated("hedge-plan", **enterprise("rebar-trader"), spot=shared / "data/spot_prices/RB0.csv", lang="en")
    assert any("share too few days" in note for note in found["notes"])
    assert found["result"]["history"]["value"][0]["calls"] >= 0


def test_both_sides_of_one_product_stand_apart(tmp_path, blank, monkeypatch):
    monkeypatch.setenv("CMTOOL_CACHE", str(blank / "cache"))
    rows = "".join(f"2026-{month:02}-{day:02},{3400 + month * day % 37}\n" for month in range(1, 11) for day in range(1, 29))
    (tmp_path / "rb.csv").write_text("date,settle\n" + rows)
    text = (EXAMPLES / "rebar-trader.toml").read_text(encoding="utf-8")
    text += '\n[[exposure]]\nname = "采购"\nproduct = "rb"\nside = "buy"\nmonth = "2027-03"\nquantity = 1000\n'
    (tmp_path / "two.toml").write_text(text, encoding="utf-8")
    given = ["--plan", str(tmp_path / "two.toml"), "--prices", str(tmp_path / "rb.csv"), "-o", str(tmp_path / "two.html")]
    assert run(["--as-of", ON, "--lang", "zh", "calc", "futures.hedge-plan", *given]) == 0
    page = Page((tmp_path / "two.html").read_text(encoding="utf-8"))
    assert page.charts == 2 + 3 + 2  # exposures, cash and scenarios and ways, months


def test_files_beside_a_plan_of_several_products_are_refused(calculated, shared):
    said = calculated(
        "hedge-plan", expect=5, plan=EXAMPLES / "soybean-crusher.toml", prices=shared / "data/futures_prices/M.csv"
    )
    assert "[[market]]" in said


def test_the_examples_work_as_they_are(calculated):
    for name in FIRMS:
        found = calculated("hedge-plan", plan=EXAMPLES / f"{name}.toml")
        assert found["result"]["lots"]["value"] > 0
        assert found["result"]["history"]["value"] == []


def test_all_mistakes_of_a_plan_are_said_with_their_places(calculated, tmp_path):
    text = 'firm = "甲"\ncash = 0\n[[market]]\ncode = "rb"\nprize = 3000\n[[exposure]]\nname = "a"\nproduct = "rb"\n'
    text += 'side = "hold"\nmonth = "2027-13"\nquantity = "many"\n'
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    said = calculated("hedge-plan", expect=5, plan=tmp_path / "wrong.toml", lang="en")
    for place in ("line 2, column 8", "line 5, column 9", "line 9, column 8", "line 10, column 9", "line 11, column 12"):
        assert place in said


@pytest.mark.parametrize("name", FIRMS)
def test_the_document_carries_the_warning_and_no_superlative(document, name):
    text = re.sub(r"\(data:[^)]*\)", "", document(name, ".md", "zh"))
    assert "入市需谨慎" in text
    assert re.findall(r"最(?:佳|好|优|安全|稳健)|保本|稳赚|零风险|必涨", text) == []
