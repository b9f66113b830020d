import pytest

from pipeline.errors import ResourceError
from pipeline.project import default_data
from pipeline.settings import Settings, load_settings


def test_shipped_settings_are_the_defaults():
    assert load_settings(default_data() / "settings.toml") == Settings()


def test_missing_file_gives_the_defaults(tmp_path):
    assert load_settings(tmp_path / "settings.toml") == Settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("types = [", "cannot be read as TOML"),
        ("tpyes = []", "unknown setting tpyes"),
        ('types = ["rumour"]', "types are assertion"),
        ("min_confidence = 101", "give 0 to 100"),
        ('min_confidence = "high"', "min_confidence"),
    ],
)
def test_wrong_setting_is_named(tmp_path, text, words):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(ResourceError, match=words) as error:
        load_settings(path)
    assert "settings.toml" in str(error.value)
