"""Judges dominators: reads graphs from standard input, one a line, and writes what networkx says of each.

A graph is {"nodes": count, "edges": [[from, to], ...], "roots": [node, ...]}. The answer is a list with the immediate
dominator of every node: `nodes` for a virtual node that leads to all roots, null for nodes to which no root leads.
"""

import json
import sys

import networkx


def dominators(nodes, edges, roots):
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(nodes + 1))
    graph.add_edges_from(edges)
    graph.add_edges_from((nodes, root) for root in roots)
    found = networkx.immediate_dominators(graph, nodes)
    return [found.get(node) for node in range(nodes)]


for line in sys.stdin:
    print(json.dumps(dominators(**json.loads(line))))
