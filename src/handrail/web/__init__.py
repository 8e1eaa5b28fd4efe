"""The web: a door that translates requests to services and answers to pages."""
