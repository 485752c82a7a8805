"""Pages and answers made from declarations; imports `reports`, `classroom` and below."""
