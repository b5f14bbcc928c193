"""Every kind of file, and every fault of one: clear, and at no cost to the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentary_nlp.read import Failure, Fill, fill, find_files, read_bytes, read_path
from commentary_nlp.records import Article, Extraction

PAGE = b"""<html><head><title>Ore | Ravel</title><meta name="author" content="Ana Liu">
<meta property="article:published_time" content="2024-05-03T09:30:00-04:00"></head><body>
<nav><ul><li><a href="/">Back to the list of all our stories</a></li></ul></nav>
<main><h1>Copper and patience</h1><p>Inventories have fallen for nine weeks, and the curve has noticed it at last.</p>
<h2>Key Decisions</h2><ul><li>Buy FCX on a dip to 41, and stop below 38.</li><li>Short XLB against XME.</li></ul>
<table><tr><th>Trade</th><th>Stop</th></tr><tr><td>Long copper futures</td><td>3.80</td></tr></table></main>
<footer>Subscribe now</footer></body></html>"""


def one(data: bytes, path: str) -> Article:
    readings = list(read_bytes(data, path))
    assert len(readings) == 1
    assert isinstance(readings[0], Article), readings[0]
    return readings[0]


def test_html_keeps_lists_and_tables_and_drops_navigation() -> None:
    article = one(PAGE, "page.html")
    assert "• Buy FCX on a dip to 41, and stop below 38.\n• Short XLB against XME." in article.text
    assert "Long copper futures | 3.80" in article.text
    assert "Back to the list" not in article.text
    assert "Subscribe" not in article.text
    assert article.published_at == "2024-05-03T09:30:00-04:00"
    assert article.author == "Ana Liu"


def test_html_page_made_of_lists_alone_survives() -> None:
    body = "".join(f"<li>Idea {n}: short the ETF number {n} below its average of fifty days</li>" for n in range(4))
    article = one(f"<html><body><div><ul>{body}</ul></div></body></html>".encode(), "list.html")
    assert article.text.count("• Idea") == 4


def test_markdown_front_matter_and_blocks() -> None:
    text = (
        "---\ntitle: Ore\nauthor: Ana Liu\ndate: 2024-05-03\ntags: [metals, trade]\n---\n"
        "# Ore\n\nCopper is **dear**.\n\n- Buy FCX.\n- Sell X.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    )
    article = one(text.encode(), "note.md")
    assert article.text == "Ore\n\nCopper is dear.\n\n• Buy FCX.\n• Sell X.\n\na | b\n1 | 2\n"
    assert (article.title, article.author, article.published_at) == ("Ore", "Ana Liu", "2024-05-03")
    assert article.topics == ("metals", "trade")


def test_mail() -> None:
    mail = (
        b"From: Ana Liu, Ravel Research <ana@ravel.example>\r\nTo: all@ravel.example\r\nSubject: Copper\r\n"
        b"Date: Fri, 03 May 2024 09:30:00 -0400\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Buy FCX on a dip to 41.\r\n"
    )
    article = one(mail, "x.eml")
    assert article.text == "Buy FCX on a dip to 41.\n"
    assert article.title == "Copper"
    assert article.published_at == "2024-05-03T09:30:00-04:00"


def test_truncated_lines_cost_only_the_last() -> None:
    good = json.dumps({"text": "Buy FCX on a dip to 41.", "date": "2024-05-03", "author": "Ana Liu"})
    readings = list(read_bytes((good + "\n\nnot json\n" + good[: len(good) // 2]).encode(), "x.jsonl"))
    assert isinstance(readings[0], Article)
    assert readings[0].author == "Ana Liu"
    assert [r.line for r in readings if isinstance(r, Failure)] == [3, 4]
    assert "truncated" in str(readings[2])


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b"\x00\x01\x02" * 50, "binary"),
        ("a.txt", b"... !!! ---\n", "no words"),
        ("a.html", b"<html><body><script>run()</script></body></html>", "no text"),
        ("a.eml", b"Subject: nothing\n\n", "e-mail"),
        ("a.jsonl", b'{"title": "no text"}\n', '"text"'),
        ("a.jsonl", b'{"text": "Buy it.", "date": "sometime"}\n', "date"),
        ("a.jsonl", b"[1, 2]\n", "object"),
    ],
)
def test_faults_name_the_remedy(name: str, data: bytes, words: str) -> None:
    (failure,) = read_bytes(data, name)
    assert isinstance(failure, Failure)
    assert words in failure.message
    assert failure.remedy


def test_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    (failure,) = read_path(path)
    assert isinstance(failure, Failure)
    assert "50 MB" in failure.message


def test_a_text_of_millions_of_characters_is_refused() -> None:
    (failure,) = read_bytes(b"Buy FCX now. " * 100_000, "long.txt")
    assert isinstance(failure, Failure)
    assert "1,300,000 characters" in failure.message
    assert failure.remedy


def contract(**change: object) -> dict[str, object]:
    text = "Buy FCX, stop below 38."
    test = {"measure": "price", "symbols": ["FCX"], "change": "below", "value": 38, "unit": "price"}
    rec = {
        "text": text, "action": "open", "horizon": None, "rationale": None,
        "alternatives": [{"structure": "outright", "legs": [{"side": "long", "symbol": "FCX", "kind": "share"}]}],
        "conditions": [{"role": "stop", "text": "stop below 38", "test": test}],
    }  # fmt: skip
    return {"schema_version": "1", "article": {"title": "t", "text": "Note.\n" + text, "published_at": "2024-05-03"},
            "instruments": ["FCX"], "recommendations": [rec], **change}  # fmt: skip


def test_contract_form_is_grounded_when_offsets_are_left_out() -> None:
    (extraction,) = read_bytes(json.dumps(contract()).encode(), "x.jsonl")
    assert isinstance(extraction, Extraction)
    assert not extraction.ungrounded()
    assert extraction.recommendations[0].conditions[0].start == 6 + 9


def test_contract_form_without_its_article_keeps_its_words() -> None:
    item = contract(article={"title": "t"})
    (extraction,) = read_bytes(json.dumps(item).encode(), "x.jsonl")
    assert isinstance(extraction, Extraction)
    assert extraction.article.text.startswith("Buy FCX, stop below 38.")
    assert not extraction.ungrounded()


@pytest.mark.parametrize(
    "change",
    [
        {"recommendations": [{"text": "Sell everything.", "action": "open"}]},
        {"recommendations": [{"text": "Buy FCX, stop below 38.", "action": "dance"}]},
        {"recommendations": [{"action": "open"}]},
        {"recommendations": [{"text": "Buy FCX, stop below 38.", "action": "close", "refers_to": [3]}]},
        {"article": {"text": "Note.\nBuy FCX, stop below 38.", "published_at": "last week"}},
        {"surprise": 1},
    ],
)
def test_contract_form_broken(change: dict[str, object]) -> None:
    (failure,) = read_bytes(json.dumps(contract(**change)).encode(), "x.jsonl")
    assert isinstance(failure, Failure)
    assert failure.remedy


def test_fill_never_overrides() -> None:
    article = one(b"Buy FCX on a dip to 41.\n", "x.txt")
    filled = fill(article, Fill(published_at="2024-05-03", author="Ana Liu"))
    assert isinstance(filled, Article)
    assert (filled.published_at, filled.author) == ("2024-05-03", "Ana Liu")
    again = fill(filled, Fill(published_at="2020-01-01", author="Other", source="Ravel"))
    assert isinstance(again, Article)
    assert (again.published_at, again.author, again.source) == ("2024-05-03", "Ana Liu", "Ravel")


def test_the_same_text_is_the_same_article_wherever_it_lies() -> None:
    assert one(b"Buy FCX.\r\n", "a.txt").id == one(b"Buy FCX.\n", "b.txt").id != one(b"Buy FCX!\n", "c.txt").id


def test_find_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "skip.png", ".hidden.txt", "a.gold.json"):
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.html").write_text("x", "utf-8")
    files, failures = find_files([tmp_path, tmp_path / "b.txt", str(tmp_path / "*.md"), tmp_path / "none.txt"])
    assert [f.name for f in files] == ["a.md", "b.txt", "c.html"]
    assert [f.path for f in failures] == [str(tmp_path / "none.txt")]


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.eml", "a.jsonl", "a.json"]))
def test_no_bytes_whatever_raise(data: bytes, name: str) -> None:
    for reading in read_bytes(data, name):
        assert isinstance(reading, Article | Extraction | Failure)


@given(st.text(max_size=400))
def test_text_is_kept_to_the_letter(text: str) -> None:
    for reading in read_bytes(text.encode("utf-8", "surrogatepass"), "a.txt"):
        if isinstance(reading, Article):
            assert reading.text == text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def test_a_time_without_its_zone_is_a_date_alone() -> None:
    (extraction,) = read_bytes(b'{"text": "Buy FCX.", "date": "2024-05-03T10:00:00"}', "x.jsonl")
    assert isinstance(extraction, Article)
    assert extraction.published_at == "2024-05-03"


@pytest.mark.parametrize(
    "head_or_body",
    [
        '<script type="application/ld+json">{"@graph":[{"datePublished": "2024-03-12T14:30:00-04:00"}]}</script>',
        '<p class="byline">By Jonas Ferre | March 12, 2024, 2:30 PM ET</p>',
        '<time datetime="2024-03-12T14:30:00-04:00">yesterday</time>',
    ],
)
def test_pages_say_their_date_in_many_places(head_or_body: str) -> None:
    prose = "<p>Inventories have fallen for nine weeks, and the curve has noticed it at last.</p>" * 4
    page = f"<html><body><main><h1>Ore</h1>{head_or_body}{prose}<ul><li>Buy FCX at 41.</li></ul></main></body></html>"
    assert one(page.encode(), "page.html").published_at == "2024-03-12T14:30:00-04:00"


def test_an_order_is_neither_headline_nor_author() -> None:
    text = b"N\n\nBuy SPY; stop 300.\n\n- Buy QQQ, target 900.\n- Sell Nvidia; stop 100.\n"
    article = one(text, "x.txt")
    assert (article.title, article.author) == (None, None)


def test_mentions_without_offsets_are_found() -> None:
    item = contract(instruments=[{"symbol": "FCX", "mentions": [{"text": "FCX"}, {"text": "not there"}]}])
    (extraction,) = read_bytes(json.dumps(item).encode(), "x.jsonl")
    assert isinstance(extraction, Extraction)
    assert [m.start for m in extraction.instruments[0].mentions] == [10]
