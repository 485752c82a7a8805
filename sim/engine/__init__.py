"""What any economy is made of: ledger, streams, parameters, compiled code; knows no capitalist and imports `base`."""
