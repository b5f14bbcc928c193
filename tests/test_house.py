"""The rules of the house: style, types, the direction of imports, light starts, and a README that is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
        ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"),
    ],
    ids=["ruff check", "ruff format", "mypy --strict", "import contracts"],
)
def test_checks(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 0, done.stdout + done.stderr


HEAVY = ("spacy", "pandas", "numpy", "scipy", "exchange_calendars", "trafilatura", "sqlite_utils", "pyarrow", "lxml")


def loaded_after(code: str) -> set[str]:
    done = run("-c", f"{code}\nimport sys\nprint(*sys.modules)")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("\n")[-2].split())


def test_help_is_light() -> None:
    code = (
        "import contextlib, sys\nsys.argv = ['commentary', '--help']\nfrom commentary_nlp.cli import main\n"
        "with contextlib.suppress(SystemExit):\n    main()"
    )
    loaded = loaded_after(code)
    assert not loaded & set(HEAVY)


def test_asking_for_ideas_loads_no_extractor(tmp_path: Path) -> None:
    code = (
        "import contextlib\nfrom commentary_nlp.track import Store\n"
        f"path = {str(tmp_path / 'a.db')!r}\n"
        "Store.open(path).close()\n"
        "import sys\nsys.argv = ['commentary', 'ideas', '--db', path]\n"
        "from commentary_nlp.cli import main\nwith contextlib.suppress(SystemExit):\n    main()"
    )
    loaded = loaded_after(code)
    assert "sqlite_utils" in loaded
    assert not loaded & {"spacy", "transformers", "torch", "trafilatura"}


def commands() -> set[str]:
    from commentary_nlp.cli.app import app

    names = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    return names | {str(group.name) for group in app.registered_groups}


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = {name for name in commands() if f"commentary {name}" not in readme}
    assert not missing


def test_every_command_and_option_has_help() -> None:
    from commentary_nlp.cli.app import app

    for command in app.registered_commands:
        assert command.callback is not None
        assert command.callback.__doc__, command.callback.__name__


def test_readme_names_only_options_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    helps = run("-m", "commentary_nlp", "--help").stdout
    for name in sorted(commands()):
        helps += run("-m", "commentary_nlp", name, "--help").stdout
    for name in ("import", "fetch", "status"):
        helps += run("-m", "commentary_nlp", "market", name, "--help").stdout
    for line in re.findall(r"^(?:\$ )?commentary .*$", readme, re.MULTILINE):
        for option in re.findall(r"(?<=\s)--[a-z-]+", line):
            assert option in helps, f"{option} in {line!r}"
