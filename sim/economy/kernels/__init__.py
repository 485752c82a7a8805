"""Compiled passes over many: who meets whom on a market, and all workers at once."""
