"""Pages and screens of the network. They call verbs and read; nothing here decides."""
