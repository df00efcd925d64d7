#!/usr/bin/env python3
"""Reads the files for neighbouring programs with readers that are not ours.

Asked for by hand:  python3 scripts/check-formats.py [FOLDER]
Without FOLDER the test `formats` writes a set into a scratch folder first. A reader that is not installed
(opensim, webvtt-py, pyarrow, duckdb) is skipped with one line; `pip install opensim webvtt-py pyarrow duckdb` has them.
"""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml


def close(one, other, within, what):
    assert abs(one - other) <= within, f"{what}: {one} and {other} differ by more than {within}"


def bar_rise(report, rep, heights, times):
    """The bar's rise from lift-off to lockout of a repetition, metres, out of a file's own rows."""
    nearest = lambda at: min(range(len(times)), key=lambda row: abs(times[row] - at))
    return heights[nearest(rep["lockout_s"])] - heights[nearest(rep["lift_off_s"])]


def ranges(report):
    for rep in report["reps"]:
        yield rep, next(m["value"] for m in rep["measures"] if m["id"] == "range-of-motion") / 100


def check_opensim(folder, report):
    try:
        import opensim
    except ImportError as error:
        return f"skipped: the package opensim is not there ({error})"
    markers = opensim.TimeSeriesTableVec3(str(folder / "set.trc"))
    names = list(markers.getColumnLabels())
    assert "Bar" in names and "RKnee" in names, names
    assert markers.getTableMetaDataString("Units") == "m"
    times = list(markers.getIndependentColumn())
    close(times[1] - times[0], 1 / float(markers.getTableMetaDataString("DataRate")), 1e-5, "time step and DataRate")
    bar = markers.getDependentColumn("Bar")
    heights = [bar[row][1] for row in range(markers.getNumRows())]
    for rep, range_m in ranges(report):
        close(bar_rise(report, rep, heights, times), range_m, 0.015, "rise of the bar, m")
    holes = sum(math.isnan(markers.getDependentColumn(name)[row][0]) for name in names for row in range(len(times)))

    motion = opensim.TimeSeriesTable(str(folder / "set.mot"))
    assert motion.getTableMetaDataString("inDegrees") == "yes"
    columns = list(motion.getColumnLabels())
    assert not any(math.isnan(value) for name in columns for value in (motion.getDependentColumn(name)[row] for row in range(motion.getNumRows())))
    heights = [motion.getDependentColumn("bar_ty")[row] for row in range(motion.getNumRows())]
    for rep, range_m in ranges(report):
        close(bar_rise(report, rep, heights, list(motion.getIndependentColumn())), range_m, 0.015, "rise of the bar, m")
    storage = opensim.Storage(str(folder / "set.mot"))
    assert storage.isInDegrees() and storage.getSize() == motion.getNumRows()
    # The older reader, which scaling and inverse kinematics use.
    data = opensim.MarkerData(str(folder / "set.trc"))
    assert data.getNumMarkers() == len(names) and data.getNumFrames() == len(times)
    return f"OpenSim {opensim.GetVersion()}: {len(names)} markers, {len(times)} rows, {holes} holes read as NaN; motion: {', '.join(columns)}"


def check_webvtt(folder, report):
    try:
        import webvtt
    except ImportError as error:
        return f"skipped: the package webvtt-py is not there ({error})"
    chapters = list(webvtt.read(str(folder / "set.chapters.vtt")))
    assert len(chapters) == len(report["reps"])
    for chapter, rep in zip(chapters, report["reps"]):
        assert chapter.identifier == f"repetition-{rep['number']}", chapter.identifier
        assert chapter.start_in_seconds <= rep["lift_off_s"] <= chapter.end_in_seconds + 1
    captions = list(webvtt.read(str(folder / "set.captions.vtt")))
    told = [f for rep in report["reps"] for f in rep["findings"] if f["outcome"] in ("fault", "possible")]
    assert len(captions) == len(told), (len(captions), len(told))
    return f"webvtt-py: {len(chapters)} chapters, {len(captions)} captions"


def check_kinovea(folder, report):
    root = xml.parse(folder / "set.kva").getroot()
    assert root.tag == "KinoveaVideoAnalysis" and root[0].tag == "FormatVersion" and root[0].text == "2.0"
    tracks = root.findall("Tracks/Track")
    fps = float(root.findtext("UserFramerate"))
    ticks = float(root.findtext("AverageTimeStampsPerFrame"))
    for track in tracks:
        points = [tuple(map(float, point.text.split(";"))) for point in track.iter("TrackPoint")]
        assert len(points) == int(track.find("TrackPointList").get("Count")) and all(len(point) == 3 for point in points)
        assert all(one[2] < other[2] for one, other in zip(points, points[1:])), "times ascend"
        assert points[-1][2] / ticks / fps <= report["clip"]["duration_s"] + 0.1
    moments = root.findall("Keyframes/Keyframe")
    return f"Python's XML reader: {len(tracks)} tracks, {len(moments)} key images (Kinovea itself was not run)"


def check_parquet(folder, report):
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        return f"skipped: the package pyarrow is not there ({error})"
    told = {}
    for name in ("repetitions", "measures", "findings"):
        table = parquet.read_table(folder / f"set.{name}.parquet")
        about = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
        assert about["table"] == name and all(f"column.{column}.meaning" in about for column in table.column_names), about
        told[name] = table
    reps = told["repetitions"].to_pylist()
    for row, rep in zip(reps, report["reps"], strict=True):
        for event in ("lift_off_s", "knee_pass_s", "lockout_s", "down_s"):
            if rep[event] is None:
                assert row[event] is None
            else:
                close(row[event], rep[event], 1e-3, event)
    assert parquet.read_schema(folder / "set.repetitions.parquet").metadata[b"column.lift_off_s.unit"] == b"s"
    types = {field.name: str(field.type) for field in told["findings"].schema}
    assert (types["fault"], types["repetition"], types["measured"], types["by_hand"]) == ("string", "int64", "double", "bool"), types
    findings = told["findings"].to_pylist()
    all_told = [f for rep in report["reps"] for f in rep["findings"]] + report["set"]["findings"]
    assert [f["outcome"] for f in findings] == [f["outcome"] for f in all_told]
    assert all((f["measured"] is None) == (f["outcome"] == "not-assessed") for f in findings)
    said = f"pyarrow: {len(reps)} repetitions, {told['measures'].num_rows} measures, {len(findings)} findings"
    try:
        import duckdb
    except ImportError as error:
        return f"{said}; skipped: the package duckdb is not there ({error})"
    query = f"select outcome, count(*) from '{folder}/set.findings.parquet' group by all order by all"
    return f"{said}; DuckDB counts {duckdb.sql(query).fetchall()}"


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else scratch)
        if len(sys.argv) < 2:
            command = ["cargo", "test", "--quiet", "--no-default-features", "--test", "formats"]
            subprocess.run(command, check=True, env={**os.environ, "KEEP": scratch}, stdout=subprocess.DEVNULL)
        report = json.loads((folder / "set.json").read_text())
        for check in (check_opensim, check_webvtt, check_kinovea, check_parquet):
            print(check(folder, report))


main()
