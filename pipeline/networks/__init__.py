"""Discourse networks of the tables: who speaks of what, who stands where, who agrees with whom."""

from pipeline.networks.build import SLICES, SliceName, build_networks
from pipeline.networks.network import Edge, Network, Node

__all__ = ["SLICES", "Edge", "Network", "Node", "SliceName", "build_networks"]
