"""The model: world, month, rules, phases, mechanisms, measures; knows no file of results, no figure, no screen,
and imports `engine` and below."""
