import re
from pathlib import Path

from pipeline.cli import app
from pipeline.project import default_data
from pipeline.tables import readme_columns

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_column_list_is_the_one_the_tables_give():
    listed = re.search(r"<!-- columns -->\n(.*)\n<!-- /columns -->", README, re.DOTALL)
    assert listed is not None
    assert listed[1].strip() == readme_columns().strip()


def test_every_command_and_every_data_file_is_named():
    commands = [command.name or command.callback.__name__.replace("_", "-") for command in app.registered_commands]
    for group in app.registered_groups:
        own = group.typer_instance.registered_commands
        commands += [f"{group.name} {command.name or command.callback.__name__}" for command in own]
    assert [name for name in commands if f"onrecord {name}" not in README] == []
    files = [path.name for path in default_data().glob("*.*")]
    assert [name for name in files if f"`{name}`" not in README] == []


def test_set_up_comes_first():
    assert README.index("make run") < README.index("make test") < 600
