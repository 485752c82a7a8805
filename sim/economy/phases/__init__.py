"""The phases of a month, a file a stage of the circuit of capital. A phase reads the world, calls rules, posts or assigns."""
