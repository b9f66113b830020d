from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.canonical import Identities, Registry, Spoken, find_identities, names_of
from pipeline.records import Entities, Entity, Mention, MentionLabel, Span, Speaker, SpeakerKind
from pipeline.resources.aliases import Alias, Aliases
from pipeline.resources.titles import Titles, TitleWord

TITLES = Titles(
    {
        "role": {
            "senator": TitleWord(lemma="senator"),
            "mayor": TitleWord(lemma="mayor"),
            "spokesman": TitleWord(lemma="spokesperson"),
            "spokeswoman": TitleWord(lemma="spokesperson"),
        }
    }
)
Named = tuple[str, MentionLabel] | tuple[str, MentionLabel, tuple[str, ...]]


def article(
    registry: Registry, doc_id: str, named: Sequence[Named] = (), spoken: Sequence[Speaker] = (), *, given: bool = False
) -> None:
    entities = tuple(Entity(one[0], one[0], one[1], *one[2:]) for one in named)
    mentions = tuple(Mention(Span(one.name, 0, len(one.name)), one.label, one.key) for one in entities)
    found = Entities(entities, mentions)
    said = [Spoken(f"s{number}", speaker, is_given=given) for number, speaker in enumerate(spoken)]
    registry.add(doc_id, names_of(found, said))


def says(name: str, role: str | None = None, country: str | None = None, kind: SpeakerKind = "person") -> Speaker:
    return Speaker("s", name, kind, role, None, country)


def people(*articles: Speaker, aliases: Aliases | None = None, given: int = -1) -> Identities:
    registry = Registry()
    for number, speaker in enumerate(articles):
        article(registry, f"d{number}", [(speaker.name, "person")], [speaker], given=number == given)
    return find_identities(registry, aliases=aliases or Aliases(), titles=TITLES)


def shown(identities: Identities, name: str, label: str = "person") -> str:
    return identities.of((label, name)).name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Patrick S. Roe", "Patrick Roe"),
        ("Jean-Luc Vale", "Jean Luc Vale"),
        ("José Roe", "Jose Roe"),
        ("Mohsen Valdari", "Mohsin Valdari"),
        ("Anna Zelensky", "Anna Zelenskyy"),
        ("Sean O’Roe", "Sean O'Roe"),
        ("Ann Roe", "ANN ROE"),
    ],
)
def test_forms_of_one_name_are_one_person(left: str, right: str) -> None:
    found = people(says(left), says(right))
    assert shown(found, left) == shown(found, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (says("Ann Roe"), says("Anna Roe")),
        (says("Ann Roe", "senator"), says("Anna Roe", "senator")),
        (says("Dan Roe", "mayor", "Norland"), says("Don Roe", "mayor", "Freedonia")),
        (says("Patrick Roe", None, "Norland"), says("Patrick S. Roe", None, "Freedonia")),
        (says("John Smith"), says("John Smyth")),
        (says("Daniel Vale"), says("Daniela Vale")),
        (says("Tom Roe Jr."), says("Tom Roe Sr.")),
    ],
)
def test_two_people_stay_two(left: Speaker, right: Speaker) -> None:
    found = people(left, right)
    assert shown(found, left.name) == left.name
    assert shown(found, right.name) == right.name


def test_names_a_letter_apart_join_where_role_and_country_agree() -> None:
    found = people(says("Ann Roe", "Norland senator", "Norland"), says("Anna Roe", "senator", "Norland"))
    assert shown(found, "Ann Roe") == shown(found, "Anna Roe")


def test_near_names_of_one_article_are_two_people() -> None:
    registry = Registry()
    both = [says("Ann Roe", "senator", "Norland"), says("Anna Roe", "senator", "Norland")]
    article(registry, "d0", [("Ann Roe", "person"), ("Anna Roe", "person")], both)
    found = find_identities(registry, aliases=Aliases(), titles=TITLES)
    assert shown(found, "Anna Roe") == "Anna Roe"
    assert [doubt.reason for doubt in found.doubts] == ["similar_name"]


def test_surname_joins_the_only_bearer_whose_role_agrees() -> None:
    found = people(says("Roe", "spokesman"), says("Ann Roe", "council spokeswoman"))
    assert shown(found, "Roe") == "Ann Roe"
    assert found.doubts == ()


def test_surname_without_agreement_stays_and_is_listed() -> None:
    found = people(says("Roe", "senator"), says("Ann Roe", "mayor"))
    assert shown(found, "Roe") == "Roe"
    assert [(doubt.name, doubt.reason) for doubt in found.doubts] == [("Roe", "one_person")]


def test_surname_that_fits_two_stays_and_is_listed() -> None:
    found = people(says("Roe", "senator"), says("Ann Roe", "senator"), says("Tom Roe", "mayor"))
    assert shown(found, "Roe") == "Roe"
    (doubt,) = found.doubts
    assert (doubt.reason, doubt.statements, doubt.examples) == ("several_persons", 1, ("d0-s0",))
    assert "Ann Roe, Tom Roe" in doubt.suggestion


def test_initial_that_fits_two_joins_neither() -> None:
    found = people(says("Patrick Roe"), says("Patrick S. Roe"), says("Patrick T. Roe"))
    assert {shown(found, name) for name in ("Patrick Roe", "Patrick S. Roe", "Patrick T. Roe")} == {
        "Patrick Roe",
        "Patrick S. Roe",
        "Patrick T. Roe",
    }


def test_aliases_decide_over_every_rule() -> None:
    nickname = Aliases({("Pat", "Roe"): Alias("Patrick Roe", "person")}, 2)
    found = people(says("Pat Roe", None, "Norland"), says("Patrick Roe", None, "Freedonia"), aliases=nickname)
    assert shown(found, "Pat Roe") == "Patrick Roe"
    two = Aliases(
        {("Mohsen", "Vale"): Alias("Mohsen Vale", "person"), ("Mohsin", "Vale"): Alias("Mohsin Vale", "person")}, 2
    )
    found = people(says("Mohsen Vale"), says("Mohsin Vale"), aliases=two)
    assert (shown(found, "Mohsin Vale"), found.doubts) == ("Mohsin Vale", ())


def test_name_that_a_person_gave_stays_as_it_is() -> None:
    found = people(says("Patrick S. Roe"), says("Patrick Roe"), says("Patrick S. Roe"), given=1)
    assert shown(found, "Patrick Roe") == "Patrick Roe"


def entities(*named: Named) -> Identities:
    registry = Registry()
    for number, one in enumerate(named):
        article(registry, f"d{number}", [one])
    return find_identities(registry, aliases=Aliases(), titles=TITLES)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ministry of Health", "Health Ministry"),
        ("the Harbour Post", "Harbour Post"),
        ("Harakat-i-Nordan", "Harakat-e-Nordan"),
        ("Tehreek-i-Nordan Vale", "Tehrik-e-Nordan Vale"),
        ("Centre for Ports", "Center for Ports"),
        ("Vale Cranes Inc.", "Vale Cranes"),
    ],
)
def test_forms_of_one_organisation_are_one(left: str, right: str) -> None:
    found = entities((left, "organisation"), (right, "organisation"))
    assert shown(found, left, "organisation") == shown(found, right, "organisation")


def test_acronym_is_the_organisation_that_alone_introduces_it() -> None:
    agency: Named = ("Coastal Ports Agency", "organisation", ("CPA",))
    assert shown(entities(agency, ("CPA", "other")), "CPA", "other") == "Coastal Ports Agency"
    party: Named = ("Centre Party Alliance", "organisation", ("CPA",))
    assert shown(entities(agency, party, ("CPA", "organisation")), "CPA", "organisation") == "CPA"


def test_label_found_most_often_holds() -> None:
    found = entities(*[("Lakeside", "organisation")] * 4, ("Lakeside", "place"))
    assert found.of(("place", "Lakeside")).label == "organisation"
    even = entities(("Lakeside", "organisation"), ("Lakeside", "place"))
    assert even.of(("place", "Lakeside")).label == "place"


def test_critics_are_one_however_written() -> None:
    found = people(says("critics", kind="group"), says("The critics", kind="group"), says("Critics", kind="group"))
    assert len({shown(found, name, "group") for name in ("critics", "The critics", "Critics")}) == 1


def test_unknown_kinds_and_roles_without_a_name_are_listed_most_frequent_first() -> None:
    registry = Registry()
    article(registry, "d0", [], [says("alliance", kind="unknown"), says("senator"), says("senator")])
    found = find_identities(registry, aliases=Aliases(), titles=TITLES)
    assert [(doubt.name, doubt.reason) for doubt in found.doubts] == [
        ("senator", "no_name"),
        ("alliance", "unknown_kind"),
    ]


NAMES = st.sampled_from(
    ["Ann Roe", "Anna Roe", "Roe", "A. Roe", "Tom Roe", "Mohsen Valdari", "Mohsin Valdari", "Valdari", "Ann M. Roe"]
)
SPEAKERS = st.lists(
    st.builds(says, NAMES, st.sampled_from([None, "senator", "mayor"]), st.sampled_from([None, "Norland"])), max_size=8
)


@given(SPEAKERS, st.randoms())
def test_order_of_the_articles_does_not_matter(spoken: list[Speaker], random) -> None:
    numbered = list(enumerate(spoken))
    answers = []
    for _ in range(2):
        registry = Registry()
        for number, speaker in numbered:
            article(registry, f"d{number}", [(speaker.name, "person")], [speaker])
        answers.append(find_identities(registry, aliases=Aliases(), titles=TITLES))
        random.shuffle(numbered)
    assert answers[0] == answers[1]


@given(SPEAKERS)
def test_unrelated_article_changes_no_name(spoken: list[Speaker]) -> None:
    before = people(*spoken)
    after = people(*spoken, says("Lena Dorn", "mayor", "Norland"))
    assert {name: after.by_key[name] for name in before.by_key} == before.by_key
    assert after.doubts == before.doubts


def test_surname_means_the_best_known_bearer_whose_role_alone_fits() -> None:
    known = [says("Tom Roe", "mayor") for _ in range(3)]
    found = people(says("Roe", "mayor"), says("Ann Roe", "senator"), *known)
    assert shown(found, "Roe") == "Tom Roe"
    assert shown(people(says("Roe", "mayor"), says("Ann Roe", "mayor"), *known), "Roe") == "Roe"


def test_short_first_name_joins_only_by_alias_but_is_listed() -> None:
    found = people(says("Pat Roe", "senator", "Norland"), says("Patrick Roe", "senator", "Norland"))
    assert shown(found, "Pat Roe") == "Pat Roe"
    assert [doubt.reason for doubt in found.doubts] == ["similar_name"]


def test_headline_word_before_a_name_is_no_part_of_it() -> None:
    found = people(says("Ann Roe"), says("Rival Ann Roe"))
    assert shown(found, "Rival Ann Roe") == "Ann Roe"


def test_lone_word_taken_for_a_place_is_the_person_called_so() -> None:
    registry = Registry()
    for number in range(3):
        article(registry, f"d{number}", [("Ann Valdari", "person", ("Valdari",))])
    article(registry, "d9", [("Valdari", "place")], [says("Valdari", kind="organisation")])
    found = find_identities(registry, aliases=Aliases(), titles=TITLES)
    assert found.of(("place", "Valdari")).name == "Ann Valdari"


STATES = Titles({"state_body": {"government": TitleWord(), "ministry": TitleWord()}, "idle": {"civilian": TitleWord()}})
GAZETTEER = Aliases(
    {
        ("Norland",): Alias("Norland", "country", country="Norland"),
        ("Norlandic",): Alias("Norland", "country", "demonym", "Norland"),
        ("Tarvia",): Alias("Tarvia", "country", country="Tarvia"),
    },
    1,
)


def bodies(*spoken: Speaker, named: Sequence[Named] = ()) -> Identities:
    registry = Registry()
    for number, speaker in enumerate(spoken):
        article(registry, f"d{number}", named, [speaker])
    return find_identities(registry, aliases=GAZETTEER, titles=STATES)


def test_government_is_one_however_its_country_is_named() -> None:
    names = ("Norland's civilian government", "Norlandic government", "government of Norland", "Tarvia's government")
    identities = bodies(*(says(name, kind="organisation") for name in names))
    assert {shown(identities, name, "organisation") for name in names[:3]} == {"Norlandic government"}
    assert shown(identities, names[3], "organisation") == names[3]


def test_ministry_is_one_with_the_name_it_has() -> None:
    speaker = says("Norland's interior ministry", kind="organisation")
    identities = bodies(speaker, named=[("Norlandic Interior Ministry", "organisation")])
    assert shown(identities, speaker.name, "organisation") == "Norlandic Interior Ministry"


def test_ministry_without_a_country_in_several_articles_deserves_a_decision() -> None:
    doubts = bodies(*[says("interior ministry", kind="organisation")] * 2).doubts
    assert [(doubt.name, doubt.reason, doubt.documents) for doubt in doubts] == [
        ("interior ministry", "shared_body", 2)
    ]
