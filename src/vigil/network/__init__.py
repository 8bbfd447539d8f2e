"""Keep the people and organisations of the network, each shown only as they agreed.

Members choose for each field who sees it. Each choice is a consent, and `showing` is the one
module that every output asks. Read docs/use/network.md.
"""
