"""Pictures that are nearly the same: copies, other sizes, other compression, a little brighter.

A picture's print is 16 × 16 shades of gray, less their mean, over their spread. Two are alike when
hardly any of the 256 places differs; something else in the picture changes several of them much.
(A hash of gradients can't tell scenes apart that share a floor; measured in the test.)
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from srkit.scene.pictures import open_image

SIDE = 16
DIFFERS = 0.35  # of a standard deviation: places of copies differ by 0.17 at the most
MAY_DIFFER = 5  # places

Print = NDArray[np.float32]


def print_of_file(path: str) -> Print:
    """Return the print of a picture's file."""
    return print_of(open_image(path))


def print_of(image: Image.Image) -> Print:
    """Return the print of a picture, (256,)."""
    small = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    gray = np.asarray(small, np.float32).ravel()
    return (gray - gray.mean()) / (gray.std() + 1e-6)


class Known:
    """The pictures that training must not see."""

    def __init__(self, prints: list[Print]) -> None:
        self.prints = np.stack(prints) if prints else np.zeros((0, SIDE * SIDE), np.float32)

    def has(self, found: Print) -> bool:
        """Whether a picture is nearly one of them."""
        differing = (np.abs(self.prints - found) > DIFFERS).sum(axis=1)
        return bool((differing <= MAY_DIFFER).any())
