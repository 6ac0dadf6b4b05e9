"""The style sheet and the palette of the window, as pure functions of the theme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from desktop_app.render.themes import Theme

_SHEET = """
QWidget {{ color: {text}; }}
QMainWindow, QDialog, #surface, #reading {{ background: {surface}; }}
#chrome, #sidebar, #toolbar, #statusBar {{ background: {chrome}; }}
#toolbar {{ border-bottom: 1px solid {line}; }}
#statusBar {{ border-top: 1px solid {line}; }}
QToolTip {{ background: {surface}; color: {text}; border: 1px solid {edge}; padding: 4px 6px; font-size: 12px; }}

QLineEdit, QPlainTextEdit, QTextEdit#note, QComboBox, QSpinBox, QDateEdit {{
    background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 5px; padding: 4px 8px;
    font-size: 13px; selection-background-color: {accent}; selection-color: {onaccent};
    placeholder-text-color: {text3};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit#note:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {{
    border: 2px solid {accent}; padding: 3px 7px;
}}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ color: {edge}; border-color: {line}; }}
QComboBox::drop-down {{ subcontrol-origin: padding; subcontrol-position: center right; width: 24px; border: none; }}
QComboBox::down-arrow {{ image: none; width: 0; height: 0; border-left: 4px solid {surface};
    border-right: 4px solid {surface}; border-top: 5px solid {text2}; }}
QComboBox::down-arrow:disabled {{ border-top-color: {edge}; }}
QComboBox QAbstractItemView {{ background: {surface}; color: {text}; border: 1px solid {edge};
    selection-background-color: {soft}; selection-color: {text}; }}

QPushButton {{
    background: {surface}; color: {text}; border: 1px solid {edge}; border-radius: 5px;
    padding: 0 12px; min-height: 28px; font-size: 13px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {soft}; }}
QPushButton:disabled {{ color: {edge}; border-color: {line}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 0 11px; min-height: 26px; }}
QPushButton:default {{ background: {accent}; color: {onaccent}; border-color: {accent}; font-weight: 600; }}
QPushButton:default:hover {{ border-color: {text}; }}
QPushButton:default:focus {{ border: 2px solid {text}; }}
QPushButton:default:disabled {{ background: {chrome}; color: {edge}; border-color: {line}; font-weight: 400; }}

QToolButton {{
    background: transparent; color: {text2}; border: 2px solid transparent; border-radius: 5px;
    padding: 3px 6px; font-size: 13px;
}}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {soft}; }}
QToolButton:checked {{ background: {soft}; color: {accent}; font-weight: 600; }}
QToolButton:disabled {{ color: {edge}; background: transparent; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}

QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QCheckBox, QRadioButton {{ font-size: 13px; spacing: 8px; background: transparent; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {edge}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {accent}; }}
QLabel {{ background: transparent; }}

QMenu {{ background: {surface}; color: {text}; border: 1px solid {edge}; padding: 4px 0; font-size: 13px; }}
QMenu::item {{ padding: 6px 28px 6px 34px; background: transparent; }}
QMenu::item:selected {{ background: {soft}; }}
QMenu::item:disabled {{ color: {edge}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 0; }}
QMenu::icon {{ left: 10px; }}
QMenu::indicator {{ left: 10px; width: 14px; height: 14px; }}

QAbstractItemView {{ background: {chrome}; color: {text}; border: none; outline: none; font-size: 13px;
    selection-background-color: {soft}; selection-color: {text}; }}
#surface QAbstractItemView, QDialog QAbstractItemView {{ background: {surface}; }}
QHeaderView::section {{ background: {surface}; color: {text2}; border: none; border-bottom: 1px solid {line};
    padding: 6px 8px; font-size: 12px; font-weight: 600; }}
QTextBrowser, QTextEdit {{ background: {surface}; color: {text}; border: none;
    selection-background-color: {accent}; selection-color: {onaccent}; }}

QProgressBar {{ background: {line}; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 2px; }}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:hover {{ background: {accent}; }}

QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {edge}; border-radius: 3px; margin: 3px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {text2}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def style_sheet(theme: Theme) -> str:
    """The style sheet of the whole application in the colours of `theme`. Sets no font family: see `palette`."""
    tokens = {name: getattr(theme, name) for name in theme.__slots__}
    return _SHEET.format(**tokens)


def palette(theme: Theme) -> QPalette:
    """The palette of `theme`, for what the style sheet does not reach: documents, native parts, placeholders."""
    colours = QPalette()
    role = QPalette.ColorRole
    for where, token in (
        (role.Window, theme.chrome),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.chrome),
        (role.Text, theme.text),
        (role.Button, theme.surface),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.red),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.onaccent),
        (role.PlaceholderText, theme.text3),
        (role.ToolTipBase, theme.surface),
        (role.ToolTipText, theme.text),
        (role.Accent, theme.accent),
        (role.Mid, theme.edge),
        (role.Light, theme.line),
        (role.Dark, theme.edge),
    ):
        colours.setColor(where, QColor(token))
    for where in (role.WindowText, role.Text, role.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, where, QColor(theme.edge))
    return colours
