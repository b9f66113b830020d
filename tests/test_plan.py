import dataclasses
from datetime import date

import pytest

from pipeline.plan import Before, Chain, follow, make_context, source_parts, why
from pipeline.records import Metadata, Source
from pipeline.settings import Settings
from pipeline.stages import STAGE_NAMES, STAGES, stages_up_to


@pytest.fixture
def context(project):
    return make_context(project, Settings())


def chain_of(context, source=None, known=lambda _stage, key: key):
    return follow(source_parts(source or Source("a.txt", b"text")), context, STAGES, known)


def test_every_stage_has_a_key_of_its_own(context):
    chain = chain_of(context)
    assert chain.missing == []
    assert list(chain.keys) == list(STAGE_NAMES)
    assert len(set(chain.keys.values())) == len(STAGE_NAMES)


def test_name_of_an_article_and_line_of_its_metadata_make_no_difference():
    named = Source("a.txt", b"text", Metadata("a.txt", 2, published=date(2025, 3, 4)))
    renamed = Source("b.txt", b"text", Metadata("b.txt", 7, published=date(2025, 3, 4)))
    assert source_parts(named) == source_parts(renamed)
    redated = dataclasses.replace(renamed, metadata=Metadata("b.txt", 7, published=date(2025, 3, 5)))
    assert source_parts(named) != source_parts(redated)


def test_edited_codebook_makes_only_themes_and_stances_anew(context, project):
    before = chain_of(context)
    path = project.root / "data" / "codebook.csv"
    path.write_text(path.read_text() + "\n")
    after = chain_of(make_context(project, Settings()))
    changed = [stage for stage in STAGE_NAMES if before.keys[stage] != after.keys[stage]]
    assert changed == ["themes", "stance"]


def test_missing_product_leaves_those_that_need_it_missing(context):
    chain = chain_of(context, known=lambda stage, key: None if stage.name == "attribution" else key)
    assert chain.missing == ["attribution", "speakers", "dates", "themes", "stance"]


def test_reasons_name_what_changed(context):
    missing = chain_of(context, known=lambda _stage, _key: None)
    known = chain_of(context)

    def reason(name, before):
        return why(name, missing, context, before)

    def before(source=(), fixed=()):
        chain = Chain({**known.source, **dict(source)}, known.keys, known.digests)
        return Before(chain, {**context.fixed, "ingest": {**context.fixed["ingest"], **dict(fixed)}})

    assert reason("ingest", None) == "new article"
    assert reason("speakers", before()) == "follows from ingest"
    assert reason("ingest", before()) == "not in the cache"
    changed = before({"text": "other"}, {"resource boilerplate": "other"})
    assert reason("ingest", changed) == "data/boilerplate.csv changed, text changed"
    changed = before(fixed={"version ingest stage": "0", "library py3langid": "0"})
    assert reason("ingest", changed) == "new version of py3langid, new version of the ingest stage"
    assert reason("ingest", Before(missing, context.fixed)) == "not computed yet"


def test_stages_up_to_one_are_those_it_needs():
    assert [stage.name for stage in stages_up_to("themes")] == ["ingest", "tokenise", "attribution", "themes"]
