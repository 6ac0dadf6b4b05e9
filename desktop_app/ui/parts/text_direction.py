"""Sets the paragraphs of a document from right to left where they are written so: on the screen and on paper alike."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor, QTextDocument, QTextList, QTextTable

from desktop_app.monograph.direction import has_right_to_left, paragraph_runs_left


def set_directions(document: QTextDocument, *, right_to_left: bool) -> None:
    """Give every paragraph its direction; `setHtml` makes all of them run from left to right.

    With `right_to_left`, which holds for the whole text, paragraphs in other letters and tables stand at the right too.
    """
    if not right_to_left and not has_right_to_left(document.toPlainText()):
        return
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        block_format = block.blockFormat()
        item = right_to_left and isinstance(block.textList(), QTextList)
        if item or paragraph_runs_left(block.text(), in_right_to_left=right_to_left):
            block_format.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            left, right = block_format.leftMargin(), block_format.rightMargin()
            block_format.setLeftMargin(right)
            block_format.setRightMargin(left)
        elif right_to_left and block_format.textIndent() >= 0:
            block_format.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        cursor.setPosition(block.position())
        cursor.setBlockFormat(block_format)
        block = block.next()
    for table in document.rootFrame().childFrames() if right_to_left else ():
        if isinstance(table, QTextTable):
            table_format = table.format()
            table_format.setAlignment(Qt.AlignmentFlag.AlignRight)
            table.setFormat(table_format)
    cursor.endEditBlock()
