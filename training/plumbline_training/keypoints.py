"""The 28 points of `lifter`, in the order of its heat maps."""

BODY = (
    "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow left_wrist right_wrist "
    "left_index right_index left_hip right_hip left_knee right_knee left_ankle right_ankle left_heel right_heel "
    "left_toe right_toe"
).split()
BACK = [f"back_{i}" for i in range(1, 6)]
NAMES = BODY + BACK
COUNT = len(NAMES)


def mirrored(name: str) -> str:
    """The name of the same point in a mirrored picture."""
    if name.startswith("left_"):
        return "right_" + name[5:]
    if name.startswith("right_"):
        return "left_" + name[6:]
    return name


SWAP = [NAMES.index(mirrored(name)) for name in NAMES]

# Points that share a calibration curve: left and right are one group, and so are the points of the back.
GROUPS = {
    "head": ["nose", "left_eye", "right_eye", "left_ear", "right_ear"],
    "shoulders": ["left_shoulder", "right_shoulder"],
    "elbows": ["left_elbow", "right_elbow"],
    "hands": ["left_wrist", "right_wrist", "left_index", "right_index"],
    "hips": ["left_hip", "right_hip"],
    "knees": ["left_knee", "right_knee"],
    "feet": ["left_ankle", "right_ankle", "left_heel", "right_heel", "left_toe", "right_toe"],
    "back": BACK,
}
