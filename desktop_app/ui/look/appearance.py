"""Theme, text size and fonts: the one place that knows what the window looks like now."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QIcon, QPixmap

from desktop_app.render.themes import DARK, HIGH_CONTRAST, LIGHT, Theme
from desktop_app.ui.look.typeface import own_family

ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class ThemeChoice(StrEnum):
    """What the user asked for; `SYSTEM` follows the desktop, live."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    HIGH_CONTRAST = "high-contrast"


_FORCED = {ThemeChoice.LIGHT: LIGHT, ThemeChoice.DARK: DARK, ThemeChoice.HIGH_CONTRAST: HIGH_CONTRAST}


class Appearance(QObject):
    """Colours by token, fonts by size and weight, icons by name.

    Widgets take it in their constructor, read it when they paint, and read it again on `changed`.
    """

    changed = Signal()
    """Theme or text size changed: read tokens again, lay out again."""

    def __init__(self, theme_choice: str = "system", zoom: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = _as_choice(theme_choice)
        self._zoom = _nearest_step(zoom)
        self._family: str | None = None
        self._icons: dict[tuple[str, str, int], QIcon] = {}
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow_system)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow_system)
        self._theme = self._chosen_theme()

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._theme

    @property
    def theme_choice(self) -> ThemeChoice:
        """What was asked for, which may be to follow the system."""
        return self._choice

    def set_theme_choice(self, choice: str) -> None:
        """Force a theme, or follow the system again; an unknown word means the system."""
        self._choice = _as_choice(choice)
        self._follow_system()

    @property
    def zoom(self) -> float:
        """Size of reading text and snippets; 1.0 is 100 %."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Set the text size to the nearest of `ZOOM_STEPS`."""
        step = _nearest_step(zoom)
        if step != self._zoom:
            self._zoom = step
            self.changed.emit()

    def zoom_by(self, steps: int) -> None:
        """One step up (1) or down (-1); nothing beyond the ends."""
        index = ZOOM_STEPS.index(self._zoom) + steps
        self.set_zoom(ZOOM_STEPS[max(0, min(index, len(ZOOM_STEPS) - 1))])

    @property
    def family(self) -> str:
        """Materia's own typeface; Qt takes what it lacks, as other scripts, from the system's fonts."""
        if self._family is None:
            self._family = own_family()
        return self._family

    def font(self, px: int, weight: int = 400) -> QFont:
        """A font of the window: `px` high at 100 %, never scaled by the text size."""
        font = QFont(self.family)
        font.setPixelSize(px)
        font.setWeight(QFont.Weight(weight))
        return font

    def reading_font(self, px: int, weight: int = 400) -> QFont:
        """A font of reading text and snippets: `px` high at 100 %, scaled by the text size."""
        return self.font(self.scaled(px), weight)

    def scaled(self, px: int) -> int:
        """`px` at the present text size."""
        return max(1, round(px * self._zoom))

    def colour(self, token: str) -> str:
        """The colour of a token of the theme, as `#RRGGBB`."""
        value: str = getattr(self._theme, token)
        return value

    def icon(self, name: str, token: str = "text2", size: int = 16) -> QIcon:  # noqa: S107 - a colour token
        """The icon in the colour of a token: accent when on, edge when disabled."""
        from desktop_app.ui.look.icons import draw_icon

        key = (name, token, size)
        if key not in self._icons:
            self._icons[key] = draw_icon(
                name, normal=self.colour(token), disabled=self._theme.edge, on=self._theme.accent, size=size
            )
        return self._icons[key]

    def pixmap(
        self,
        name: str,
        token: str = "text2",  # noqa: S107 - a colour token
        size: int = 16,
        ratio: float = 1.0,
    ) -> QPixmap:
        """The icon as a pixmap, for painting by hand."""
        from desktop_app.ui.look.icons import draw_pixmap

        return draw_pixmap(name, self.colour(token), size, ratio)

    def _chosen_theme(self) -> Theme:
        forced = _FORCED.get(self._choice)
        if forced is not None:
            return forced
        hints = QGuiApplication.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return HIGH_CONTRAST
        return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT

    def _follow_system(self) -> None:
        theme = self._chosen_theme()
        if theme is not self._theme:
            self._theme = theme
            self._icons.clear()
            self.changed.emit()


def _as_choice(word: str) -> ThemeChoice:
    return ThemeChoice(word) if word in set(ThemeChoice) else ThemeChoice.SYSTEM


def _nearest_step(zoom: float) -> float:
    return min(ZOOM_STEPS, key=lambda step: abs(step - zoom))
