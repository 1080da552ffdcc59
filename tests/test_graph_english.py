"""English names by rule: every word for a kind by its example, readings, and what the rule does not know."""

import pytest
from pypinyin import lazy_pinyin

from extract.data import GAZETTEER, load_table
from extract.fact import Entity, EntityClaim
from extract.gazetteer import Gazetteer
from extract.lexicon import mint
from graph.english import TABLES, Kind, Reading, default_names, english_triples
from graph.mapping import Mapping
from graph.other_names import load_names
from graph.terms import Terms
from tests.rdf import NAMES, triples
from tests.test_graph_mapping import fact

KINDS = load_table(TABLES / "kinds.tsv", Kind)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.cls}-{kind.suffix}")
def test_a_word_for_a_kind_ends_the_english_name_of_its_example(kind: Kind) -> None:
    assert default_names().of(kind.cls, kind.example) == kind.english


@pytest.mark.parametrize(
    ("cls", "label", "english"),
    [
        ("City", "六安市", "Lu'an"),
        ("City", "蚌埠市", "Bengbu"),
        ("City", "亳州市", "Bozhou"),
        ("City", "吕梁市", "Lüliang"),
        ("County", "莘县", "Shenxian County"),
        ("County", "单县", "Shanxian County"),
        ("County", "珲春市", "Hunchun City"),
        ("County", "乐清市", "Yueqing City"),
        ("County", "乐陵市", "Laoling City"),
        ("County", "铅山县", "Yanshan County"),
        ("County", "番禺区", "Panyu District"),
        ("County", "朝天区", "Chaotian District"),
        ("County", "清新区", "Qingxin District"),
        ("County", "芒市", "Mangshi City"),
        ("County", "东乡族自治县", "Dongxiang Autonomous County"),
        ("County", "双江拉祜族佤族布朗族傣族自治县", "Shuangjiang Lahu, Va, Blang and Dai Autonomous County"),
        ("Port", "红其拉甫公路口岸", "Khunjerab Road Port"),
        ("Organization", "喀什海关", "Kashgar Customs"),
        ("Organization", "广西壮族自治区政府", "Guangxi Government"),
        ("Organization", "云南省勐腊县人民政府", "Yunnan Mengla People's Government"),
        ("Feature", "中老缅铁路", "China-Laos-Myanmar Railway"),
        ("Official", "欧阳安", "Ouyang An"),
        ("Person", "曾乐", "Zeng Le"),
        ("Person", "米泽田", "Mi Zetian"),
    ],
)
def test_names_are_read_as_they_are_said(cls: str, label: str, english: str) -> None:
    assert default_names().of(cls, label) == english


@pytest.mark.parametrize(
    ("cls", "label"),
    [
        ("Organization", "大连集装箱码头有限公司"),
        ("Organization", "智慧旅检海关"),
        ("Person", "迪拉热·克力木"),
        ("Person", "托卡耶夫斯基"),
        ("Port", "洋浦国际集装箱码头"),
        ("Feature", "智慧旅检"),
        ("Commodity", "榴莲"),
        ("Province", "云南"),
    ],
)
def test_what_the_rule_does_not_know_has_no_english_name(cls: str, label: str) -> None:
    assert default_names().of(cls, label) is None


def test_every_thing_of_the_gazetteer_has_an_english_name() -> None:
    gazetteer = Gazetteer.load()
    rows = load_names(GAZETTEER, gazetteer.keys)
    made = {str(each.subject).strip("<>") for each in english_triples(gazetteer, rows, Terms(NAMES))}
    given = {row.key for row in rows if row.en}
    given |= {f"{row.cls.lower()}/{row.slug}" for row in gazetteer.countries if row.en}
    given |= {f"commodity/{row.slug}" for row in gazetteer.commodities if row.en}
    named = {NAMES.resource(key) for key in given}

    assert {NAMES.resource(key) for key in gazetteer.keys} - made - named == set()
    assert made & named == set()


def test_no_reading_stands_there_that_pypinyin_has() -> None:
    rows = load_table(TABLES / "readings.tsv", Reading)

    assert [row.name for row in rows if lazy_pinyin(row.name, v_to_u=True) == row.pinyin.split()] == []


@pytest.mark.parametrize("table", ["kinds", "peoples", "readings"])
def test_a_table_has_no_row_twice(table: str) -> None:
    lines = (TABLES / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    keys = [tuple(line.split("\t")[: 2 if table == "kinds" else 1]) for line in lines]

    assert len(set(keys)) == len(keys)


def test_a_thing_that_no_gazetteer_knows_is_named_in_english_too() -> None:
    person = mint("Official", "江行洲")
    known = Entity("Organization", "勐腊海关", "organization/menglahaiguan")

    assert set(Mapping(NAMES).map(fact(EntityClaim(entity=person))).things) == triples(
        f"""person:{person.key.partition("/")[2]} a kou:Official, kou:Person ;
            rdfs:label "江行洲"@zh ; skos:prefLabel "Jiang Xingzhou"@en-t-zh ."""
    )
    assert set(Mapping(NAMES).map(fact(EntityClaim(entity=known))).things) == triples(
        'organization:menglahaiguan a kou:Organization ; rdfs:label "勐腊海关"@zh .'
    )
