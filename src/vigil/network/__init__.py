"""The people and organisations of the network, shown only as each of them agreed."""
