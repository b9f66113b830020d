"""Dictionaries of quanteda in YAML, read as themes and patterns, and written from them.

A category is a mapping from names to categories or a list of glob patterns; quanteda writes the
patterns of a category that has categories of its own under the name "__".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import re2
import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from pipeline.codebook.globs import glob_of_pattern, pattern_of_glob
from pipeline.errors import ResourceError
from pipeline.resources.codebook import Codebook, CodebookTheme, Pattern, compile_regex

OWN_PATTERNS = "__"
SIMPLE_NAME = re.compile(r"\w[\w.-]*")
ADVICE = "a category holds a list of patterns or named categories"


@dataclass(slots=True)
class Dictionary:
    """The themes and patterns of a dictionary, in its order; `lost` says what could not be taken over."""

    themes: list[CodebookTheme] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def read_dictionary(path: Path) -> Dictionary:
    """The dictionary in a YAML file.

    Raises:
        ResourceError: the file is not YAML, or no such dictionary.
    """
    root = _compose(path)
    if not isinstance(root, MappingNode) or not root.value:
        raise ResourceError(path, f"is no dictionary; {ADVICE}.", line=1)
    reader = _Reader(path)
    reader.read_categories(root, None)
    return reader.found


def write_dictionary(codebook: Codebook) -> tuple[str, list[str]]:
    """The codebook as a dictionary in YAML, and what of the codebook the dictionary cannot hold."""
    globs: dict[str, dict[str, None]] = {theme.theme_id: {} for theme in codebook.themes}
    for pattern in codebook.patterns:
        if glob := glob_of_pattern(pattern):
            globs[pattern.theme_id][glob] = None
    tree = _tree(codebook.themes, {theme: list(found) for theme, found in globs.items()}, None)
    text = yaml.safe_dump(
        tree, allow_unicode=True, sort_keys=False, default_flow_style=False, default_style='"', width=1_000_000
    )
    return text, list(_what_is_lost(codebook))


def _tree(themes: Sequence[CodebookTheme], globs: dict[str, list[str]], parent_id: str | None) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for theme in themes:
        if theme.parent_id == parent_id:
            own = globs[theme.theme_id]
            children = _tree(themes, globs, theme.theme_id)
            tree[theme.theme_id] = ({**children, OWN_PATTERNS: own} if own else children) if children else own
    return tree


def _what_is_lost(codebook: Codebook) -> Iterator[str]:
    patterns = codebook.patterns
    described = [t for t in codebook.themes if t.label != t.theme_id or t.definition or t.example or t.maps_to]
    left_out = [str(pattern.line) for pattern in patterns if glob_of_pattern(pattern) is None]
    counts = (
        (len(described), "themes lose label, definition, example and equivalents"),
        (sum(p.weight != 1 for p in patterns), "patterns lose their weight"),
        (sum(bool(p.exclude) for p in patterns), "patterns lose their exclusions"),
        (sum(bool(p.example) for p in patterns), "patterns lose their example"),
        (sum(p.match == "lemma" for p in patterns), "patterns no longer find other forms of their words"),
        (sum(p.match == "entity" for p in patterns), "patterns no longer ask for a name"),
        (sum(p.match != "regex" and p.pattern != p.pattern.lower() for p in patterns), "patterns lose their capitals"),
        (len(left_out), f"regular expressions are left out (line {', '.join(left_out)})"),
    )
    yield from (f"{count} {what}." for count, what in counts if count)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Collects what a dictionary holds."""

    path: Path
    found: Dictionary = field(default_factory=Dictionary)
    known: dict[str, int] = field(default_factory=dict)

    def read_categories(self, node: MappingNode, parent_id: str | None) -> None:
        names: set[str] = set()
        for key, value in node.value:
            name = self._name(key)
            if name in names:
                raise self._error(key, f"{name} is named twice here; join the two.")
            names.add(name)
            if name == OWN_PATTERNS and parent_id:
                self._read_content(value, parent_id)
                continue
            theme_id = self._new_id(name, parent_id)
            self.found.themes.append(CodebookTheme(theme_id, name, "", _line(key), parent_id=parent_id))
            self._read_content(value, theme_id)

    def _read_content(self, node: Node, theme_id: str) -> None:
        if isinstance(node, MappingNode):
            self.read_categories(node, theme_id)
        elif isinstance(node, SequenceNode):
            for each in node.value:
                self._read_content(each, theme_id)
        elif isinstance(node, ScalarNode) and node.tag != "tag:yaml.org,2002:null":
            self._read_glob(node, theme_id)

    def _read_glob(self, node: ScalarNode, theme_id: str) -> None:
        made = pattern_of_glob(node.value)
        if made is None:
            self.found.lost.append(f'line {_line(node)}: "{node.value}" stands for any word and is left out.')
        else:
            self.found.patterns.append(self._checked(node, Pattern(theme_id, made[0], made[1], 1.0, _line(node))))

    def _checked(self, node: ScalarNode, pattern: Pattern) -> Pattern:
        if pattern.match == "regex":
            try:
                compile_regex(pattern.pattern)
            except re2.error as error:
                raise self._error(node, f'"{node.value}" is too long for a pattern; shorten it.') from error
        return pattern

    def _name(self, key: Node) -> str:
        name = " ".join(key.value.split()) if isinstance(key, ScalarNode) else ""
        if not name or name[0] in "=+-@#":
            raise self._error(key, "a category needs a name, which begins with none of = + - @ #.")
        return name

    def _new_id(self, name: str, parent_id: str | None) -> str:
        """An id for a category: its name, or words of it, with its parent's before it where it is taken."""
        plain = name if SIMPLE_NAME.fullmatch(name) else re.sub(r"\W+", "_", name.lower()).strip("_") or "theme"
        wanted = f"{parent_id}_{plain}" if plain in self.known and parent_id else plain
        count = self.known[wanted] = self.known.get(wanted, 0) + 1
        return wanted if count == 1 else self._new_id(f"{wanted}_{count}", None)

    def _error(self, node: Node, message: str) -> ResourceError:
        return ResourceError(self.path, message, line=_line(node))


class _Loader(yaml.SafeLoader):
    """Reads YAML without references, with which a small file can stand for an endless one."""

    def compose_node(self, parent: Node | None, index: Any) -> Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "references (*name) are not read; write it out", mark)
        return super().compose_node(parent, index)


def _compose(path: Path) -> Node | None:
    """The YAML as nodes: words such as "no" and "1984" stay words."""
    try:
        return yaml.compose(path.read_bytes().decode("utf-8-sig"), _Loader)
    except OSError as error:
        raise ResourceError(path, f"cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise ResourceError(path, "is not UTF-8; save it as UTF-8.") from error
    except RecursionError as error:
        raise ResourceError(path, "is nested too deeply; flatten it.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "holds characters that YAML does not allow"
        raise ResourceError(path, f"is not YAML ({problem}).", line=mark.line + 1 if mark else None) from error


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
