import pytest

from pipeline.encoder import load_encoder
from pipeline.errors import ResourceError
from pipeline.project import default_data
from pipeline.stance.encoder import load_stance_encoder


@pytest.mark.parametrize("load", [load_encoder, load_stance_encoder])
@pytest.mark.parametrize("config", [None, "{", b"\xff"])
def test_model_without_its_settings_says_what_to_do(tmp_path, config, load):
    if config is not None:
        (tmp_path / "config.json").write_bytes(config if isinstance(config, bytes) else config.encode())
    with pytest.raises(ResourceError, match="restore the model"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("name", "networks"), [("attribution", {"tagger.onnx", "linker.onnx"}), ("stance", {"judge.onnx"})]
)
def test_shipped_model_stays_within_its_size(name, networks):
    files = list((default_data() / "models" / name).iterdir())
    assert {*networks, "tokenizer.json", "config.json", "CARD.md"} == {file.name for file in files}
    assert sum(file.stat().st_size for file in files) <= 25_000_000
