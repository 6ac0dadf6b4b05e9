"""A picture by itself: fitted into the window, or in its full size to be scrolled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QMouseEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.look.appearance import Appearance
from desktop_app.ui.parts.pictures import Decoder, decoded, is_slow, picture_size

_LARGEST = QSize(8000, 8000)
"""Pixels of a picture at full size; larger ones are scaled down to that."""


class PictureDialog(QDialog):
    """Space or a click changes between the two sizes, Esc closes."""

    def __init__(
        self,
        data: bytes,
        words: str,
        appearance: Appearance,
        parent: QWidget | None = None,
        *,
        decode: Decoder | None = None,
    ) -> None:
        """`words`: what the picture shows, as the source describes it."""
        super().__init__(parent)
        self.setWindowTitle(words or "Picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._image = QImage()
        self._fitted = True
        self._label = QLabel()
        self._label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._label.setAccessibleName(words or "Picture without a description")
        self._label.installEventFilter(self)
        self._area = QScrollArea()
        self._area.setWidget(self._label)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._size = QPushButton()
        self._size.setAutoDefault(False)
        self._size.clicked.connect(self.toggle)
        close = QPushButton("Close")
        close.clicked.connect(self.accept)
        told = QLabel(words)
        told.setWordWrap(True)
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setFont(appearance.font(13))
        told.setStyleSheet(f"color:{appearance.theme.text2}")
        foot = QHBoxLayout()
        foot.setContentsMargins(16, 8, 16, 12)
        foot.addWidget(told, 1)
        foot.addWidget(self._size)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area, 1)
        column.addLayout(foot)
        room = QGuiApplication.primaryScreen().availableSize() * 0.85
        size = picture_size(data) or QSize()
        self.resize((size + QSize(4, 64)).boundedTo(room).expandedTo(QSize(420, 300)))
        if decode is not None and is_slow(size):
            self._label.setText("Reading the picture…")
            decode(data, _LARGEST, self._take, self)
        else:
            self._take(decoded(data, _LARGEST))

    def _take(self, image: QImage | None) -> None:
        self._image = image or QImage()
        if self._image.isNull():
            self._label.setText("This picture cannot be shown: its file is damaged.")
        self._show()

    @property
    def fitted(self) -> bool:
        """Whether the picture is fitted into the window."""
        return self._fitted

    def toggle(self) -> None:
        """Between the two sizes."""
        self._fitted = not self._fitted
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space changes the size."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit again."""
        super().resizeEvent(event)
        self._show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """A click changes the size."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease:
            self.toggle()
            return True
        return False

    def _show(self) -> None:
        if self._image.isNull():
            self._size.hide()
            return
        room = self._area.maximumViewportSize()
        larger = self._image.width() > room.width() or self._image.height() > room.height()
        self._size.setVisible(larger)
        self._size.setText("Full size" if self._fitted else "Fit to window")
        image = self._image
        if self._fitted and larger:
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(room, keep, smooth)
        self._label.setPixmap(QPixmap.fromImage(image))
