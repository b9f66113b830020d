"""One name for each speaker and entity over all articles, and what a person should decide.

A pure function of all names counted (`Registry`): the order of the articles does not matter, and an
article that names nobody whom others name changes nothing for them.
"""

from pipeline.canonical.doubts import Doubt, DoubtReason
from pipeline.canonical.identities import Canonical, Identities, find_identities, kind_of_label
from pipeline.canonical.registry import Key, Names, Registry, Spoken, members_of, names_of, same_name
from pipeline.canonical.renaming import rename

__all__ = [
    "Canonical",
    "Doubt",
    "DoubtReason",
    "Identities",
    "Key",
    "Names",
    "Registry",
    "Spoken",
    "find_identities",
    "kind_of_label",
    "members_of",
    "names_of",
    "rename",
    "same_name",
]
