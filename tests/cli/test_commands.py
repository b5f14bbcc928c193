"""The commands as a user runs them: output for people and programs, exit codes, and no trace of ours in errors."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from making import extraction
from typer.testing import CliRunner, Result

from commentary_nlp.cli.app import app

RUNNER = CliRunner()


def run(*words: str, stdin: bytes | None = None) -> Result:
    return RUNNER.invoke(app, list(words), input=stdin)


@pytest.fixture
def db(tmp_path: Path) -> str:
    """A store of three ideas, with prices, tracked."""
    path = str(tmp_path / "a.db")
    lines = [
        json.dumps(extraction("Buy XYZ now, the ore is cheap.", published_at="2024-05-03").to_dict()),
        json.dumps(
            extraction(
                "Buy ABC =1+1 today.", symbol="ABC", author="Bo \x1b[31mRenn", published_at="2024-05-06"
            ).to_dict()
        ),
        json.dumps(
            extraction("Avoid XYZ, says \u202eevil\u202c.", action="avoid", published_at="2024-05-07").to_dict()
        ),
    ]
    source = tmp_path / "ideas.jsonl"
    source.write_text("\n".join(lines), "utf-8")
    done = run("ingest", str(source), "--db", path)
    assert done.exit_code == 0, done.output
    days = [
        f"2024-05-{n:02}" for n in (1, 2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 28, 29, 30, 31)
    ]
    days += [f"2024-06-{n:02}" for n in (3, 4, 5, 6, 7, 10, 11, 12, 13, 14)]
    rows = "".join(f"XYZ,{day},{100 + n},{101 + n},{99 + n},{100.5 + n},1000\n" for n, day in enumerate(days))
    prices = tmp_path / "prices.csv"
    prices.write_text("symbol,date,open,high,low,close,volume\n" + rows, "utf-8")
    assert run("market", "import", str(prices), "--db", path).exit_code == 0
    assert run("track", "--db", path).exit_code == 0
    return path


def test_ideas_json_is_the_contract(db: str) -> None:
    done = run("ideas", "--db", db, "--json")
    ideas = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(ideas) == 3
    assert {"id", "article", "alternative", "recommendation", "status", "reason", "verdicts", "outcome"} <= set(
        ideas[0]
    )
    by_day = {i["article"]["published_at"]: i for i in ideas}
    held = by_day["2024-05-03"]
    assert held["status"] == "closed"
    assert held["outcome"]["entry_date"] == "2024-05-06"
    assert held["outcome"]["entry_price"] == 103
    assert by_day["2024-05-06"]["status"] == "not_settled"
    assert "ABC" in by_day["2024-05-06"]["reason"]
    assert by_day["2024-05-07"]["status"] == "call"


def test_filters(db: str) -> None:
    def found(*words: str) -> int:
        done = run("ideas", "--db", db, "--json", *words)
        assert done.exit_code == 0, done.output
        return len(done.stdout.splitlines())

    assert found("-s", "xyz") == 2
    assert found("--action", "avoid") == 1
    assert found("--text", "ore cheap") == 1
    assert found("--text", '"; drop table ideas; --') == 0
    assert found("--since", "2024-05-06") == 2
    assert found("--status", "closed", "--author", "Ana Liu") == 1
    assert found("-n", "1") == 1


def test_csv_holds_no_formula(db: str) -> None:
    rows = list(csv.DictReader(io.StringIO(run("ideas", "--db", db, "--csv").stdout)))
    assert len(rows) == 3
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert "\x1b" not in "".join(cell for row in rows for cell in row.values())


def test_tables_drive_no_terminal(db: str) -> None:
    for words in (("ideas",), ("validate",), ("audit",), ("market", "status")):
        done = run(*words, "--db", db)
        assert done.exit_code == 0, done.output
        assert "\x1b" not in done.stdout
        assert "\u202e" not in done.stdout
        assert "Traceback" not in done.output


def test_show(db: str) -> None:
    key = json.loads(run("ideas", "--db", db, "--json", "--status", "closed").stdout)["id"]
    done = run("show", key[:6], "--db", db)
    assert done.exit_code == 0
    assert "Buy XYZ now, the ore is cheap." in done.stdout
    assert "Outcome" in done.stdout
    assert json.loads(run("show", key, "--db", db, "--json").stdout)["id"] == key
    missing = run("show", "ffffffff", "--db", db)
    assert missing.exit_code == 1


def test_audit_and_report(db: str, tmp_path: Path) -> None:
    (row, *_) = [json.loads(line) for line in run("audit", "--db", db, "--json").stdout.splitlines()]
    assert row["group"] == "Ana Liu"
    assert row["settled"] == 1
    assert run("audit", "--db", db, "--by", "colour").exit_code == 1
    page = tmp_path / "r.html"
    assert run("report", str(page), "--db", db).exit_code == 0
    assert "Buy XYZ now" in page.read_text("utf-8")
    assert run("report", str(tmp_path / "no" / "r.html"), "--db", db).exit_code == 1


def test_an_earlier_day_knows_less(db: str) -> None:
    assert run("track", "--db", db, "--as-of", "2024-05-08").exit_code == 0
    (idea,) = [json.loads(line) for line in run("ideas", "--db", db, "--json", "--text", "ore").stdout.splitlines()]
    assert idea["status"] == "open"
    assert idea["outcome"]["exit_date"] is None


def test_db_may_stand_before_the_verb_or_in_the_environment(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(run("--db", db, "ideas", "--json").stdout.splitlines()) == 3
    monkeypatch.setenv("COMMENTARY_DB", db)
    assert len(run("ideas", "--json").stdout.splitlines()) == 3


def test_extract_prints_the_contract(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Notes\n\n3 May 2024\n\n- Buy NVDA on a dip to 85; stop 79.\n", "utf-8")
    done = run("extract", str(path), "--json")
    item = json.loads(done.stdout)
    assert item["article"]["path"] == str(path)
    assert item["article"]["published_at"] == "2024-05-03"
    (rec,) = item["recommendations"]
    assert item["article"]["text"][rec["start"] : rec["end"]] == rec["text"]
    assert rec["alternatives"][0]["legs"][0]["symbol"] == "NVDA"
    again = run("extract", "-", stdin=path.read_bytes())
    assert json.loads(again.stdout)["article"]["id"] == item["article"]["id"]


def test_exit_codes(tmp_path: Path) -> None:
    assert run("ideas", "--db", str(tmp_path / "none.db")).exit_code == 1
    assert run("ingest", "--db", str(tmp_path / "a.db")).exit_code == 2
    assert run("ingest", str(tmp_path / "none.txt"), "--db", str(tmp_path / "a.db")).exit_code == 1
    assert run("ideas", "--since", "yesterday", "--db", str(tmp_path / "a.db")).exit_code == 2
    assert run("ideas", "--status", "sleeping", "--db", str(tmp_path / "a.db")).exit_code == 2
    assert run("extract", str(tmp_path / "none.txt")).exit_code == 1
    assert run("extract", "--extractor", "nobody", "-", stdin=b"Buy NVDA.").exit_code == 1
    assert run("market", "import", str(tmp_path / "none.csv"), "--db", str(tmp_path / "a.db")).exit_code == 1
    assert run("ingest", "-", "--published-at", "soon", "--db", str(tmp_path / "a.db")).exit_code == 2
    assert run("nothing").exit_code == 2


def test_schema_is_json() -> None:
    schemas = json.loads(run("schema").stdout)
    assert set(schemas) == {"extraction", "idea"}
    assert "recommendations" in schemas["extraction"]["properties"]


def test_a_title_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    from commentary_nlp.cli.output import print_table

    print_table("x [/] [red] \x1b[31m", ["a"], [["[/b]"]])
    shown = capsys.readouterr().out
    assert "[/]" in shown
    assert "[red]" in shown
    assert "[/b]" in shown
    assert "\x1b" not in shown


def test_semicolons_in_a_history_of_calls(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("date;symbol;call\n2024-05-03;NVDA;buy\n2024-05-03;NVDA;buy\n", "utf-8")
    done = run("ingest", "--calls", str(path), "--db", str(tmp_path / "a.db"), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["added"] == 1
