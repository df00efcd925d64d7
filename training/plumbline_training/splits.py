"""What is kept back for judging: whole sources, by the fixed list in `heldout.json`.

Frames of one clip, photographs of one series and clips of one lifter are alike, so they are one group, and a group is on
one side of the split only.
"""

import json
import re
from pathlib import Path

HELD_OUT = json.loads((Path(__file__).parent / "heldout.json").read_text())
_SERIAL = re.compile(r"[-_\s()0-9]+$")


def series(name: str) -> str:
    """The series that a picture or video belongs to: its name less the serial number at its end."""
    return _SERIAL.sub("", name) or name


def pose_group(source: str) -> str:
    """The group of a source of `pose/`.

    Videos and Leeds Sports pictures are groups of their own. Single frames of the two picture collections
    (`.../images/NAME_mp4-12_jpg.rf.HASH.jpg`) belong to the series that NAME names.
    """
    if "yolov11" not in source:
        return source
    name = source.rsplit("/", 1)[1].split(".rf.")[0]
    name = re.sub(r"_(jpe?g|png|jfif|webp)$", "", name, flags=re.IGNORECASE)
    name = re.sub(r"_mp4-\d+$", "", name)
    return "pictures/" + series(name)


def pose_held_out(source: str) -> bool:
    """Whether a source of `pose/` is kept back."""
    if source.startswith("lspet/"):
        rule = HELD_OUT["leeds"]
        return int(source[len("lspet/"):]) % rule["modulus"] in rule["remainders"]
    return pose_group(source) in HELD_OUT["pose"]


def plate_group(video: str) -> str:
    """The group of a video of `plates/`."""
    return series(video)


def plate_held_out(set_name: str, video: str) -> bool:
    """Whether a video of `plates/` is kept back."""
    return plate_group(video) in HELD_OUT["plates"][set_name]


def source_kind(source: str) -> str:
    """`leeds` for Leeds Sports, `gym` for all others."""
    return "leeds" if source.startswith("lspet/") else "gym"


def seen_by_lifter_v0(source: str) -> bool:
    """Whether lifter-v0 was trained on a source: the figures of lifter-v0 on such a source flatter it."""
    if source.startswith("lspet/"):
        return int(source[len("lspet/"):]) % 20 != 0
    return not source.startswith(("jeff-j-chen+", "Jurisimo00+"))
