"""A name as people write it finds the council that is meant, or none rather than a wrong one."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.register import How, Kind, Matcher, kind_of, load_register, middle_of, plain

REGISTER = load_register()
MATCHER = Matcher(REGISTER.councils)


def key_of(text: str, on: date | None = None) -> str | None:
    council = MATCHER.match(text, on).council
    return council.key if council else None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Kingston-upon-Thames RBC", "KTT"),
        ("LB Hounslow", "HNS"),
        ("LBBD", "BDG"),
        ("WMCA", "WMCA"),
        ("Brum", "BIR"),
        ("Royal Borough of Greenwich", "GRE"),
        ("Herts CC", "HRT"),
        ("B&NES", "BAS"),
        ("BCP Council", "BPC"),
        ("Hackney", "HCK"),
        ("St. Helens MBC", "SHN"),
        ("ST HELENS", "SHN"),
        ("Derby", "DER"),
        ("Derby CC", "DER"),
        ("Newcastle City Council", "NET"),
        ("Newcastle-under-Lyme", "NEC"),
        ("Newcastle BC", "NEC"),
        ("Bristol, City of", "BST"),
        ("Telford and Wrekin Borough Council", "TFW"),
        ("Wiltshire County Council", "WIL"),
        ("Wilts", "WIL"),
        ("NE Lincs", "NEL"),
        ("E. Sussex C.C.", "ESX"),
        ("Bucks CC", "BKM"),
        ("the London Borough of Camden (LBC)", "CMD"),
        ("LBTH", "TWH"),
        ("Corporation of London", "LND"),
        ("City of London", "LND"),
        ("Westminster City Council", "WSM"),
        ("King's Lynn & West Norfolk BC", "KIN"),
        ("St. Alban's City & District Council", "SAL"),
        ("Stockton", "STT"),
        ("Hammersmith & Fulham Council", "HMF"),
        ("Westmorland & Furness", "WAF"),
        ("Bournemouth, Christchurch and Poole", "BPC"),
        ("Greater Manchester", "GMCA"),
        ("South Yorkshire MCA", "SCR"),
        ("Sheffield City Region", "SCR"),
        ("Sheffield", "SHF"),
        ("Liverpool City Region Combined Authority", "LCR"),
        ("Liverpool", "LIV"),
        ("Northamptonshire", "NTH"),
        ("Somerset County Council", "SOM"),
        ("Leeds city coucil", "LDS"),
        ("Co. Durham", "DUR"),
    ],
)
def test_a_name_as_people_write_it_finds_its_council(written: str, key: str) -> None:
    assert key_of(written) == key


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Lancashire Fire and Rescue", Kind.FIRE),
        ("Devon & Somerset Fire", Kind.FIRE),
        ("Kent Police", Kind.POLICE),
        ("Avon and Somerset Police and Crime Commissioner", Kind.POLICE),
        ("NHS Devon", Kind.HEALTH),
        ("Surrey Heartlands", Kind.HEALTH),
        ("Camden and Islington NHS Foundation Trust", Kind.HEALTH),
        ("Essex Partnership University NHS Trust", Kind.HEALTH),
        ("Swansea Council", Kind.WELSH_COUNCIL),
        ("Bridgend County Borough Council", Kind.WELSH_COUNCIL),
        ("Glasgow City Council", Kind.SCOTTISH_COUNCIL),
        ("Belfast City Council", Kind.NORTHERN_IRISH_COUNCIL),
        ("University of Leeds", Kind.UNIVERSITY),
        ("Langport Town Council", Kind.PARISH),
        ("Lewes Town Council", Kind.PARISH),
        ("Ministry of Housing, Communities and Local Government", Kind.MINISTRY),
        ("Local Government Association", Kind.ASSOCIATION),
        ("Citizens UK", Kind.CHARITY),
        ("Hackney Council for Voluntary Service", Kind.CHARITY),
        ("Stockport Homes", Kind.HOUSING),
        ("Gemeente Utrecht", Kind.ABROAD),
        ("Acme Data Ltd", Kind.COMPANY),
        ("Surrey and Sussex Healthcare", Kind.HEALTH),
        ("Design Council", Kind.OTHER),
    ],
)
def test_a_body_that_is_not_a_council_is_never_one(written: str, kind: Kind) -> None:
    match = MATCHER.match(written)
    assert (match.council, match.how, match.kind) == (None, How.NONE, kind)


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        ("Lancester City Council", {"LAC", "LCE"}),
        ("LBH", {"HCK", "HRY", "HRW", "HAV", "HIL", "HNS"}),
        ("Nottingham County Council", {"NGM", "NTT"}),
        ("West Midlands", {"WMCA"}),
        ("Boston City Council", {"BOT"}),
        ("Lichfield City Council", {"LIF"}),
        ("Camden Public Health", {"CMD"}),
        ("Newcastle", {"NET", "NEC"}),
    ],
)
def test_a_doubtful_name_gives_candidates_instead(written: str, candidates: set[str]) -> None:
    match = MATCHER.match(written)
    assert match.council is None
    assert match.how is How.AMBIGUOUS
    assert candidates <= {council.key for council in match.candidates}


@pytest.mark.parametrize(
    "written",
    ["", " ", "City of Lincoln, Nebraska", "Council", "LB", "x", "Bedfordshire", "Cheshire", "£"],
)
def test_what_names_no_body_matches_nothing(written: str) -> None:
    assert MATCHER.match(written).council is None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Leceister City Council", "LCE"),
        ("Birmingam", "BIR"),
        ("Sheffeild", "SHF"),
        ("Wolverhamton City Council", "WLV"),
        ("London Borough of Hamersmith and Fulham", "HMF"),
        ("Dartfort Borough Council", "DAR"),
    ],
)
def test_a_slip_of_the_pen_is_forgiven_and_marked(written: str, key: str) -> None:
    match = MATCHER.match(written)
    assert match.how is How.FUZZY
    assert match.council == REGISTER.by_key[key]
    assert match.confidence < 0.8


@pytest.mark.parametrize("written", ["Hartford", "Borton", "Northwich", "Hereford City Council"])
def test_another_place_with_a_similar_name_is_not_taken_for_a_council(written: str) -> None:
    assert key_of(written) is None


@pytest.mark.parametrize(
    ("written", "year", "key"),
    [
        ("Dorset", 2015, "DOR"),
        ("Dorset", 2021, "DST"),
        ("Dorset", None, "DST"),
        ("North Yorks", 2020, "NYK"),
        ("Somerset", 2022, "SOM"),
        ("Bucks", 2019, "BKM"),
        ("Somerset Council", 2015, "SMT"),
    ],
)
def test_a_name_two_bodies_carried_is_settled_by_the_year(
    written: str, year: int | None, key: str
) -> None:
    match = MATCHER.match(written, middle_of(year) if year else None)
    assert match.council == REGISTER.by_key[key]
    assert [council.short_name for council in match.candidates] == [match.council.short_name]


def test_several_councils_in_one_name_are_all_told_and_none_is_chosen() -> None:
    for written in (
        "Camden and Islington",
        "Adur & Worthing Councils",
        "Essex/Kent County Council",
    ):
        match = MATCHER.match(written)
        assert (match.how, match.council, len(match.candidates)) == (How.JOINT, None, 2)
    three = MATCHER.match("Kensington & Chelsea, Hammersmith & Fulham and Westminster")
    assert {council.key for council in three.candidates} == {"KEC", "HMF", "WSM"}


@pytest.mark.parametrize(
    "written",
    [
        "Leeds City Council and Leeds Teaching Hospitals NHS Trust",
        "NHS Leeds with Leeds City Council",
        "Leeds City Council - Housing",
        "Leeds CC / West Yorkshire Police",
    ],
)
def test_a_council_with_a_partner_leads(written: str) -> None:
    match = MATCHER.match(written)
    assert (match.how, match.council) == (How.LEAD, REGISTER.by_key["LDS"])


def test_every_council_is_found_by_its_own_name_and_none_by_another_kind() -> None:
    for council in REGISTER.councils:
        match = MATCHER.match(council.name)
        assert (match.council, match.how) == (council, How.EXACT)
        assert {kind_of(name) for name in (council.name, *council.other_names)} == {None}


@pytest.mark.parametrize("style", ["{} Council", "{} council", "  {}  COUNCIL ", "The {} Council"])
def test_every_place_is_found_with_a_plain_style_on_a_day_it_existed(style: str) -> None:
    open_names = {"Newcastle", "West Midlands", "North East", "East Midlands"}
    for council in REGISTER.councils:
        if council.kind in {Kind.COMBINED_AUTHORITY, Kind.LONDON_AUTHORITY}:
            continue
        if council.short_name not in open_names:
            match = MATCHER.match(style.format(council.short_name), date(2018, 7, 1))
            assert match.council is not None, council
            assert match.council.short_name == council.short_name


@given(st.text(max_size=60))
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    match = MATCHER.match(text, date(2020, 1, 1))
    assert match.text == text
    assert (match.council is None) == (match.how in {How.NONE, How.AMBIGUOUS, How.JOINT})


@given(st.text(alphabet=string.ascii_letters + " .,'&-", max_size=40))
def test_plain_spelling_is_settled_after_one_pass(text: str) -> None:
    once = plain(text)
    assert plain(once) == once


@given(st.sampled_from(REGISTER.councils), st.randoms(use_true_random=False))
def test_case_spaces_and_punctuation_do_not_matter(council, random) -> None:  # type: ignore[no-untyped-def]
    shouted = "".join(random.choice((c.lower(), c.upper())) for c in council.name)
    written = shouted.replace(" ", random.choice((" ", "  ", "\u00a0", " \t")))
    assert MATCHER.match(f" {written} ").council == council
