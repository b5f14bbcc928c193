"""Whether a text is English: wrong refusals are worse than foreign texts that pass."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentary_nlp.extract.sentiment.language import foreign_language

SHARED = Path(__file__).resolve().parents[4] / "shared"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Aktie des Autobauers fiel am Montag um drei Prozent, nachdem er seine Prognose gesenkt hatte."),
        ("fr", "Nous restons acheteurs du titre, avec un objectif de cours relevé à 82 euros."),
        ("es", "Recomendamos vender las acciones antes de que se publiquen los resultados del trimestre."),
        ("it", "Confermiamo il giudizio positivo sulle azioni della banca dopo i conti del semestre."),
        ("pt", "A ação da mineradora deve continuar sob pressão nas próximas semanas."),
        ("nl", "Wij houden vast aan ons koopadvies voor het aandeel van de bank."),
        ("fi", "Yhtiön liikevaihto kasvoi kymmenen prosenttia viime vuodesta."),
        ("pl", "Utrzymujemy rekomendację kupuj dla akcji tej spółki."),
        ("tr", "Hissede al tavsiyemizi koruyoruz ve hedef fiyatı yükseltiyoruz."),
        ("ko", "삼성전자 3분기 영업이익 급감"),
        ("ar", "ارتفع صافي أرباح الشركة في الربع الثالث"),
        ("vi", "Lợi nhuận ròng của ngân hàng tăng mười hai phần trăm trong quý ba"),
    ],
)
def test_other_languages(language: str, text: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text", ["公司第三季度净利润同比增长百分之十二", "トヨタの純利益は第3四半期に減少した", "Прибыль упала"]
)
def test_other_scripts_are_never_english(text: str) -> None:
    assert foreign_language(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🚀🚀🚀",
        "$TSLA $NVDA $AMD",
        "TSLA 🚀 lfg",
        "Sensex ends flat; Infosys, TCS gain",
        "Banco Santander, BBVA up; Banca Monte dei Paschi di Siena down",
        "RBI OMO gilt purchase Rs 10,000 cr",
        "Société Générale and Crédit Agricole fell after the ECB spoke",
        "L'Oréal Q3 sales beat",
        "bto spy 393c 3/20 1.30 sl 50%",
    ],
)
def test_english_names_and_shorthand_pass(text: str) -> None:
    assert foreign_language(text) is None


def test_hardly_a_post_is_refused() -> None:
    path = SHARED / "data" / "tfns_valid.csv"
    if not path.is_file():
        pytest.skip("the labelled posts are not beside the project")
    with path.open(encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    # some of them are in other languages indeed
    assert sum(foreign_language(text) is not None for text in texts) < 0.006 * len(texts)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    found = foreign_language(text)
    assert found is None or found
