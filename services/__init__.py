"""The services: separate programs that know each other only by messages."""
