"""What is left out of the installers."""

from __future__ import annotations

import pytest

from installer.trim import goes_along, is_unused, missing_libraries


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libQt6Network.so.6",
        "PySide6/plugins/tls/qschannelbackend.dll",
        "PySide6\\plugins\\networkinformation\\qnetworklistmanager.dll",
        "PySide6/Qt6Network.dll",
        "PySide6/opengl32sw.dll",
        "PySide6/Qt/lib/QtNetwork.framework/Versions/A/QtNetwork",
        "numpy-2.4.6.dist-info/RECORD",
    ],
)
def test_goes(name: str) -> None:
    assert is_unused(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/lib/libQt6Core.so.6",
        "libQt6Svg.so.6",
        "PySide6/QtWidgets.abi3.so",
        "PySide6/QtWidgets.pyd",
        "PySide6/Qt6Gui.dll",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "PySide6/Qt/lib/QtGui.framework/Versions/A/QtGui",
        "PySide6/Qt/lib/libicudata.so.73",
        "resources/monographs/baclofen.md",
        "libzim.cpython-311-x86_64-linux-gnu.so",
    ],
)
def test_stays(name: str) -> None:
    assert not is_unused(name)


@pytest.mark.parametrize(
    ("library", "along"),
    [
        ("libxcb-cursor.so.0", True),
        ("libxkbcommon-x11.so.0", True),
        ("libsqlite3.so.0", True),
        ("libz.so.1", True),
        ("libzstd.so.1", False),  # every system has it: dpkg, rpm and systemd are built on it
        ("libstdc++.so.6", False),  # an older one than the desktop's breaks the drivers of its graphics
        ("libfontconfig.so.1", False),
        ("libdbus-1.so.3", False),
        ("libX11.so.6", False),
    ],
)
def test_the_per_user_install_brings_what_a_bare_desktop_may_lack(library: str, along: bool) -> None:
    assert goes_along(library) is along


def test_a_library_that_was_left_out_and_is_linked_is_named() -> None:
    links = {"a.so": ["libQt6Network.so.6", "libc.so.6"], "libQt6Core.so.6": ["libicu.so"], "b.so": ["libQt6Core.so.6"]}

    assert missing_libraries(links, ["libQt6Network.so.6", "libQt6Core.so.6", "libQt6Qml.so.6"]) == [
        "libQt6Network.so.6"
    ]
