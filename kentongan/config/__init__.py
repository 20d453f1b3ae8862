"""Settings, addresses, processes: how the rooms become one running program."""
