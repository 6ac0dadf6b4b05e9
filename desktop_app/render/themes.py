"""The three themes as data: colours by token. Values and contrasts are those of the project's visual tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as `#RRGGBB`. Text colours hold a contrast of 4.5 on `surface` and `chrome`, edges 3 (WCAG 2.2)."""

    name: str
    dark: bool
    chrome: str
    surface: str
    hover: str
    line: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    onaccent: str
    soft: str
    mark: str
    mark_line: str
    mark_text: str
    amber: str
    amber_fill: str
    amber_border: str
    red: str
    red_fill: str
    red_border: str


LIGHT = Theme(
    name="light", dark=False,
    chrome="#F3F5F6", surface="#FFFFFF", hover="#E9EDEF", line="#DCE1E4", edge="#838D96",
    text="#1A2024", text2="#525C65", text3="#646E77",
    accent="#00607A", onaccent="#FFFFFF", soft="#E1EFF3",
    mark="#D3EAF1", mark_line="#4A97AD", mark_text="#1A2024",
    amber="#7D4B00", amber_fill="#FFF3D9", amber_border="#D9A441",
    red="#A1131A", red_fill="#FCEDEC", red_border="#C4313A",
)  # fmt: skip
DARK = Theme(
    name="dark", dark=True,
    chrome="#141719", surface="#1B1F23", hover="#22282D", line="#2E353B", edge="#707B85",
    text="#E3E7EA", text2="#A7B1B9", text3="#949FA8",
    accent="#6FC6DE", onaccent="#0B1A1F", soft="#16323B",
    mark="#1F4A58", mark_line="#4C9DB4", mark_text="#E3E7EA",
    amber="#EDBB5E", amber_fill="#33270F", amber_border="#8C6A25",
    red="#FF9C96", red_fill="#391719", red_border="#C9524D",
)  # fmt: skip
HIGH_CONTRAST = Theme(
    name="high-contrast", dark=True,
    chrome="#000000", surface="#000000", hover="#1F1F1F", line="#FFFFFF", edge="#FFFFFF",
    text="#FFFFFF", text2="#FFFFFF", text3="#E6E6E6",
    accent="#7FE3FF", onaccent="#000000", soft="#00303D",
    mark="#FFF200", mark_line="#FFF200", mark_text="#000000",
    amber="#FFD24D", amber_fill="#000000", amber_border="#FFD24D",
    red="#FF9088", red_fill="#000000", red_border="#FF9088",
)  # fmt: skip
THEMES = {theme.name: theme for theme in (LIGHT, DARK, HIGH_CONTRAST)}
