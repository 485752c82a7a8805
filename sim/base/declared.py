"""What tables of a TOML file are checked with: these keys and no others, texts in both languages."""

from pydantic import BaseModel, ConfigDict, Field


class Strict(BaseModel):
    """A table of the file: these keys and no others."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class Text(Strict):
    """The same in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    def of(self, lang: str) -> str:
        """The text in one language."""
        return self.zh if lang == "zh" else self.en
