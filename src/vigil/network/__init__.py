"""The people and organisations of the network. Each is shown only as they consented.

Members choose for each field who sees it. Each choice is a consent. Every output asks
`visibility.queries`. Read docs/use/network.md.
"""
