"""The command line: a door that translates arguments to rules and services, and answers to text."""
