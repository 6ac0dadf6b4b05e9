"""Back and forward: the places a reader has been to. Plain data, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

_KEPT = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A section of a monograph, scrolled to a point."""

    uid: str
    section: str
    scroll: int = 0


class Places:
    """Places in the order they were gone to, and which of them is here."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._here = -1

    @property
    def here(self) -> Place | None:
        """Where the reader is."""
        return self._places[self._here] if self._here >= 0 else None

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier place."""
        return self._here > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a later place."""
        return self._here + 1 < len(self._places)

    def go(self, place: Place) -> None:
        """Go somewhere new: what lay ahead is forgotten. The same section again is no new place."""
        here = self.here
        if here is not None and (here.uid, here.section) == (place.uid, place.section):
            self._places[self._here] = place
            return
        del self._places[self._here + 1 :]
        self._places.append(place)
        del self._places[:-_KEPT]
        self._here = len(self._places) - 1

    def scrolled(self, scroll: int) -> None:
        """Remember how far the present place is scrolled."""
        if self._here >= 0:
            self._places[self._here] = replace(self._places[self._here], scroll=scroll)

    def back(self) -> Place | None:
        """Step to the place before."""
        return self._step(-1) if self.can_go_back else None

    def forward(self) -> Place | None:
        """Step to the place after."""
        return self._step(1) if self.can_go_forward else None

    def forget(self, uid: str) -> None:
        """Drop every place in a monograph that is gone from the library."""
        here = self.here
        self._places = [place for place in self._places if place.uid != uid]
        self._here = self._places.index(here) if here in self._places else len(self._places) - 1

    def _step(self, by: int) -> Place:
        self._here += by
        return self._places[self._here]
