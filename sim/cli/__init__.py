"""Words on a terminal in, tables out, without arithmetic; imports all rooms."""
